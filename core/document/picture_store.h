// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <unordered_map>

#include "core/document/project_file.h"

namespace v4e {

/// A project's pictures with a bounded part of them in memory, so that undo steps and frames can be held by
/// number: what does not fit is read again from the project. For any thread; a call may wait for the disk.
class PictureStore {
 public:
  /// `project` must outlive the store.
  PictureStore(ProjectFile& project, std::size_t max_bytes) : project_(project), max_bytes_(max_bytes) {}

  /// Stores a picture on disk and keeps it in memory as well.
  PictureId add(const Image& image);
  /// From memory where it is there, else from the project.
  [[nodiscard]] Image picture(PictureId id);
  [[nodiscard]] Image frame(std::int64_t generation, int index);
  /// The picture if it is in memory: never waits for the disk, empty otherwise.
  [[nodiscard]] Image picture_in_memory(PictureId id);

  /// Runs `work` on the project while no other thread is in it.
  template <typename Work>
  auto with_project(Work&& work) {
    const std::scoped_lock lock(project_mutex_);
    return work(project_);
  }

  [[nodiscard]] std::size_t bytes_in_memory() const;

 private:
  struct Entry {
    PictureId id;
    Image image;
  };
  void keep(PictureId id, const Image& image);

  ProjectFile& project_;
  const std::size_t max_bytes_;
  std::mutex project_mutex_;
  mutable std::mutex cache_mutex_;  ///< held for no longer than a look-up
  std::list<Entry> recent_;         ///< most recently used first
  std::unordered_map<PictureId, std::list<Entry>::iterator> entries_;
  std::size_t bytes_ = 0;
};

}  // namespace v4e
