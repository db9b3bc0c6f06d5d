// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/run_context.h"
#include "core/image/image.h"

namespace v4e {

struct VideoFileOptions {
  double frames_per_second = 8;
  double hold_seconds = 1;  ///< how long the first and the last frame stand
};

/// Writes F32 or U8 RGB frames of one size as an .mp4 that either is whole or is not there.
/// Throws Error(InvalidArgument) on another extension or no frames, Error(FileUnwritable), Cancelled.
void write_video(const std::filesystem::path& path, const std::vector<Image>& frames,
                 const VideoFileOptions& options = {}, const RunContext& context = {});

}  // namespace v4e
