// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/image/io/byte_order.h"

namespace v4e {

/// Changes an EXIF block without moving anything in it: what is changed is written behind its end, and what
/// that replaces is blackened. Maker notes of unknown makers hold places in the block, and are worthless once
/// they are moved.
class ExifPatch {
 public:
  enum class Directory { Image, Photo };

  /// Throws Error(FileMalformed) on a block whose first directory cannot be read.
  explicit ExifPatch(std::string block);

  /// `value` in the block's byte order, of a TIFF type.
  void set(Directory directory, std::uint16_t tag, std::uint16_t type, std::uint32_t count,
           const std::string& value);
  void set_short(Directory directory, std::uint16_t tag, std::uint16_t value);
  void erase(Directory directory, std::uint16_t tag);

  /// Takes the second directory, that of the thumbnail, off the list, and blackens the thumbnail.
  void drop_thumbnail();

  /// The changed block.
  [[nodiscard]] std::string take();

 private:
  struct Entry {
    std::uint16_t type = 0;
    std::uint32_t count = 0;
    std::string field;                      ///< four bytes: a short value or the place of a long one
    std::optional<std::string> value = {};  ///< to be written
  };
  using Entries = std::map<std::uint16_t, Entry>;

  [[nodiscard]] std::size_t number(std::size_t at, std::size_t size) const;
  [[nodiscard]] std::string bytes_of(std::size_t value, std::size_t size) const {
    return bytes_of_number(value, size, order_);
  }
  [[nodiscard]] Entries read(std::size_t at) const;
  [[nodiscard]] std::size_t next_of(std::size_t directory) const;
  [[nodiscard]] std::size_t append(const Entries& entries, std::size_t next);
  void blacken(std::size_t at, std::size_t size);
  void blacken_value(const Entry& entry);

  std::string block_;
  ByteOrder order_ = ByteOrder::Little;
  std::size_t image_at_ = 0;
  std::size_t photo_at_ = 0;  ///< 0: there is none
  Entries image_;
  Entries photo_;
  bool image_changed_ = false;
  bool photo_changed_ = false;
};

}  // namespace v4e
