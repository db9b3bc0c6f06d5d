// SPDX-License-Identifier: GPL-3.0-or-later
// Windows icons and mouse pointers: the largest of their pictures, each a bitmap or a PNG file.
#include <tuple>

#include "core/image/io/codecs/byte_reader.h"
#include "core/image/io/codecs/dib.h"

namespace v4e {
namespace {

struct Entry {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t bits = 0;
  std::uint64_t size_bytes = 0;
  std::uint64_t offset = 0;

  [[nodiscard]] auto rank() const { return std::tuple(width * height, bits, size_bytes); }
};

Entry read_entry(ByteReader& reader, bool is_pointer) {
  Entry entry;
  entry.width = reader.byte();
  entry.height = reader.byte();
  // One byte has no 256.
  if (entry.width == 0) entry.width = 256;
  if (entry.height == 0) entry.height = 256;
  reader.skip(4);
  const auto bits = static_cast<std::uint32_t>(reader.number(2));
  if (!is_pointer) entry.bits = bits;  // with pointers it is the place that points
  entry.size_bytes = reader.number(4);
  entry.offset = reader.number(4);
  return entry;
}

}  // namespace

Decoded decode_ico(const DecodeRequest& request) {
  ByteReader reader(request.bytes, request.name, ByteOrder::Little);
  reader.skip(2);
  const bool is_pointer = reader.number(2) == 2;
  const std::uint64_t count = reader.number(2);
  Entry best;
  for (std::uint64_t i = 0; i < count; ++i) {
    const Entry entry = read_entry(reader, is_pointer);
    if (i == 0 || entry.rank() > best.rank()) best = entry;
  }
  reader.go_to(best.offset);
  DecodeRequest inner = request;
  inner.bytes = reader.take(best.size_bytes);
  Decoded decoded = is_png(inner.bytes) ? decode_png(inner) : decode_dib(inner, {.is_icon = true});
  decoded.photo.source_format = PhotoFormat::Ico;
  if (count > 1) decoded.photo.notes.emplace_back("it holds several sizes; the largest is read");
  return decoded;
}

}  // namespace v4e
