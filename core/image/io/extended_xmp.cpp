// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/extended_xmp.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/base/error.h"
#include "core/image/io/metadata_exiv2.h"

namespace v4e {
namespace {

constexpr const char* kExtensionKey = "Xmp.xmpNote.HasExtendedXMP";
/// More than any depth map or edit history takes.
constexpr std::size_t kMaxExtendedBytes = 256u << 20;

Exiv2::XmpData decode(const std::string& packet) {
  Exiv2::XmpData xmp;
  if (!packet.empty() && Exiv2::XmpParser::decode(xmp, packet) != 0)
    throw Error(ErrorCode::FileMalformed, "the XMP packet does not parse");
  return xmp;
}

std::string encode(const Exiv2::XmpData& xmp) {
  std::string packet;
  if (xmp.empty()) return packet;
  constexpr auto kFlags = Exiv2::XmpParser::useCompactFormat | Exiv2::XmpParser::omitPacketWrapper;
  if (Exiv2::XmpParser::encode(packet, xmp, kFlags) != 0)
    throw Error(ErrorCode::InvalidArgument, "the XMP packet cannot be written");
  return packet;
}

/// "Xmp.xmpMM.History" of "Xmp.xmpMM.History[3]/stEvt:action": what belongs together stays together.
std::string group_of(const std::string& key) {
  return key.substr(0, key.find_first_of("[/"));
}

/// Who made it, how, and what it is called: readers that know one packet only shall find it.
bool is_important(const std::string& group) {
  static constexpr std::array<std::string_view, 8> kStarts{"Xmp.iptcExt.", "Xmp.video4edit.", "Xmp.xmp.",
                                                           "Xmp.dc.",      "Xmp.xmpRights.",  "Xmp.iptc.",
                                                           "Xmp.tiff.",    "Xmp.exif."};
  return std::ranges::any_of(kStarts, [&](std::string_view start) { return group.starts_with(start); });
}

/// The groups in the order in which they have to go: unimportant before important ones, large before small.
std::vector<std::string> by_dispensability(const Exiv2::XmpData& xmp) {
  std::map<std::string, std::size_t> sizes;
  for (const Exiv2::Xmpdatum& entry : xmp)
    sizes[group_of(entry.key())] += entry.key().size() + entry.toString().size();
  std::vector<std::string> groups;
  for (const auto& [group, size] : sizes) groups.push_back(group);
  std::ranges::stable_sort(groups, [&](const std::string& a, const std::string& b) {
    if (is_important(a) != is_important(b)) return is_important(b);
    return sizes[a] > sizes[b];
  });
  return groups;
}

void move_group(const std::string& group, Exiv2::XmpData& from, Exiv2::XmpData& to) {
  for (auto entry = from.begin(); entry != from.end();) {
    if (group_of(entry->key()) == group) {
      to.add(*entry);
      entry = from.erase(entry);
    } else {
      ++entry;
    }
  }
}

std::string md5(const std::string& bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_md5(), nullptr) != 1)
    throw Error(ErrorCode::Internal, "no MD5 in this OpenSSL");
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    text.push_back(kDigits[digest[i] >> 4]);
    text.push_back(kDigits[digest[i] & 15]);
  }
  return text;
}

}  // namespace

XmpParts split_xmp(const std::string& packet, std::size_t max_bytes) {
  if (packet.size() <= max_bytes) return {packet, {}, {}};
  const exiv2::Lock lock;
  Exiv2::XmpData standard = decode(packet);
  XmpParts parts{encode(standard), {}, {}};
  // Without its padding it may fit.
  if (parts.standard.size() <= max_bytes) return parts;
  Exiv2::XmpData extended;
  standard[kExtensionKey] = std::string(32, '0');
  for (const std::string& group : by_dispensability(standard)) {
    if (group == kExtensionKey) continue;
    move_group(group, standard, extended);
    parts.standard = encode(standard);
    if (parts.standard.size() <= max_bytes) break;
  }
  parts.extended = encode(extended);
  parts.guid = md5(parts.extended);
  standard[kExtensionKey] = parts.guid;
  parts.standard = encode(standard);
  return parts;
}

std::string join_xmp(const std::string& standard, const std::string& extended) {
  const exiv2::Lock lock;
  Exiv2::XmpData joined = decode(standard);
  if (const auto mark = joined.findKey(Exiv2::XmpKey(kExtensionKey)); mark != joined.end())
    joined.erase(mark);
  std::map<std::string, bool> present;
  for (const Exiv2::Xmpdatum& entry : joined) present[group_of(entry.key())] = true;
  for (const Exiv2::Xmpdatum& entry : decode(extended)) {
    if (!present.contains(group_of(entry.key()))) joined.add(entry);
  }
  return encode(joined);
}

std::string extended_guid(const std::string& standard) {
  if (standard.find("HasExtendedXMP") == std::string::npos) return {};
  const exiv2::Lock lock;
  const Exiv2::XmpData xmp = decode(standard);
  const auto mark = xmp.findKey(Exiv2::XmpKey(kExtensionKey));
  return mark == xmp.end() ? std::string() : mark->toString();
}

std::string assemble_extended(const std::vector<ExtendedPiece>& pieces, const std::string& guid) {
  std::string packet;
  std::size_t filled = 0;
  for (const ExtendedPiece& piece : pieces) {
    if (piece.guid != guid) continue;
    if (piece.full_size > kMaxExtendedBytes) return {};
    if (packet.empty()) packet.resize(piece.full_size);
    if (piece.full_size != packet.size() || piece.offset > packet.size() ||
        piece.data.size() > packet.size() - piece.offset)
      return {};
    piece.data.copy(packet.data() + piece.offset, piece.data.size());
    filled += piece.data.size();
  }
  return filled == packet.size() ? packet : std::string();
}

}  // namespace v4e
