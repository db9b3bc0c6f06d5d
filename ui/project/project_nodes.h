// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "core/document/project/project_file.h"
#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// Which full-size photos are which pictures of a project, so that one that several nodes share is stored
/// and read once. Does not keep photos alive.
class SharedPhotos {
 public:
  /// The number of a photo, which is stored where it is new.
  PictureId store(ProjectFile& file, const std::shared_ptr<const Photo>& photo);
  /// The photo with that number; what is not pixels (metadata, profile) is like `base`.
  std::shared_ptr<const Photo> load(ProjectFile& file, PictureId id, const Photo& base, bool srgb);

 private:
  struct Entry {
    std::weak_ptr<const Photo> photo;
    PictureId id = 0;
  };
  std::vector<Entry> entries_;
};

/// All that a result is made of except its frames: as the parameters of a generation …
[[nodiscard]] std::string nodeParameters(const EditResult& result, const std::shared_ptr<const Photo>& photo);
/// … and as pictures, which are stored. `photo`: the project's.
[[nodiscard]] NamedPictures storeNodePictures(ProjectFile& file, const EditResult& result,
                                              const std::shared_ptr<const Photo>& photo,
                                              SharedPhotos& photos);

/// The settings that a step of a project was made with. Throws Error(FileMalformed).
[[nodiscard]] EditSettings storedSettings(const Generation& generation);

/// By step, the one before it (0: the photo) whose stored picture is what it was made from; without those
/// that were made from something else.
[[nodiscard]] std::map<std::int64_t, std::int64_t> sourcesOf(ProjectFile& file,
                                                             const std::vector<Generation>& generations);

/// The result that was stored. It has no handle: a backend makes one from its frames when it merges.
/// Throws Error(FileMalformed) on what does not fit together, Cancelled.
[[nodiscard]] std::shared_ptr<const EditResult> loadNode(ProjectFile& file, const Generation& generation,
                                                         const std::shared_ptr<const Photo>& photo,
                                                         SharedPhotos& photos, const RunContext& context);

/// The edit of a generation as the history shows it, in sRGB: of older projects the model's frame. Throws
/// Error(FileMalformed).
[[nodiscard]] Image smallPicture(ProjectFile& file, const Generation& generation);

}  // namespace v4e::ui
