// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/edit/edit_settings.h"

namespace v4e {

/// A step of a look: what is asked for, without the photo and without anything painted on it.
struct LookStep {
  EditSettings
      settings;  ///< the model by its name, never a folder; no LoRAs, which are files of one computer
  /// Whether the seed belongs to the look. As a rule it does not: a seed that gave a good picture of one
  /// photo means nothing for another. Where the user locked it, it is kept.
  bool keeps_seed = false;
  bool on = true;  ///< a step that is off is kept, but not done

  bool operator==(const LookStep&) const = default;
};

/// Steps to be done to any photo, one after another.
struct Look {
  std::vector<LookStep> steps;  ///< 1..kMostLookSteps

  bool operator==(const Look&) const = default;
};

inline constexpr std::size_t kMostLookSteps = 64;
inline constexpr std::size_t kMostLookBytes = 1u << 20;  ///< of its file
inline constexpr const char* kLookExtension = ".v4elook";

/// The JSON of a look's file. Throws Error(InvalidArgument) where it has no steps, too many, one without an
/// instruction, a model that is a path, LoRAs, or a region that lies at a place of one photo.
[[nodiscard]] nlohmann::json to_json(const Look& look);

/// What to_json() made, here or elsewhere: trusts nothing. Fields that are not known are ignored, numbers are
/// brought into their ranges. `origin` names the source in messages. Throws Error(FileMalformed), and
/// Error(Unsupported) for the format of a newer version.
[[nodiscard]] Look look_from(const nlohmann::json& json, std::string_view origin);

/// Throws as look_from(), and Error(FileUnreadable).
[[nodiscard]] Look read_look(const std::filesystem::path& path);
/// Whole or not at all. Throws as to_json(), and Error(FileUnwritable).
void write_look(const std::filesystem::path& path, const Look& look);

/// What is to be done, in turn: the steps that are on. What a step leaves open is taken from `base`, the
/// seed too, and so is the model where `base` names one. Throws Error(InvalidArgument) where all are off.
[[nodiscard]] std::vector<EditSettings> steps_to_do(const Look& look, const EditSettings& base);

}  // namespace v4e
