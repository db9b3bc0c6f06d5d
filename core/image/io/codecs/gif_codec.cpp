// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the first frame of a GIF (specification: GIF89a). Our own: the format is small, and a library for one
// frame of it would be one more dependency.
#include <algorithm>
#include <array>
#include <vector>

#include "core/base/error.h"
#include "core/image/io/codecs/codec.h"

namespace v4e {
namespace {

using Palette = std::vector<std::array<std::uint8_t, 3>>;

struct Frame {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
  int transparent_index = -1;
  bool is_interlaced = false;
  Palette palette;
  std::string codes;  ///< LZW data, its blocks joined
  int min_code_bits = 0;
};

/// Walks the file with bounds checks.
class Cursor {
 public:
  explicit Cursor(const DecodeRequest& request) : request_(request) {}

  int byte() { return static_cast<int>(number(1)); }
  int word() { return static_cast<int>(number(2)); }
  void skip(std::size_t count) {
    need(count);
    at_ += count;
  }
  [[nodiscard]] bool at_end() const { return at_ >= request_.bytes.size(); }

  Palette palette(int flags) {
    Palette colours(std::size_t{2} << (flags & 7));
    for (auto& colour : colours) {
      for (auto& sample : colour) sample = static_cast<std::uint8_t>(byte());
    }
    return colours;
  }

  [[nodiscard]] std::size_t at() const { return at_; }
  /// What was passed since `start`.
  [[nodiscard]] std::string_view since(std::size_t start) const {
    return request_.bytes.substr(start, at_ - start);
  }

  /// A chain of sub-blocks up to its empty one.
  std::string blocks() {
    std::string joined;
    while (const auto count = static_cast<std::size_t>(byte())) {
      need(count);
      joined += request_.bytes.substr(at_, count);
      at_ += count;
    }
    return joined;
  }

 private:
  void need(std::size_t count) const {
    if (count > request_.bytes.size() - at_) fail_damaged(request_.name, "its end is missing");
  }
  std::uint32_t number(std::size_t size_bytes) {
    need(size_bytes);
    const std::uint32_t value = read_le(request_.bytes, at_, size_bytes);
    at_ += size_bytes;
    return value;
  }

