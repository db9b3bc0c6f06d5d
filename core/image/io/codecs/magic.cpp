// SPDX-License-Identifier: GPL-3.0-or-later
// By which bytes each kind of file is told, whether or not its library is built in.
#include <algorithm>
#include <array>
#include <vector>

#include "core/image/io/codecs/codec.h"

namespace v4e {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMostBrands = 32;

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

/// The brands of an ISO base media file, the major one first; empty for other files.
std::vector<std::string_view> brands_of(std::string_view bytes) {
  std::vector<std::string_view> brands;
  if (bytes.size() < 12 || bytes.substr(4, 4) != "ftyp") return brands;
  const std::size_t end = std::min<std::size_t>(read_be(bytes, 0, 4), bytes.size());
  brands.push_back(bytes.substr(8, 4));
  for (std::size_t at = 16; at + 4 <= end && brands.size() < kMostBrands; at += 4)
    brands.push_back(bytes.substr(at, 4));
  return brands;
}

bool has_brand(std::string_view bytes, std::span<const std::string_view> wanted) {
  const auto brands = brands_of(bytes);
  return std::ranges::any_of(
      brands, [&](std::string_view brand) { return std::ranges::find(wanted, brand) != wanted.end(); });
}

/// The directories of a TIFF file, those below others too, as far as a raw file is told by them.
class TiffDirectories {
 public:
  explicit TiffDirectories(std::string_view bytes)
      : bytes_(bytes), order_(bytes.starts_with("II") ? ByteOrder::Little : ByteOrder::Big) {}

  bool hold_raw_data() {
    waiting_.push_back(number(4, 4));
    for (int count = 0; count < kMostDirectories && !waiting_.empty() && !is_raw_; ++count) {
      const std::uint64_t at = waiting_.back();
      waiting_.pop_back();
      walk(at);
    }
    return is_raw_;
  }

 private:
  static constexpr int kMostDirectories = 64;
  static constexpr std::uint64_t kMostBelow = 16;
  static constexpr std::uint64_t kSubDirectories = 330;
  static constexpr std::uint64_t kPhotometric = 262;
  static constexpr std::uint64_t kPhotometricCfa = 32803;
  static constexpr std::uint64_t kPhotometricLinearRaw = 34892;
  static constexpr std::uint64_t kDngVersion = 50706;
  static constexpr std::uint64_t kDngPrivateData = 50740;  // Sony's own raw files have it as well

  std::uint64_t number(std::uint64_t at, std::size_t size) const {
    return at + size <= bytes_.size() ? number_of(bytes_.substr(at, size), order_) : 0;
  }

  void walk(std::uint64_t at) {
    const std::uint64_t count = number(at, 2);
    if (at < 8 || at + 2 + count * 12 + 4 > bytes_.size()) return;
    for (std::uint64_t i = 0; i < count; ++i) take(at + 2 + i * 12);
    if (const std::uint64_t next = number(at + 2 + count * 12, 4); next != 0) waiting_.push_back(next);
  }

  void take(std::uint64_t entry) {
    const std::uint64_t tag = number(entry, 2);
    const std::uint64_t count = number(entry + 4, 4);
    const std::uint64_t value = number(entry + 8, number(entry + 2, 2) == 3 ? 2 : 4);
    if (tag == kDngVersion || tag == kDngPrivateData) is_raw_ = true;
    if (tag == kPhotometric && (value == kPhotometricCfa || value == kPhotometricLinearRaw)) is_raw_ = true;
    if (tag != kSubDirectories) return;
    if (count == 1) waiting_.push_back(value);
    for (std::uint64_t i = 0; count > 1 && i < std::min(count, kMostBelow); ++i)
      waiting_.push_back(number(value + i * 4, 4));
  }

  std::string_view bytes_;
  ByteOrder order_;
  std::vector<std::uint64_t> waiting_;
  bool is_raw_ = false;
};

/// What Canon and Phase One write behind the header of their raw files.
bool has_raw_mark(std::string_view bytes) {
  const std::string_view mark = bytes.substr(std::min<std::size_t>(bytes.size(), 8), 4);
  return mark.starts_with("CR") || mark == "IIII" || mark == "MMMM";
}

}  // namespace

bool is_avif(std::string_view bytes) {
  return has_brand(bytes, std::array{"avif"sv, "avis"sv});
}

bool is_heif(std::string_view bytes) {
  return !is_avif(bytes) &&
         has_brand(bytes, std::array{"heic"sv, "heix"sv, "heim"sv, "heis"sv, "hevc"sv, "hevx"sv, "hevm"sv,
                                     "hevs"sv, "mif1"sv, "mif2"sv, "msf1"sv});
}

