// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/edit/edit_layers.h"
#include "core/edit/edit_request.h"
#include "core/evolution/evolution_file.h"

namespace v4e {

/// What is written of an edit. Empty paths are not written.
struct ExportPlan {
  std::filesystem::path picture;
  std::filesystem::path mask;    ///< 8 bit, one channel: 0 = the original's pixel, untouched
  std::filesystem::path frames;  ///< a folder; frame-000.png …, at working size, without borders
  std::filesystem::path video;   ///< .mp4, .webm or .gif
  /// What `frames` and `video` are made of, instead of the frames at working size.
  std::optional<EvolutionFrames> evolution = {};
  std::optional<int> evolution_side_px = {};  ///< longer side of both; nothing: the frames' own
  bool overwrite = false;      ///< else a file that is there is an error, found before anything is written
  bool include_prompt = true;  ///< put instruction and caption into the picture's metadata
  std::optional<int> quality = {};  ///< of kinds with a quality, 1..100
  bool layers = false;              ///< write the picture with layers (see edit_layers.h)
  /// The lowest layer, where that is not the request's photo: of several steps what the first was made from.
  std::shared_ptr<const Photo> original = {};
  EditStates states = {};  ///< hidden layers; none: without the evolution

  /// Whether the picture is written with layers: where they are asked for, and always as OpenRaster, which is
  /// there for nothing else.
  [[nodiscard]] bool has_layers() const;
  /// Throws Error(InvalidArgument) where something is there already or a name says no known format, and
  /// Error(FileUnwritable) where a folder is missing or not writable.
  void check() const;
};

/// Writes each file whole or not at all; on an error or a stop, files that this call had finished before are
/// removed again. Returns notes on what a format could not keep. Throws Error(FileUnwritable), Cancelled.
std::vector<std::string> export_edit(const EditRequest& request, const EditResult& result,
                                     const ExportPlan& plan, const RunContext& context = {});

/// The edit as data: caption, the single wishes where there were several (else empty), model, parameters,
/// merge way and metrics, seconds per stage, notes.
[[nodiscard]] nlohmann::json edit_report(const EditResult& result);

}  // namespace v4e