  const DecodeRequest& request_;
  std::size_t at_ = 0;
};

/// Undoes the compression to `count` palette indices. Missing ones stay absent.
std::vector<std::uint8_t> unpack_lzw(const Frame& frame, std::size_t count) {
  constexpr int kMaxCodes = 4096;
  constexpr int kNone = -1;
  struct Entry {
    int previous;
    std::uint8_t last;
  };
  std::vector<Entry> table(kMaxCodes);
  std::vector<std::uint8_t> indices;
  std::vector<std::uint8_t> reversed;
  const int clear = 1 << frame.min_code_bits;
  for (int i = 0; i < clear; ++i) table[static_cast<std::size_t>(i)] = {kNone, static_cast<std::uint8_t>(i)};
  int next = clear + 2;
  int code_bits = frame.min_code_bits + 1;
  int previous = kNone;
  std::uint8_t first = 0;
  std::uint32_t window = 0;
  int window_bits = 0;
  for (const char byte : frame.codes) {
    window |= static_cast<std::uint32_t>(static_cast<unsigned char>(byte)) << window_bits;
    window_bits += 8;
    while (window_bits >= code_bits) {
      const int code = static_cast<int>(window & ((1u << code_bits) - 1));
      window >>= code_bits;
      window_bits -= code_bits;
      if (code == clear + 1) return indices;
      if (code == clear) {
        next = clear + 2;
        code_bits = frame.min_code_bits + 1;
        previous = kNone;
        continue;
      }
      if (code > next || (code == next && previous == kNone)) return indices;  // damaged
      reversed.clear();
      if (code == next) reversed.push_back(first);  // the code that is just being defined
      for (int at = code == next ? previous : code; at != kNone;
           at = table[static_cast<std::size_t>(at)].previous) {
        reversed.push_back(table[static_cast<std::size_t>(at)].last);
      }
      first = reversed.back();
      indices.insert(indices.end(), reversed.rbegin(), reversed.rend());
      if (indices.size() >= count) return indices;
      if (previous != kNone && next < kMaxCodes) {
        table[static_cast<std::size_t>(next++)] = {previous, first};
        if (next == 1 << code_bits && code_bits < 12) ++code_bits;
      }
      previous = code;
    }
  }
  return indices;
}

/// The row of the picture that the n-th stored row of an interlaced frame is.
std::vector<int> row_order(const Frame& frame) {
  std::vector<int> rows;
  if (!frame.is_interlaced) {
    for (int y = 0; y < frame.height; ++y) rows.push_back(y);
    return rows;
  }
  constexpr int kPasses[4][2] = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
  for (const auto& [start, step] : kPasses) {
    for (int y = start; y < frame.height; y += step) rows.push_back(y);
  }
  return rows;
}

Frame read_frame(Cursor& cursor, const Palette& global, int transparent_index) {
  Frame frame;
  frame.left = cursor.word();
  frame.top = cursor.word();
  frame.width = cursor.word();
  frame.height = cursor.word();
  const int flags = cursor.byte();
  frame.is_interlaced = (flags & 0x40) != 0;
  frame.palette = (flags & 0x80) != 0 ? cursor.palette(flags) : global;
  frame.transparent_index = transparent_index;
  frame.min_code_bits = cursor.byte();
  frame.codes = cursor.blocks();
  return frame;
}

void paint(const Frame& frame, const std::vector<std::uint8_t>& indices, Image& image) {
  auto* pixels = reinterpret_cast<std::uint8_t*>(image.mutable_data());
  const auto channels = static_cast<std::size_t>(image.channels());
  const std::vector<int> rows = row_order(frame);
  for (std::size_t y = 0; y < rows.size(); ++y) {
    for (int x = 0; x < frame.width; ++x) {
      const std::size_t index =
          indices[y * static_cast<std::size_t>(frame.width) + static_cast<std::size_t>(x)];
      if (static_cast<int>(index) == frame.transparent_index || index >= frame.palette.size()) continue;
      std::uint8_t* target = pixels + image.row_bytes() * static_cast<std::size_t>(frame.top + rows[y]) +
                             static_cast<std::size_t>(frame.left + x) * channels;
      for (std::size_t c = 0; c < 3; ++c) target[c] = frame.palette[index][c];
      if (channels == 4) target[3] = 255;
    }
  }
}

/// Profile and XMP among the application extensions. data: the joined blocks; chain: them with their lengths.
void take_application(const std::string& data, std::string_view chain, Photo& photo) {
  constexpr std::size_t kNameBytes = 11;
  if (data.starts_with("ICCRGBG1012") && photo.icc_profile.empty())
    photo.icc_profile = data.substr(kNameBytes);
  if (!data.starts_with("XMP DataXMP") || !photo.metadata.xmp.empty()) return;
  // XMP is not cut into blocks; a ramp of falling numbers behind it leads every reader to the end.
  const auto end = chain.rfind("\x01\xff\xfe");
  if (end != std::string_view::npos && end > kNameBytes)
    photo.metadata.xmp = chain.substr(kNameBytes + 1, end - kNameBytes - 1);
}

/// Reads what stands in front of the first picture, and its mark. Returns the transparent index, -1 for none.
int read_extensions(Cursor& cursor, std::string_view name, Photo& photo) {
  constexpr int kExtension = 0x21;
  constexpr int kPicture = 0x2c;
  int transparent_index = -1;
  int kind = cursor.byte();
  for (; kind == kExtension; kind = cursor.byte()) {
    const int label = cursor.byte();
    const std::size_t start = cursor.at();
    const std::string data = cursor.blocks();
    if (label == 0xf9 && data.size() >= 4 && (data[0] & 1) != 0)
      transparent_index = static_cast<unsigned char>(data[3]);
    if (label == 0xfe) photo.metadata.texts.push_back({"Comment", data});
    if (label == 0xff) take_application(data, cursor.since(start), photo);
  }
  if (kind != kPicture) fail_damaged(name, "it holds no picture");
  return transparent_index;
}

/// True if another picture follows. A cut tail behind the first picture does no harm.
bool has_more_frames(Cursor& cursor) {
  try {
    while (!cursor.at_end()) {
      const int kind = cursor.byte();
      if (kind == 0x2c) return true;
      if (kind != 0x21) return false;
      cursor.skip(1);
      cursor.blocks();
    }
  } catch (const Error&) {
    return false;
  }
  return false;
}

}  // namespace

bool is_gif(std::string_view bytes) {
  return bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a");
}

Decoded decode_gif(const DecodeRequest& request) {
  Cursor cursor(request);
  cursor.skip(6);
  const int screen_width = cursor.word();
  const int screen_height = cursor.word();
  const int flags = cursor.byte();
  cursor.skip(2);
  const auto check_size = [&](int width, int height) {
    check_picture_size(request, static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height), 4);
  };
  check_size(std::max(screen_width, 1), std::max(screen_height, 1));
  Palette global;
  if ((flags & 0x80) != 0) global = cursor.palette(flags);
  Decoded decoded;
  Photo& photo = decoded.photo;
  photo.source_format = PhotoFormat::Gif;
  const int transparent_index = read_extensions(cursor, request.name, photo);
  const Frame frame = read_frame(cursor, global, transparent_index);
  if (frame.min_code_bits < 1 || frame.min_code_bits > 8 || frame.width == 0 || frame.height == 0)
    fail_damaged(request.name, "its first frame is empty");
  // As browsers do: a screen that is stated too small grows by its first frame.
  const int width = std::max(screen_width, frame.left + frame.width);
  const int height = std::max(screen_height, frame.top + frame.height);
  check_size(width, height);
  request.context.check();
  const std::size_t count = static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(frame.height);
  const std::vector<std::uint8_t> indices = unpack_lzw(frame, count);
  if (indices.size() < count) fail_damaged(request.name, "its picture data ends too early");

  const bool covers_all = frame.width == width && frame.height == height && transparent_index < 0;
  photo.image = Image(width, height, covers_all ? 3 : 4, SampleType::U8);
  paint(frame, indices, photo.image);
  if (has_more_frames(cursor)) photo.notes.emplace_back("it is animated; only the first frame is read");
  return decoded;
}

}  // namespace v4e
