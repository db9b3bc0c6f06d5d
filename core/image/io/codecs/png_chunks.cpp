// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/codecs/png_chunks.h"

#include <zlib.h>

#include <map>

#include "core/base/error.h"

namespace v4e {
namespace {

/// More than any profile has; a bomb is not unpacked further.
constexpr std::size_t kMaxProfileBytes = 64u << 20;
constexpr std::size_t kProfileNameBytes = 79;

/// The first chunk of each name that stands before the pixels.
std::map<std::string_view, std::string_view> chunks_before_pixels(std::string_view bytes) {
  std::map<std::string_view, std::string_view> chunks;
  std::size_t at = kPngSignature.size();
  while (at + 12 <= bytes.size()) {
    const std::string_view name = bytes.substr(at + 4, 4);
    const std::size_t length = read_be(bytes, at, 4);
    if (name == "IDAT" || length > bytes.size() - at - 12) break;
    chunks.emplace(name, bytes.substr(at + 8, length));
    at += 12 + length;
  }
  return chunks;
}

/// Name, zero, method zero, zlib stream. A wrong check sum at its end does no harm: what came out is judged
/// as a profile later. Empty where nothing comes out.
std::string unpack_png_profile(std::string_view data) {
  const std::size_t zero = data.substr(0, kProfileNameBytes + 1).find('\0');
  if (zero == std::string_view::npos || zero + 2 > data.size() || data[zero + 1] != 0) return {};
  data.remove_prefix(zero + 2);
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return {};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  std::string icc;
  int status = Z_OK;
  while (status == Z_OK && icc.size() < kMaxProfileBytes) {
    char part[16384];
    stream.next_out = reinterpret_cast<Bytef*>(part);
    stream.avail_out = sizeof part;
    status = inflate(&stream, Z_NO_FLUSH);
    icc.append(part, sizeof part - stream.avail_out);
    if (stream.avail_in == 0 && stream.avail_out != 0) break;
  }
  inflateEnd(&stream);
  return icc.size() < kMaxProfileBytes ? icc : std::string();
}

double fixed_point(std::string_view data, std::size_t index) {
  return read_be(data, index * 4, 4) / 100000.0;
}

}  // namespace

void take_png_colours(std::string_view bytes, Decoded& decoded) {
  const auto chunks = chunks_before_pixels(bytes);
  const auto data = [&](std::string_view name) {
    const auto found = chunks.find(name);
    return found == chunks.end() ? std::string_view() : found->second;
  };
  ColourHint& hint = decoded.colour_hint;
  if (const auto points = data("cICP"); points.size() == 4) {
    hint.code_points = CodePoints{.primaries = static_cast<unsigned char>(points[0]),
                                  .transfer = static_cast<unsigned char>(points[1])};
    return;
  }
  if (const auto profile = data("iCCP"); !profile.empty()) {
    decoded.photo.icc_profile = unpack_png_profile(profile);
    if (decoded.photo.icc_profile.empty())
      decoded.photo.notes.emplace_back("its colour profile is damaged and was left out");
    else
      return;
  }
  if (!data("sRGB").empty()) return;
  const auto gamma = data("gAMA");
  const auto colours = data("cHRM");
  if (gamma.size() == 4 && read_be(gamma, 0, 4) > 0) hint.gamma = 1.0 / fixed_point(gamma, 0);
  if (colours.size() != 32) return;
  // Primaries alone go with the curve that everybody means by them.
  if (hint.gamma <= 0) hint.gamma = 2.2;
  for (std::size_t i = 0; i < 2; ++i) hint.white_xy[i] = fixed_point(colours, i);
  for (std::size_t i = 0; i < 6; ++i) hint.primaries_xy[i / 2][i % 2] = fixed_point(colours, i + 2);
}

std::string pack_png_profile(std::string_view icc) {
  std::string data("ICC profile\0\0", 13);
  const std::size_t start = data.size();
  uLongf size = compressBound(static_cast<uLong>(icc.size()));
  data.resize(start + size);
  const int status = compress2(reinterpret_cast<Bytef*>(data.data() + start), &size,
                               reinterpret_cast<const Bytef*>(icc.data()), static_cast<uLong>(icc.size()), 9);
  if (status != Z_OK) throw Error(ErrorCode::OutOfMemory, "no memory for the colour profile of the PNG file");
  data.resize(start + size);
  return data;
}

bool is_animated_png(std::string_view bytes) {
  return chunks_before_pixels(bytes).contains("acTL");
}

std::string unpack_raw_profile(std::string_view text) {
  std::size_t at = 0;
  const auto skip_line = [&] { at = std::min(text.find('\n', at), text.size() - 1) + 1; };
  if (text.empty()) return {};
  if (text[0] == '\n') at = 1;
  skip_line();  // the name
  skip_line();  // the length
  std::string bytes;
  int digits = 0;
  int value = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) continue;
    value = value * 16 + digit;
    if (++digits % 2 == 0) {
      bytes.push_back(static_cast<char>(value));
      value = 0;
    }
  }
  return bytes;
}

std::string pack_raw_profile(std::string_view name, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "\n" + std::string(name) + "\n" + std::to_string(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i % 36 == 0) text.push_back('\n');
    const auto byte = static_cast<unsigned char>(bytes[i]);
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text + "\n";
}

}  // namespace v4e
