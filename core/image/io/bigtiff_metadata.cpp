// SPDX-License-Identifier: GPL-3.0-or-later
// BigTIFF has TIFF's directories with numbers of 64 bits. The ones with metadata are written again as classic
// TIFF, in the same byte order, so that values are copied as they are.
#include "core/image/io/bigtiff_metadata.h"

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "core/base/error.h"
#include "core/image/io/byte_order.h"

namespace v4e {
namespace {

constexpr std::uint16_t kXmp = 700;
constexpr std::uint16_t kIptc = 33723;
constexpr std::uint16_t kExifDirectory = 34665;
constexpr std::uint16_t kGpsDirectory = 34853;
constexpr std::uint16_t kInteroperability = 40965;
/// Of pictures and of what other programs store in a TIFF; EXIF has no use for them, and they may be huge.
constexpr std::uint64_t kMaxValueBytes = 1u << 20;
constexpr std::size_t kMaxEntries = 4096;

struct Entry {
  std::uint16_t type = 0;
  std::uint64_t count = 0;
  std::string value;
};
using Directory = std::map<std::uint16_t, Entry>;

[[noreturn]] void fail() {
  throw Error(ErrorCode::FileMalformed, "a directory of the BigTIFF file points outside of it");
}

class Reader {
 public:
  explicit Reader(std::string_view bytes)
      : bytes_(bytes), order_(bytes[0] == 'M' ? ByteOrder::Big : ByteOrder::Little) {}

  [[nodiscard]] ByteOrder order() const { return order_; }

  [[nodiscard]] std::uint64_t number(std::uint64_t at, std::size_t size) const {
    if (at > bytes_.size() || size > bytes_.size() - at) fail();
    return number_of(bytes_.substr(static_cast<std::size_t>(at), size), order_);
  }

  [[nodiscard]] Directory directory(std::uint64_t at) const {
    const std::uint64_t count = number(at, 8);
    if (count > kMaxEntries) fail();
    Directory directory;
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::uint64_t place = at + 8 + 20 * i;
      Entry entry{.type = static_cast<std::uint16_t>(number(place + 2, 2)),
                  .count = number(place + 4, 8),
                  .value = {}};
      const std::size_t size = size_of(entry.type);
      if (size == 0 || entry.count > kMaxValueBytes / size) continue;
      const std::uint64_t bytes = entry.count * size;
      const std::uint64_t value = bytes <= 8 ? place + 12 : number(place + 12, 8);
      if (value > bytes_.size() || bytes > bytes_.size() - value) fail();
      entry.value = bytes_.substr(static_cast<std::size_t>(value), static_cast<std::size_t>(bytes));
      directory.emplace(static_cast<std::uint16_t>(number(place, 2)), std::move(entry));
    }
    return directory;
  }

 private:
  /// TIFF 6.0 types 1 to 12, IFD, and BigTIFF's three of 64 bits.
  static std::size_t size_of(std::uint16_t type) {
    constexpr std::array<std::size_t, 19> kSizes{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
    return type < kSizes.size() ? kSizes[type] : 0;
  }

  std::string_view bytes_;
  ByteOrder order_;
};

class Writer {
 public:
  explicit Writer(const Reader& reader) : reader_(reader) {
    block_ = reader.order() == ByteOrder::Big ? std::string("MM\0*", 4) : std::string("II*\0", 4);
    block_ += number(8, 4);
  }

  /// Appends a directory; `below` holds where those that it points to begin.
  std::uint32_t add(const Directory& directory, const std::map<std::uint16_t, std::uint32_t>& below) {
    std::string entries;
    std::string values;
    const std::size_t start = block_.size();
    const std::size_t value_start = start + 2 + 12 * directory.size() + 4;
    for (const auto& [tag, entry] : directory) {
      Entry classic = narrowed(entry);
      if (const auto found = below.find(tag); found != below.end())
        classic = {4, 1, number(found->second, 4)};
      entries +=
          number(tag, 2) + number(classic.type, 2) + number(static_cast<std::uint32_t>(classic.count), 4);
      if (classic.value.size() <= 4) {
        classic.value.resize(4);
        entries += classic.value;
      } else {
        entries += number(static_cast<std::uint32_t>(value_start + values.size()), 4);
        values += classic.value;
        if (values.size() % 2 != 0) values.push_back('\0');
      }
    }
    block_ += number(static_cast<std::uint32_t>(directory.size()), 2) + entries + number(0, 4) + values;
    return static_cast<std::uint32_t>(start);
  }

  [[nodiscard]] std::string take(std::uint32_t first) {
    block_.replace(4, 4, number(first, 4));
    return std::move(block_);
  }

 private:
  [[nodiscard]] std::string number(std::uint32_t value, std::size_t size) const {
    return bytes_of_number(value, size, reader_.order());
  }

  /// Numbers of 64 bits as those of 32 that classic TIFF has.
  [[nodiscard]] Entry narrowed(const Entry& entry) const {
    if (entry.type < 16) return entry;
    Entry narrow{
        .type = static_cast<std::uint16_t>(entry.type == 17 ? 9 : 4), .count = entry.count, .value = {}};
    for (std::size_t at = 0; at < entry.value.size(); at += 8)
      narrow.value += number(
          static_cast<std::uint32_t>(number_of(std::string_view(entry.value).substr(at, 8), reader_.order())),
          4);
    return narrow;
  }

  const Reader& reader_;
  std::string block_;
};

std::string take_value(Directory& directory, std::uint16_t tag) {
  const auto found = directory.find(tag);
  if (found == directory.end()) return {};
  std::string value = std::move(found->second.value);
  directory.erase(found);
  return value;
}

}  // namespace

bool is_big_tiff(std::string_view bytes) {
  using namespace std::string_view_literals;
  return bytes.size() >= 16 && (bytes.starts_with("II+\0"sv) || bytes.starts_with("MM\0+"sv));
}

BigTiffBlocks read_big_tiff_blocks(std::string_view bytes) {
  const Reader reader(bytes);
  Directory first = reader.directory(reader.number(8, 8));
  BigTiffBlocks blocks;
  blocks.xmp = take_value(first, kXmp);
  blocks.iptc = take_value(first, kIptc);
  Writer writer(reader);
  std::map<std::uint16_t, std::uint32_t> below;
  for (const std::uint16_t tag : {kExifDirectory, kGpsDirectory}) {
    const auto found = first.find(tag);
    if (found == first.end()) continue;
    Directory inner = reader.directory(number_of(found->second.value, reader.order()));
    inner.erase(kInteroperability);
    below[tag] = writer.add(inner, {});
  }
  blocks.exif = writer.take(writer.add(first, below));
  return blocks;
}

}  // namespace v4e