bool is_jxl(std::string_view bytes) {
  return bytes.starts_with("\xff\x0a"sv) || bytes.starts_with("\0\0\0\x0cJXL \r\n"sv);
}

bool is_raw(std::string_view bytes) {
  for (const std::string_view magic :
       {"IIU\0"sv, "IIRO"sv, "IIRS"sv, "MMOR"sv, "FUJIFILMCCD-RAW"sv, "FOVb"sv, "\0MRM"sv}) {
    if (bytes.starts_with(magic)) return true;
  }
  if (bytes.size() > 14 && bytes.substr(6, 8) == "HEAPCCDR") return true;
  if (has_brand(bytes, std::array{"crx "sv})) return true;
  if (!is_tiff(bytes)) return false;
  // BigTIFF has other directories, and no camera writes it.
  const bool is_big = bytes[2] == '+' || bytes[3] == '+';
  return has_raw_mark(bytes) || (!is_big && TiffDirectories(bytes).hold_raw_data());
}

bool is_bmp(std::string_view bytes) {
  if (bytes.size() < 26 || !bytes.starts_with("BM")) return false;
  const std::uint32_t header = read_le(bytes, 14, 4);
  return header == 12 || (header >= 16 && header <= 124);
}

/// "P1" to "P7" and white space: the Netpbm family.
bool is_pnm(std::string_view bytes) {
  return bytes.size() > 2 && bytes[0] == 'P' &&
         ((bytes[1] >= '1' && bytes[1] <= '7') || bytes[1] == 'F' || bytes[1] == 'f') &&
         (bytes[2] == '\n' || bytes[2] == ' ' || bytes[2] == '\t' || bytes[2] == '\r' || bytes[2] == '#');
}

/// TGA has no mark in front: the fields of its header must be possible together.
bool is_tga(std::string_view bytes) {
  if (bytes.size() < 18) return false;
  if (bytes.size() >= 44 && bytes.substr(bytes.size() - 18).starts_with("TRUEVISION-XFILE.")) return true;
  const unsigned kind = byte_at(bytes, 2);
  const bool has_map = byte_at(bytes, 1) == 1;
  const bool is_kind = has_map
                           ? kind == 1 || kind == 9
                           : byte_at(bytes, 1) == 0 && (kind == 2 || kind == 3 || kind == 10 || kind == 11);
  const unsigned depth = byte_at(bytes, 16);
  return is_kind && (depth == 8 || depth == 15 || depth == 16 || depth == 24 || depth == 32) &&
         read_le(bytes, 12, 2) > 0 && read_le(bytes, 14, 2) > 0 && (byte_at(bytes, 17) & 0xc0) == 0;
}

bool is_jp2(std::string_view bytes) {
  return bytes.starts_with("\0\0\0\x0cjP  \r\n"sv) || bytes.starts_with("\xff\x4f\xff\x51"sv);
}

bool is_exr(std::string_view bytes) {
  return bytes.starts_with("\x76\x2f\x31\x01"sv);
}

bool is_hdr(std::string_view bytes) {
  return bytes.starts_with("#?RADIANCE") || bytes.starts_with("#?RGBE");
}

bool is_psd(std::string_view bytes) {
  return bytes.starts_with("8BPS");
}

/// A ZIP archive with a merged picture: OpenRaster and Krita documents. Their first entry should say what
/// they are, but stands elsewhere where people have packed them anew.
bool is_ora(std::string_view bytes) {
  return bytes.starts_with("PK\3\4") &&
         (bytes.rfind("mergedimage.png") != std::string_view::npos ||
          bytes.substr(0, 256).find("mimetypeimage/openraster") != std::string_view::npos ||
          bytes.substr(0, 256).find("mimetypeapplication/x-krita") != std::string_view::npos);
}

/// Icons and mouse pointers.
bool is_ico(std::string_view bytes) {
  return bytes.size() > 22 && (bytes.starts_with("\0\0\1\0"sv) || bytes.starts_with("\0\0\2\0"sv)) &&
         read_le(bytes, 4, 2) > 0;
}

/// Text that begins as XML and soon names its root; compressed files are not looked into.
bool is_svg(std::string_view bytes) {
  const std::string_view start = bytes.substr(0, 4096);
  const auto first = start.find_first_not_of("\xef\xbb\xbf \t\r\n");
  return first != std::string_view::npos && start[first] == '<' &&
         start.find("<svg") != std::string_view::npos;
}

}  // namespace v4e
