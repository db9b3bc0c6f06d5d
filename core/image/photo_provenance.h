// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/image/photo.h"

namespace v4e {

/// How an exported picture came to be.
struct Provenance {
  std::string instruction;
  std::string caption;
  std::string model;
  std::string model_version;
  std::string writer_name;  ///< who wrote the instruction; empty: not stated
  std::uint64_t seed = 0;
  nlohmann::json parameters =
      nlohmann::json::object();  ///< num_inference_steps, guidance_scale, scheduler, …
  bool include_prompt = true;    ///< off: neither instruction nor caption nor writer leaves the program
};

/// Adds to `options` what marks an export as edited with a model: the IPTC digital source type and AI fields
/// (Photo Metadata Standard 2025.1) in XMP; our own JSON `video4edit` in XMP and, for PNG, as text; and a
/// `parameters` text as other tools read it (EXIF comment, and PNG text).
void add_provenance(const Provenance& provenance, WriteOptions& options);

/// Our JSON out of a photo; nothing if there is none. Throws Error(FileMalformed) if it does not parse.
[[nodiscard]] std::optional<nlohmann::json> provenance_of(const Photo& photo);

/// The same out of a file of any format that we write. Throws as read_photo().
[[nodiscard]] std::optional<nlohmann::json> read_provenance(const std::filesystem::path& path,
                                                            const RunContext& context = {});

}  // namespace v4e
