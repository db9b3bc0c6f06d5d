// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/image/io/photo_io.h"

namespace v4e {

/// How an exported picture came to be, as far as is needed to make it again.
struct Provenance {
  std::string instruction;
  std::string caption;          ///< the evolution caption that the model got
  bool caption_is_own = false;  ///< the user wrote it; else it was made from the instruction
  std::string model;            ///< its name, never where it lies
  std::string model_version;
  std::string writer_name;  ///< who wrote the instruction; empty: not stated
  std::uint64_t seed = 0;
  int steps = 0;  ///< 0: not stated
  double guidance = 1;
  int frames = 0;                                      ///< 0: not stated
  std::optional<int> frame = {};                       ///< of these, which became the edit; 0 = the photo
  nlohmann::json details = nlohmann::json::object();   ///< further facts by name, human-readable: merge, …
  nlohmann::json settings = nlohmann::json::object();  ///< all that was asked for, as core/edit writes it
  /// The same of the steps before it, where there are any: objects with model, and with the prompt also
  /// instruction and, of the user's own, caption.
  nlohmann::json before = nlohmann::json::array();
  bool include_prompt = true;  ///< off: neither instruction nor caption nor writer leaves the program
};

/// True for a comment or tool's name that add_provenance() wrote, in whatever version.
[[nodiscard]] bool is_own_text(std::string_view text);

/// Adds to `options` what marks an export as edited with a model: the IPTC digital source type and AI fields
/// (Photo Metadata Standard 2025.1) in XMP; our own JSON `video4edit` in XMP and, for PNG, as text; and a
/// `parameters` text as other tools read it (EXIF comment, and PNG text). What an earlier edit wrote is
/// replaced; comment, text and creator tool of others stay. Where options.keep_metadata is off and the prompt
/// is left out, nothing but the digital source type remains.
void add_provenance(const Provenance& provenance, WriteOptions& options);

/// What add_provenance() put into a file of any format; nothing if there is none. Numbers are brought into
/// their ranges; without a prompt, include_prompt is false. Throws Error(FileMalformed) on a record that
/// cannot be read.
[[nodiscard]] std::optional<Provenance> provenance_of(const Photo& photo);

}  // namespace v4e
