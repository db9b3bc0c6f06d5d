// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/exif_block.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/image/io/byte_order.h"
#include "core/image/io/exif_patch.h"
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

ByteOrder order_of(Exiv2::ByteOrder order) {
  return order == Exiv2::bigEndian ? ByteOrder::Big : ByteOrder::Little;
}

/// Well-formed UTF-8 of UTF-16; lone surrogates become U+FFFD.
std::string from_utf16(std::string_view bytes, ByteOrder order) {
  std::string utf8;
  const auto unit = [&](std::size_t at) {
    return static_cast<char32_t>(number_of(bytes.substr(at, 2), order));
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
std::string to_utf16(std::string_view utf8, ByteOrder order) {
  std::string bytes;
  const auto put = [&](char32_t unit) { bytes += bytes_of_number(unit, 2, order); };
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

/// True for a maker note that Exiv2 knows nothing of. It decodes the others, and moves what they point to.
bool has_unknown_maker_note(const Exiv2::ExifData& exif) {
  return exif.findKey(Exiv2::ExifKey("Exif.Photo.MakerNote")) != exif.end() &&
         exif.findKey(Exiv2::ExifKey("Exif.MakerNote.Offset")) == exif.end();
}

/// True where the block states how the pixels are stored, which Exiv2 takes for a TIFF file's own business:
/// in place it changes nothing of that.
bool states_storage(const Exiv2::ExifData& exif) {
  return std::ranges::any_of(
      std::initializer_list<const char*>{"Exif.Image.BitsPerSample", "Exif.Image.PhotometricInterpretation",
                                         "Exif.Image.SamplesPerPixel"},
      [&](const char* key) { return exif.findKey(Exiv2::ExifKey(key)) != exif.end(); });
}

bool is_same(const Exiv2::Exifdatum& a, const Exiv2::Exifdatum& b, Exiv2::ByteOrder order) {
  return a.typeId() == b.typeId() && a.count() == b.count() && raw_bytes(a, order) == raw_bytes(b, order);
}

/// The block with its bytes where they were. Empty where something else than the directories of the photo has
/// changed, or where the block is not as TIFF has it.
std::string patched(const std::string& block, Exiv2::ByteOrder order, const Exiv2::ExifData& wanted) try {
  ExifPatch patch(block);
  const Exiv2::ExifData before = decode_exif(block);
  const auto directory_of = [](const Exiv2::Exifdatum& entry) -> std::optional<ExifPatch::Directory> {
    if (entry.groupName() == "Image") return ExifPatch::Directory::Image;
    if (entry.groupName() == "Photo") return ExifPatch::Directory::Photo;
    return std::nullopt;
  };
  for (const Exiv2::Exifdatum& entry : before) {
    if (wanted.findKey(Exiv2::ExifKey(entry.key())) != wanted.end()) continue;
    if (entry.groupName() == "Thumbnail") {
      patch.drop_thumbnail();
    } else if (const auto directory = directory_of(entry)) {
      patch.erase(*directory, entry.tag());
    } else {
      return {};
    }
  }
  for (const Exiv2::Exifdatum& entry : wanted) {
    const auto old = before.findKey(Exiv2::ExifKey(entry.key()));
    if (old != before.end() && is_same(*old, entry, order)) continue;
    const auto directory = directory_of(entry);
    if (!directory) return {};
    patch.set(*directory, entry.tag(), static_cast<std::uint16_t>(entry.typeId()),
              static_cast<std::uint32_t>(entry.count()), raw_bytes(entry, order));
  }
  return patch.take();
} catch (const Error& error) {
  logger("image").debug("{}", error.what());
  return {};
}

/// By Exiv2: in place where it can, which keeps maker notes as they are, and from the beginning otherwise.
std::string rewritten(std::string block, Exiv2::ByteOrder order, Exiv2::ExifData& exif) {
  Exiv2::Blob fresh;
  const auto method = Exiv2::ExifParser::encode(fresh, block.empty() ? nullptr : bytes_of(block),
                                                static_cast<std::uint32_t>(block.size()), order, exif);
  if (method == Exiv2::wmIntrusive) block.assign(fresh.begin(), fresh.end());
  return block;
}

/// The maker note as a whole, and what Exiv2 made out of it.
bool is_of_maker_note(const Exiv2::Exifdatum& entry) {
  static const std::set<std::string> kGroups{"Image", "Photo", "GPSInfo", "Iop", "Thumbnail"};
  return entry.key() == "Exif.Photo.MakerNote" || !kGroups.contains(entry.groupName());
}

bool erase_maker_note(Exiv2::ExifData& exif) {
  bool erased = false;
  for (auto entry = exif.begin(); entry != exif.end();) {
    if (is_of_maker_note(*entry)) {
      entry = exif.erase(entry);
      erased = true;
    } else {
      ++entry;
    }
  }
  return erased;
}

}  // namespace

std::string raw_bytes(const Exiv2::Exifdatum& entry, Exiv2::ByteOrder order) {
  std::string bytes(static_cast<std::size_t>(entry.size()), '\0');
  if (!bytes.empty()) entry.copy(reinterpret_cast<Exiv2::byte*>(bytes.data()), order);
  return bytes;
}

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
  std::string changed =
      has_unknown_maker_note(exif) || states_storage(exif) ? patched(block, order, exif) : std::string();
  if (changed.empty()) changed = rewritten(block, order, exif);
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

void patch_upright(std::string& block) {
  constexpr std::uint16_t kOrientation = 0x0112;
  try {
    ExifPatch patch(block);
    patch.set_short(ExifPatch::Directory::Image, kOrientation, 1);
    patch.drop_thumbnail();
    block = patch.take();
  } catch (const Error& error) {
    logger("image").debug("{}", error.what());
    block.clear();
  }
}

void shrink_exif(std::string& block, std::size_t max_bytes, std::vector<std::string>& notes) {
  constexpr std::string_view kWhy = "with it the EXIF data is larger than JPEG allows (64 KiB)";
  if (block.size() <= max_bytes) return;
  const Lock lock;
  Exiv2::ByteOrder order = Exiv2::littleEndian;
  Exiv2::ExifData exif = decode_exif(block, &order);
  const auto fits = [&] {
    block.clear();
    return encode_exif(block, order, exif) && block.size() <= max_bytes;
  };
  if (fits()) return;
  if (erase_maker_note(exif)) {
    notes.push_back("the camera's maker note is left out: " + std::string(kWhy));
    if (fits()) return;
  }
  while (!exif.empty()) {
    const auto largest = std::max_element(exif.begin(), exif.end(),
                                          [](const auto& a, const auto& b) { return a.size() < b.size(); });
    notes.push_back("the EXIF entry " + largest->tagName() + " is left out: " + std::string(kWhy));
    exif.erase(largest);
    if (fits()) return;
  }
  block.clear();
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
    ByteOrder text_order = order_of(order);
    if (text.starts_with("\xfe\xff") || text.starts_with("\xff\xfe")) {
      text_order = text[0] == '\xfe' ? ByteOrder::Big : ByteOrder::Little;
      text.remove_prefix(2);
    }
    utf8 = from_utf16(text, text_order);
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
  const std::string bytes =
      is_ascii ? std::string(kAscii) + utf8 : std::string(kUnicode) + to_utf16(utf8, order_of(order));
  Exiv2::DataValue value(Exiv2::undefined);
  value.read(bytes_of(bytes), static_cast<long>(bytes.size()), order);
  exif.add(Exiv2::ExifKey(kCommentKey), &value);
}

}  // namespace v4e::exiv2
