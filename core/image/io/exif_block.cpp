// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/exif_block.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "core/base/log.h"
#include "core/image/io/metadata_exiv2.h"

namespace v4e::exiv2 {
namespace {

constexpr const char* kCommentKey = "Exif.Photo.UserComment";
constexpr std::size_t kCodeBytes = 8;
constexpr std::string_view kAscii("ASCII\0\0\0", kCodeBytes);
constexpr std::string_view kUnicode("UNICODE\0", kCodeBytes);

/// Exiv2 numbers them when it reads, or derives them from what stands elsewhere.
bool is_derived(const std::string& key) {
  return key == "Exif.MakerNote.Offset" || key == "Exif.MakerNote.ByteOrder" || key.ends_with("Tag") ||
         key.ends_with(".JPEGInterchangeFormat") || key.ends_with(".JPEGInterchangeFormatLength");
}

bool holds_all(const std::string& block, const Exiv2::ExifData& wanted) {
  std::multiset<std::string> found;
  for (const Exiv2::Exifdatum& entry : decode_exif(block)) found.insert(entry.key());
  for (const Exiv2::Exifdatum& entry : wanted) {
    if (is_derived(entry.key())) continue;
    const auto match = found.find(entry.key());
    if (match == found.end()) {
      logger("image").debug("EXIF entry {} would be lost", entry.key());
      return false;
    }
    found.erase(match);
  }
  return true;
}

/// Well-formed UTF-8 of UTF-16; lone surrogates become U+FFFD.
std::string from_utf16(std::string_view bytes, bool is_big) {
  std::string utf8;
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(is_big ? first << 8 | second : second << 8 | first);
  };
  const auto append = [&](char32_t c) {
    if (c < 0x80) {
      utf8.push_back(static_cast<char>(c));
    } else if (c < 0x800) {
      utf8.push_back(static_cast<char>(0xc0 | c >> 6));
      utf8.push_back(static_cast<char>(0x80 | (c & 0x3f)));
    } else if (c < 0x10000) {
      utf8.push_back(static_cast<char>(0xe0 | c >> 12));
      utf8.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3f)));
      utf8.push_back(static_cast<char>(0x80 | (c & 0x3f)));
    } else {
      utf8.push_back(static_cast<char>(0xf0 | c >> 18));
      utf8.push_back(static_cast<char>(0x80 | (c >> 12 & 0x3f)));
      utf8.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3f)));
      utf8.push_back(static_cast<char>(0x80 | (c & 0x3f)));
    }
  };
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    char32_t c = unit(at);
    if (c >= 0xd800 && c < 0xdc00 && at + 3 < bytes.size() && unit(at + 2) >= 0xdc00 &&
        unit(at + 2) < 0xe000) {
      c = 0x10000 + ((c - 0xd800) << 10) + (unit(at + 2) - 0xdc00);
      at += 2;
    } else if (c >= 0xd800 && c < 0xe000) {
      c = 0xfffd;
    }
    append(c);
  }
  return utf8;
}

/// UTF-16 of UTF-8; what is not UTF-8 becomes U+FFFD.
std::string to_utf16(std::string_view utf8, bool is_big) {
  std::string bytes;
  const auto put = [&](char32_t unit) {
    const char high = static_cast<char>(unit >> 8);
    const char low = static_cast<char>(unit & 0xff);
    bytes.push_back(is_big ? high : low);
    bytes.push_back(is_big ? low : high);
  };
  for (std::size_t at = 0; at < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[at]);
    const std::size_t more = lead < 0x80 ? 0 : lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 4;
    char32_t c = more == 0 ? lead : more == 3 ? lead & 7u : more == 2 ? lead & 15u : lead & 31u;
    bool is_sound = more < 4 && at + more < utf8.size();
    for (std::size_t i = 1; is_sound && i <= more; ++i) {
      const auto next = static_cast<unsigned char>(utf8[at + i]);
      is_sound = (next & 0xc0) == 0x80;
      c = c << 6 | (next & 0x3fu);
    }
    if (!is_sound || c > 0x10ffff) c = 0xfffd;
    at += is_sound ? more + 1 : 1;
    if (c < 0x10000) {
      put(c);
    } else {
      put(0xd800 + ((c - 0x10000) >> 10));
      put(0xdc00 + ((c - 0x10000) & 0x3ff));
    }
  }
  return bytes;
}

std::string raw_bytes(const Exiv2::Exifdatum& entry, Exiv2::ByteOrder order) {
  std::string bytes(static_cast<std::size_t>(entry.size()), '\0');
  if (!bytes.empty()) entry.copy(reinterpret_cast<Exiv2::byte*>(bytes.data()), order);
  return bytes;
}

}  // namespace

