// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/picture_store.h"

namespace v4e {

PictureId PictureStore::add(const Image& image) {
  const PictureId id = with_project([&](ProjectFile& project) { return project.add_picture(image); });
  keep(id, image);
  return id;
}

Image PictureStore::picture(PictureId id) {
  if (Image image = picture_in_memory(id); !image.empty()) return image;
  Image image = with_project([&](ProjectFile& project) { return project.picture(id); });
  keep(id, image);
  return image;
}

Image PictureStore::frame(std::int64_t generation, int index) {
  return picture(with_project([&](ProjectFile& project) { return project.frame_id(generation, index); }));
}

Image PictureStore::picture_in_memory(PictureId id) {
  const std::scoped_lock lock(cache_mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return {};
  recent_.splice(recent_.begin(), recent_, found->second);
  return found->second->image;
}

std::size_t PictureStore::bytes_in_memory() const {
  const std::scoped_lock lock(cache_mutex_);
  return bytes_;
}

void PictureStore::keep(PictureId id, const Image& image) {
  const std::scoped_lock lock(cache_mutex_);
  if (entries_.contains(id)) return;
  recent_.push_front({id, image});
  entries_[id] = recent_.begin();
  bytes_ += image.size_bytes();
  // The newest stays even if it alone is over the limit: its user holds it anyway.
  while (bytes_ > max_bytes_ && recent_.size() > 1) {
    bytes_ -= recent_.back().image.size_bytes();
    entries_.erase(recent_.back().id);
    recent_.pop_back();
  }
}

}  // namespace v4e
