// SPDX-License-Identifier: GPL-3.0-or-later
// OpenRaster and Krita documents: the merged picture that both hold as a PNG file in a ZIP archive.
#include <zlib.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/image/io/codecs/byte_reader.h"

namespace v4e {
namespace {

constexpr std::uint32_t kEndMark = 0x06054b50;
constexpr std::uint32_t kEntryMark = 0x02014b50;
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kLongestComment = 65535;
constexpr std::string_view kMerged = "mergedimage.png";

struct Entry {
  std::uint64_t method = 0;
  std::uint64_t packed_bytes = 0;
  std::uint64_t whole_bytes = 0;
  std::uint64_t offset = 0;
};

std::size_t find_directory_end(const DecodeRequest& request) {
  const std::string_view bytes = request.bytes;
  const std::size_t last = bytes.size() < kEndBytes ? 0 : bytes.size() - kEndBytes;
  for (std::size_t back = 0; back <= std::min(last, kLongestComment); ++back) {
    if (read_le(bytes, last - back, 4) == kEndMark) return last - back;
  }
  fail_damaged(request.name, "the directory of its archive is missing");
}

Entry find_merged(const DecodeRequest& request) {
  ByteReader reader(request.bytes, request.name, ByteOrder::Little);
  reader.go_to(find_directory_end(request) + 10);
  const std::uint64_t count = reader.number(2);
  reader.skip(4);
  reader.go_to(reader.number(4));
  for (std::uint64_t i = 0; i < count; ++i) {
    if (reader.number(4) != kEntryMark) break;
    Entry entry;
    reader.skip(6);
    entry.method = reader.number(2);
    reader.skip(8);
    entry.packed_bytes = reader.number(4);
    entry.whole_bytes = reader.number(4);
    const std::uint64_t name_bytes = reader.number(2);
    const std::uint64_t extra_bytes = reader.number(2);
    const std::uint64_t comment_bytes = reader.number(2);
    reader.skip(8);
    entry.offset = reader.number(4);
    const std::string_view name = reader.take(name_bytes);
    reader.skip(extra_bytes + comment_bytes);
    if (name == kMerged) return entry;
  }
  throw Error(
      ErrorCode::Unsupported,
      std::string(request.name) +
          " holds no merged picture; open it in the program that made it and export it as PNG or TIFF");
}

std::string unpack(const DecodeRequest& request, const Entry& entry) {
  ByteReader reader(request.bytes, request.name, ByteOrder::Little);
  reader.go_to(entry.offset + 26);
  const std::uint64_t name_bytes = reader.number(2);
  reader.skip(reader.number(2) + name_bytes);
  const std::string_view packed = reader.take(entry.packed_bytes);
  if (entry.method == 0) return std::string(packed);
  if (entry.method != 8) fail_damaged(request.name, "its merged picture is packed in an unknown way");
  // A PNG file is packed already: deflate saves next to nothing, and much more than its size is an attack.
  if (entry.whole_bytes > (packed.size() + 1024) * 1032)
    fail_damaged(request.name, "its merged picture cannot be as large as it says");
  std::string whole(entry.whole_bytes, '\0');
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(whole.data());
  stream.avail_out = static_cast<uInt>(whole.size());
  const int status = inflate(&stream, Z_FINISH);
  whole.resize(stream.total_out);
  inflateEnd(&stream);
  if (status != Z_STREAM_END) fail_damaged(request.name, "its merged picture does not unpack");
  return whole;
}

}  // namespace

Decoded decode_ora(const DecodeRequest& request) {
  const std::string png = unpack(request, find_merged(request));
  if (!is_png(png)) fail_damaged(request.name, "its merged picture is no PNG file");
  DecodeRequest inner = request;
  inner.bytes = png;
  Decoded decoded = decode_png(inner);
  decoded.photo.source_format = PhotoFormat::OpenRaster;
  decoded.photo.notes.emplace_back("its layers are not kept; the merged picture is read");
  return decoded;
}

}  // namespace v4e