Exiv2::ExifData decode_exif(const std::string& block, Exiv2::ByteOrder* order) {
  Exiv2::ExifData exif;
  if (order) *order = Exiv2::littleEndian;
  if (block.empty()) return exif;
  const auto found =
      Exiv2::ExifParser::decode(exif, bytes_of(block), static_cast<std::uint32_t>(block.size()));
  if (order && found != Exiv2::invalidByteOrder) *order = found;
  return exif;
}

bool encode_exif(std::string& block, Exiv2::ByteOrder order, Exiv2::ExifData& exif) {
  if (exif.empty()) {
    block.clear();
    return true;
  }
  // What Exiv2 changes in place it changes in the bytes that it is given.
  std::string changed = block;
  Exiv2::Blob rewritten;
  const auto method = Exiv2::ExifParser::encode(rewritten, changed.empty() ? nullptr : bytes_of(changed),
                                                static_cast<std::uint32_t>(changed.size()), order, exif);
  if (method == Exiv2::wmIntrusive) changed.assign(rewritten.begin(), rewritten.end());
  if (!holds_all(changed, exif)) return false;
  block = std::move(changed);
  return true;
}

bool erase_odd_entries(Exiv2::ExifData& exif, std::vector<std::string>& notes) {
  bool erased = false;
  for (auto entry = exif.begin(); entry != exif.end();) {
    const auto type = static_cast<int>(entry->typeId());
    // TIFF 6.0 has types 1 to 12, Exiv2 knows IFD (13) and the ones of BigTIFF as well.
    if ((type >= 1 && type <= 13) || (type >= 16 && type <= 18)) {
      ++entry;
      continue;
    }
    notes.push_back("an odd entry of its EXIF data is left out: " + entry->groupName() + ' ' +
                    entry->tagName());
    entry = exif.erase(entry);
    erased = true;
  }
  return erased;
}

void set_upright(std::string& block) {
  if (block.size() < 8) return;
  const bool is_big = block[0] == 'M';
  const auto number = [&](std::size_t at, std::size_t size) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
      value = value << 8 | static_cast<unsigned char>(block[is_big ? at + i : at + size - 1 - i]);
    return value;
  };
  const std::size_t directory = number(4, 4);
  if (directory > block.size() || block.size() - directory < 2) return;
  const std::size_t count = number(directory, 2);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    if (entry + 12 > block.size()) return;
    if (number(entry, 2) != 0x0112) continue;
    block[entry + 8] = is_big ? 0 : 1;
    block[entry + 9] = is_big ? 1 : 0;
    return;
  }
}

std::optional<std::string> comment_of(const Exiv2::ExifData& exif, Exiv2::ByteOrder order) {
  const auto entry = exif.findKey(Exiv2::ExifKey(kCommentKey));
  if (entry == exif.end()) return std::nullopt;
  const std::string bytes = raw_bytes(*entry, order);
  if (bytes.size() <= kCodeBytes) return std::nullopt;
  const std::string_view code = std::string_view(bytes).substr(0, kCodeBytes);
  std::string_view text = std::string_view(bytes).substr(kCodeBytes);
  std::string utf8;
  if (code == kUnicode) {
    // Some writers put a byte order mark in front, whatever the block says.
    bool is_big = order == Exiv2::bigEndian;
    if (text.starts_with("\xfe\xff") || text.starts_with("\xff\xfe")) {
      is_big = text[0] == '\xfe';
      text.remove_prefix(2);
    }
    utf8 = from_utf16(text, is_big);
  } else {
    utf8 = text;
  }
  const std::size_t last = utf8.find_last_not_of(std::string(" \0\t\r\n", 5));
  if (last == std::string::npos) return std::nullopt;
  utf8.resize(last + 1);
  return utf8;
}

void set_comment(Exiv2::ExifData& exif, Exiv2::ByteOrder order, const std::string& utf8) {
  const auto old = exif.findKey(Exiv2::ExifKey(kCommentKey));
  if (old != exif.end()) exif.erase(old);
  if (utf8.empty()) return;
  const bool is_ascii = std::ranges::all_of(utf8, [](char c) { return c >= 0; });
  const std::string bytes = is_ascii ? std::string(kAscii) + utf8
                                     : std::string(kUnicode) + to_utf16(utf8, order == Exiv2::bigEndian);
  Exiv2::DataValue value(Exiv2::undefined);
  value.read(bytes_of(bytes), static_cast<long>(bytes.size()), order);
  exif.add(Exiv2::ExifKey(kCommentKey), &value);
}

}  // namespace v4e::exiv2
