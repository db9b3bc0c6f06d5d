// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/codecs/zip_writer.h"

#include <zlib.h>

#include <utility>

#include "core/base/error.h"
#include "core/image/io/byte_order.h"

namespace v4e {
namespace {

constexpr std::uint64_t kMostBytes = 0xffffffff;
constexpr std::size_t kDirectoryRoom = std::size_t{1} << 16;
constexpr unsigned kFirstDay = 0x21;  // 1 January 1980: the date has no value for "none"

std::string le16(std::uint64_t value) {
  return bytes_of_number(value, 2, ByteOrder::Little);
}
std::string le32(std::uint64_t value) {
  return bytes_of_number(value, 4, ByteOrder::Little);
}

}  // namespace

void ZipWriter::add(std::string_view name, std::string_view bytes) {
  const std::uint64_t offset = bytes_.size();
  if (offset + bytes.size() + directory_.size() + kDirectoryRoom > kMostBytes) {
    throw Error(ErrorCode::InvalidArgument,
                "the layers take more than the 4 GB that such a file may have; choose a smaller size or 8 bits "
                "per channel, or write the picture without layers");
  }
  const auto crc = ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  // Version 1.0, no flags, stored; then what local header and directory have in common.
  const std::string common = le16(10) + le16(0) + le16(0) + le16(0) + le16(kFirstDay) + le32(crc) +
                             le32(bytes.size()) + le32(bytes.size()) + le16(name.size()) + le16(0);
  bytes_ += le32(0x04034b50) + common;
  bytes_ += name;
  bytes_ += bytes;
  directory_ += le32(0x02014b50) + le16(10) + common + le16(0) + le16(0) + le16(0) + le32(0) + le32(offset);
  directory_ += name;
  ++count_;
}

std::string ZipWriter::finish() {
  const std::uint64_t start = bytes_.size();
  bytes_ += directory_;
  bytes_ += le32(0x06054b50) + le16(0) + le16(0) + le16(count_) + le16(count_) + le32(directory_.size()) +
            le32(start) + le16(0);
  return std::move(bytes_);
}

}  // namespace v4e
