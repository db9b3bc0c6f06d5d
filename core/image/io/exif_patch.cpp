// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/exif_patch.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/base/error.h"

namespace v4e {
namespace {

constexpr std::uint16_t kShort = 3;
constexpr std::uint16_t kLong = 4;
constexpr std::uint16_t kPhotoDirectory = 0x8769;
constexpr std::size_t kFirstDirectoryAt = 4;
constexpr std::size_t kEntryBytes = 12;

/// Bytes of a value of TIFF's types 1 to 13.
std::size_t size_of(std::uint16_t type) {
  constexpr std::size_t kSizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
  return type < std::size(kSizes) ? kSizes[type] : 0;
}

/// Where the thumbnail's bytes are and how many: as JPEG, as strips.
constexpr std::pair<std::uint16_t, std::uint16_t> kThumbnailTags[] = {{0x0201, 0x0202}, {0x0111, 0x0117}};

}  // namespace

ExifPatch::ExifPatch(std::string block) : block_(std::move(block)) {
  order_ = block_.starts_with("MM") ? ByteOrder::Big : ByteOrder::Little;
  image_at_ = number(kFirstDirectoryAt, 4);
  image_ = read(image_at_);
  if (const auto pointer = image_.find(kPhotoDirectory); pointer != image_.end()) {
    photo_at_ = number_of(pointer->second.field, order_);
    photo_ = read(photo_at_);
  }
}

void ExifPatch::set(Directory directory, std::uint16_t tag, std::uint16_t type, std::uint32_t count,
                    const std::string& value) {
  const bool is_image = directory == Directory::Image;
  Entries& entries = is_image ? image_ : photo_;
  if (const auto old = entries.find(tag); old != entries.end()) blacken_value(old->second);
  entries[tag] = {.type = type, .count = count, .field = {}, .value = value};
  (is_image ? image_changed_ : photo_changed_) = true;
}

void ExifPatch::set_short(Directory directory, std::uint16_t tag, std::uint16_t value) {
  set(directory, tag, kShort, 1, bytes_of(value, 2));
}

void ExifPatch::erase(Directory directory, std::uint16_t tag) {
  const bool is_image = directory == Directory::Image;
  Entries& entries = is_image ? image_ : photo_;
  const auto old = entries.find(tag);
  if (old == entries.end()) return;
  blacken_value(old->second);
  entries.erase(old);
  (is_image ? image_changed_ : photo_changed_) = true;
}

void ExifPatch::drop_thumbnail() {
  const std::size_t thumbnail_at = next_of(image_at_);
  if (thumbnail_at == 0) return;
  const Entries thumbnail = read(thumbnail_at);
  const auto stated = [&](std::uint16_t tag) -> std::size_t {
    const auto found = thumbnail.find(tag);
    if (found == thumbnail.end() || found->second.count != 1) return 0;
    return number_of(std::string_view(found->second.field).substr(0, found->second.type == kLong ? 4 : 2),
                     order_);
  };
  for (const auto& [place, size] : kThumbnailTags) blacken(stated(place), stated(size));
  block_.replace(image_at_ + 2 + kEntryBytes * number(image_at_, 2), 4, 4, '\0');
}

std::string ExifPatch::take() {
  if (photo_changed_) {
    const std::size_t next = photo_at_ > 0 ? next_of(photo_at_) : 0;
    set(Directory::Image, kPhotoDirectory, kLong, 1, bytes_of(append(photo_, next), 4));
  }
  if (image_changed_) {
    const std::size_t first = append(image_, next_of(image_at_));
    block_.replace(kFirstDirectoryAt, 4, bytes_of(first, 4));
  }
  return std::move(block_);
}

std::size_t ExifPatch::number(std::size_t at, std::size_t size) const {
  if (at > block_.size() || size > block_.size() - at)
    throw Error(ErrorCode::FileMalformed, "a directory of the EXIF data points outside of it");
  return number_of(std::string_view(block_).substr(at, size), order_);
}

ExifPatch::Entries ExifPatch::read(std::size_t at) const {
  Entries entries;
  const std::size_t count = number(at, 2);
  static_cast<void>(next_of(at));  // all of it is inside of the block
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = at + 2 + kEntryBytes * i;
    entries.emplace(static_cast<std::uint16_t>(number(entry, 2)),
                    Entry{.type = static_cast<std::uint16_t>(number(entry + 2, 2)),
                          .count = static_cast<std::uint32_t>(number(entry + 4, 4)),
                          .field = block_.substr(entry + 8, 4)});
  }
  return entries;
}

std::size_t ExifPatch::next_of(std::size_t directory) const {
  return number(directory + 2 + kEntryBytes * number(directory, 2), 4);
}

std::size_t ExifPatch::append(const Entries& entries, std::size_t next) {
  if (block_.size() % 2 != 0) block_.push_back('\0');
  const std::size_t start = block_.size();
  const std::size_t values_at = start + 2 + kEntryBytes * entries.size() + 4;
  std::string values;
  block_ += bytes_of(entries.size(), 2);
  for (const auto& [tag, entry] : entries) {
    block_ += bytes_of(tag, 2) + bytes_of(entry.type, 2) + bytes_of(entry.count, 4);
    if (!entry.value) {
      block_ += entry.field;
    } else if (entry.value->size() <= 4) {
      block_ += *entry.value + std::string(4 - entry.value->size(), '\0');
    } else {
      block_ += bytes_of(values_at + values.size(), 4);
      values += *entry.value;
      if (values.size() % 2 != 0) values.push_back('\0');
    }
  }
  block_ += bytes_of(next, 4) + values;
  return start;
}

void ExifPatch::blacken_value(const Entry& entry) {
  const std::size_t size = size_of(entry.type) * entry.count;
  if (size > 4 && !entry.value) blacken(number_of(entry.field, order_), size);
}

void ExifPatch::blacken(std::size_t at, std::size_t size) {
  if (at < 8 || at >= block_.size()) return;
  size = std::min(size, block_.size() - at);
  block_.replace(at, size, size, '\0');
}

}  // namespace v4e
