// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/edit/edit_settings.h"
#include "core/image/io/photo_provenance.h"

namespace v4e {

/// What an edit came to, besides its settings. No defaults except for what only one of command line and
/// window knows: whoever fills it must say all.
struct EditFacts {
  std::string_view caption;  ///< the one that the model got
  std::string_view model;    ///< its name
  int frames;
  std::optional<int> frame = {};  ///< which became the edit
  std::string_view merge = {};    ///< the way in which it was put into the photo
  /// The steps before it, where it was made from another edit: their settings, with the models' names.
  std::vector<EditSettings> before = {};
};

/// The one place where an edit becomes a record. `settings`: with the numbers that the model took.
[[nodiscard]] Provenance make_provenance(const EditSettings& settings, const EditFacts& facts,
                                         bool include_prompt);

/// The settings to make it again, with the model's name as its id; also of records of earlier versions.
/// Throws Error(FileMalformed).
[[nodiscard]] EditSettings settings_of(const Provenance& provenance);

/// The same of all steps that led to the picture, the last one last. Throws as settings_of().
[[nodiscard]] std::vector<EditSettings> steps_of(const Provenance& provenance);

}  // namespace v4e
