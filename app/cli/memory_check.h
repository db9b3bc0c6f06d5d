// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/edit/editor.h"
#include "core/library/model_description.h"

namespace v4e::cli {

/// Throws Error(OutOfMemory) if an edit cannot fit into what is free where it would run, with what it takes
/// and what would fit: a smaller size, fewer frames, another model. Reads headers only. Empty options are the
/// model's own.
void check_memory(const ModelDescription& model, const EditorOptions& options, std::optional<int> frames,
                  std::optional<std::int64_t> area_px);

/// The same for finishing an edit of that model at 2K, which works at `area_px`.
void check_finish_memory(const ModelDescription& model, const EditorOptions& options, std::int64_t area_px);

}  // namespace v4e::cli
