// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/run_context.h"

namespace v4e {

struct FoundPhoto {
  std::filesystem::path path;
  std::filesystem::path
      subfolder;  ///< from the dropped folder (with its name) to the photo; empty for a file
};

struct SkippedFile {
  std::filesystem::path path;
  std::string reason;  ///< human-readable
};

/// A piece of what was found, so that a long search shows at once.
struct PhotoBatch {
  std::vector<FoundPhoto> photos;
  std::vector<SkippedFile> skipped;
};

/// Photos in files and folders (deep, names in order, hidden ones left out, links to folders not followed). A
/// photo is recognised by its first bytes. Calls `on_batch` for every 200 files or so, from the calling thread.
/// What cannot be read is reported, never thrown. Throws Cancelled.
void find_photos(std::span<const std::filesystem::path> paths,
                 const std::function<void(PhotoBatch)>& on_batch, const RunContext& context = {});

}  // namespace v4e
