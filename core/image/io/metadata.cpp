// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/metadata.h"

#include <exiv2/exiv2.hpp>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/image/io/bigtiff_metadata.h"
#include "core/image/io/exif_block.h"
#include "core/image/io/metadata_exiv2.h"

namespace v4e {
namespace {

using exiv2::bytes_of;
using exiv2::decode_exif;
using exiv2::encode_exif;
using exiv2::integer;

constexpr const char* kCommentKey = "Exif.Photo.UserComment";
constexpr const char* kExifNote = "its EXIF data is damaged and was left out";
constexpr const char* kXmpNote = "its XMP data is damaged and was left out";

Exiv2::XmpData decode_xmp(const std::string& packet) {
  Exiv2::XmpData xmp;
  if (!packet.empty() && Exiv2::XmpParser::decode(xmp, packet) != 0) {
    throw Exiv2::Error(Exiv2::ErrorCode::kerErrorMessage, "the XMP packet does not parse");
  }
  return xmp;
}

void encode_xmp(std::string& packet, const Exiv2::XmpData& xmp) {
  packet.clear();
  if (!xmp.empty()) Exiv2::XmpParser::encode(packet, xmp, Exiv2::XmpParser::useCompactFormat);
}

template <typename Data, typename Key>
void set_or_erase(Data& data, const Key& key, const std::string& value) {
  if (!value.empty()) {
    data[key.key()] = value;
    return;
  }
  const auto entry = data.findKey(key);
  if (entry != data.end()) data.erase(entry);
}

/// Erases the entries whose key starts with `prefix`; true if there were any.
template <typename Data>
bool erase_prefix(Data& data, std::string_view prefix) {
  bool erased = false;
  for (auto entry = data.begin(); entry != data.end();) {
    if (std::string_view(entry->key()).starts_with(prefix)) {
      entry = data.erase(entry);
      erased = true;
    } else {
      ++entry;
    }
  }
  return erased;
}

bool correct(Exiv2::ExifData& exif, const char* key, std::uint32_t value) {
  const auto entry = exif.findKey(Exiv2::ExifKey(key));
  if (entry == exif.end() || (entry->count() > 0 && integer(*entry) == value)) return false;
  // The tag keeps its type where the value fits, so that the block can be changed in place.
  if (entry->typeId() == Exiv2::unsignedShort && value <= 0xffff) {
    *entry = static_cast<std::uint16_t>(value);
  } else {
    *entry = value;
  }
  return true;
}

bool correct(Exiv2::XmpData& xmp, const char* key, std::uint32_t value) {
  const auto entry = xmp.findKey(Exiv2::XmpKey(key));
  if (entry == xmp.end() || entry->toString() == std::to_string(value)) return false;
  *entry = std::to_string(value);
  return true;
}

void normalise_exif(std::string& blob, std::uint32_t width, std::uint32_t height,
                    std::vector<std::string>& notes) {
  Exiv2::ByteOrder order = Exiv2::littleEndian;
  Exiv2::ExifData exif = decode_exif(blob, &order);
  if (exif.empty() && !blob.empty()) {
    throw Exiv2::Error(Exiv2::ErrorCode::kerErrorMessage, "the EXIF block holds nothing");
  }
  bool changed = exiv2::erase_odd_entries(exif, notes);
  changed |= correct(exif, "Exif.Image.Orientation", 1);
  changed |= correct(exif, "Exif.Photo.PixelXDimension", width);
  changed |= correct(exif, "Exif.Photo.PixelYDimension", height);
  changed |= correct(exif, "Exif.Image.ImageWidth", width);
  changed |= correct(exif, "Exif.Image.ImageLength", height);
  changed |= erase_prefix(exif, "Exif.Thumbnail.");
  if (changed && !encode_exif(blob, order, exif)) {
    // Better all of it, with the old thumbnail, than a part.
    exiv2::set_upright(blob);
    notes.emplace_back(
        "its EXIF data cannot be changed without loss; it is kept as it was, but for the orientation");
  }
}

void normalise_xmp(std::string& packet, std::uint32_t width, std::uint32_t height) {
  Exiv2::XmpData xmp = decode_xmp(packet);
  bool changed = correct(xmp, "Xmp.tiff.Orientation", 1);
  changed |= correct(xmp, "Xmp.exif.PixelXDimension", width);
  changed |= correct(xmp, "Xmp.exif.PixelYDimension", height);
  changed |= correct(xmp, "Xmp.tiff.ImageWidth", width);
  changed |= correct(xmp, "Xmp.tiff.ImageLength", height);
  changed |= erase_prefix(xmp, "Xmp.xmp.Thumbnails");
  changed |= erase_prefix(xmp, "Xmp.xmpNote.HasExtendedXMP");  // it is joined, or could not be read
  // What is appended to a phone's picture is gone, so nothing may claim it.
  for (const char* prefix : {"Xmp.hdrgm.", "Xmp.HDRGainMap.", "Xmp.Container.", "Xmp.GContainer.",
                             "Xmp.GCamera.MotionPhoto", "Xmp.GCamera.MicroVideo"})
    changed |= erase_prefix(xmp, prefix);
  if (changed) encode_xmp(packet, xmp);
}

/// Runs an Exiv2 action on one block; on failure the block is cleared and the note added.
template <typename Action>
void guard_block(std::string& block, const char* note, std::vector<std::string>& notes, Action action) {
  if (block.empty()) return;
  try {
    action();
  } catch (const std::exception& error) {
    logger("image").debug("{}: {}", note, error.what());
    block.clear();
    notes.emplace_back(note);
  }
}

/// How the pixels lie in a TIFF file: of no meaning in a copy, and harmful there.
bool describes_storage(const Exiv2::Exifdatum& entry) {
  static constexpr std::uint16_t kTags[] = {
      254, 255, 256, 257, 258, 259, 262, 266, 273, 277, 278, 279,   280,   281,   282,   283,   284,
      288, 289, 290, 291, 296, 301, 317, 318, 319, 320, 322, 323,   324,   325,   330,   338,   339,
      340, 341, 347, 512, 513, 514, 529, 530, 531, 532, 700, 33723, 34377, 34665, 34675, 34853, 37724};
  return entry.groupName() == "Image" && std::ranges::binary_search(kTags, entry.tag());
}

bool belongs_in_copy(const Exiv2::Exifdatum& entry) {
  const std::string group = entry.groupName();
  const bool is_sub_picture = group.starts_with("SubImage") || group.starts_with("SubThumb") ||
                              group.starts_with("Image2") || group.starts_with("Image3") ||
                              group == "Thumbnail";
  return !is_sub_picture && !describes_storage(entry);
}

}  // namespace

int exif_orientation(const PhotoMetadata& metadata) {
  const exiv2::Lock lock;
  try {
    const Exiv2::ExifData exif = decode_exif(metadata.exif);
    const auto entry = exif.findKey(Exiv2::ExifKey("Exif.Image.Orientation"));
    if (entry == exif.end() || entry->count() == 0) return 1;
    const auto value = integer(*entry);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  } catch (const std::exception&) {
    return 1;  // normalise_metadata() notes the damage
  }
}

bool exif_says_adobe_rgb(const PhotoMetadata& metadata) {
  const exiv2::Lock lock;
  try {
    const Exiv2::ExifData exif = decode_exif(metadata.exif);
    const auto index = exif.findKey(Exiv2::ExifKey("Exif.Iop.InteroperabilityIndex"));
    return index != exif.end() && index->toString().starts_with("R03");
  } catch (const std::exception&) {
    return false;
  }
}

void normalise_metadata(PhotoMetadata& metadata, int width_px, int height_px,
                        std::vector<std::string>& notes) {
  const exiv2::Lock lock;
  const auto width = static_cast<std::uint32_t>(width_px);
  const auto height = static_cast<std::uint32_t>(height_px);
  guard_block(metadata.exif, kExifNote, notes, [&] { normalise_exif(metadata.exif, width, height, notes); });
  guard_block(metadata.xmp, kXmpNote, notes, [&] { normalise_xmp(metadata.xmp, width, height); });
}

void state_srgb(PhotoMetadata& metadata) {
  static const std::pair<const char*, const char*> kTruths[] = {
      {"Exif.Photo.ColorSpace", "1"},
      {"Xmp.exif.ColorSpace", "1"},
      {"Xmp.photoshop.ColorMode", "3"},
      {"Xmp.photoshop.ICCProfile", "sRGB IEC61966-2.1"},
      {"Xmp.tiff.PhotometricInterpretation", "2"},
      {"Xmp.tiff.SamplesPerPixel", "3"}};
  std::vector<MetadataProperty> wrong;
  for (const auto& [key, value] : kTruths) {
    try {
      if (const auto stated = property(metadata, key); stated && *stated != value)
        wrong.push_back({key, value});
    } catch (const Error&) {
      return;  // normalise_metadata() notes the damage
    }
  }
  set_properties(metadata, wrong);
}

void strip_gps(PhotoMetadata& metadata, std::vector<std::string>& notes) {
  const exiv2::Lock lock;
  // A block that does not decode could still hold the place, so it goes.
  guard_block(metadata.exif, kExifNote, notes, [&] {
    Exiv2::ByteOrder order = Exiv2::littleEndian;
    Exiv2::ExifData exif = decode_exif(metadata.exif, &order);
    bool changed = erase_prefix(exif, "Exif.GPSInfo.");
    changed |= erase_prefix(exif, "Exif.Image.GPSTag");
    if (changed) {
      // From scratch: an update in place could leave the old bytes behind.
      metadata.exif.clear();
      if (!encode_exif(metadata.exif, order, exif))
        notes.emplace_back("the EXIF data is left out: the place cannot be taken out of it");
    }
  });
  guard_block(metadata.xmp, kXmpNote, notes, [&] {
    Exiv2::XmpData xmp = decode_xmp(metadata.xmp);
    if (erase_prefix(xmp, "Xmp.exif.GPS")) encode_xmp(metadata.xmp, xmp);
  });
}

void set_properties(PhotoMetadata& metadata, std::span<const MetadataProperty> properties,
                    std::vector<std::string>* notes) {
  if (properties.empty()) return;
  const exiv2::Lock lock;
  try {
    Exiv2::ByteOrder order = Exiv2::littleEndian;
    Exiv2::ExifData exif = decode_exif(metadata.exif, &order);
    Exiv2::XmpData xmp = decode_xmp(metadata.xmp);
    Exiv2::IptcData iptc = exiv2::decode_iptc(metadata.iptc);
    bool has_exif = false;
    bool has_xmp = false;
    bool has_iptc = false;
    for (const auto& [key, value] : properties) {
      if (key == kCommentKey) {
        exiv2::set_comment(exif, order, value);
        has_exif = true;
      } else if (key.starts_with("Exif.")) {
        set_or_erase(exif, Exiv2::ExifKey(key), value);
        has_exif = true;
      } else if (key.starts_with("Iptc.")) {
        set_or_erase(iptc, Exiv2::IptcKey(key), value);
        has_iptc = true;
      } else {
        set_or_erase(xmp, Exiv2::XmpKey(key), value);
        has_xmp = true;
      }
    }
    // What does not fit stays out; the block is as it was then.
    if (has_exif && !encode_exif(metadata.exif, order, exif) && notes)
      notes->emplace_back("the instruction is not in the EXIF data, which cannot be changed without loss");
    if (has_xmp) encode_xmp(metadata.xmp, xmp);
    if (has_iptc) metadata.iptc = exiv2::encode_iptc(iptc);
  } catch (const Exiv2::Error& error) {
    throw Error(ErrorCode::InvalidArgument,
                std::string("a metadata property cannot be set: ") + error.what());
  }
}

std::optional<std::string> property(const PhotoMetadata& metadata, const std::string& key) {
  const exiv2::Lock lock;
  const auto text_in = [](const auto& data, const auto& typed_key) -> std::optional<std::string> {
    const auto entry = data.findKey(typed_key);
    if (entry == data.end()) return std::nullopt;
    return entry->toString();
  };
  try {
    if (key.starts_with("Exif.")) {
      Exiv2::ByteOrder order = Exiv2::littleEndian;
      const Exiv2::ExifData exif = decode_exif(metadata.exif, &order);
      if (key == kCommentKey) return exiv2::comment_of(exif, order);
      return text_in(exif, Exiv2::ExifKey(key));
    }
    if (key.starts_with("Iptc.")) return text_in(exiv2::decode_iptc(metadata.iptc), Exiv2::IptcKey(key));
    return text_in(decode_xmp(metadata.xmp), Exiv2::XmpKey(key));
  } catch (const Exiv2::Error& error) {
    throw Error(ErrorCode::InvalidArgument,
                "the metadata property " + key + " cannot be read: " + error.what());
  }
}

PhotoMetadata read_tiff_metadata(std::string_view tiff, std::vector<std::string>& notes) {
  const exiv2::Lock lock;
  PhotoMetadata metadata;
  try {
    Exiv2::ExifData all;
    Exiv2::ByteOrder order = Exiv2::littleEndian;
    if (is_big_tiff(tiff)) {
      BigTiffBlocks blocks = read_big_tiff_blocks(tiff);
      all = decode_exif(blocks.exif, &order);
      metadata.xmp = std::move(blocks.xmp);
      metadata.iptc = std::move(blocks.iptc);
    } else {
      const auto image = exiv2::open(tiff);
      image->readMetadata();
      all = image->exifData();
      if (image->byteOrder() == Exiv2::bigEndian) order = Exiv2::bigEndian;
      metadata.xmp = image->xmpPacket();
      metadata.iptc = exiv2::encode_iptc(image->iptcData());
    }
    Exiv2::ExifData exif;
    for (const Exiv2::Exifdatum& entry : all) {
      if (belongs_in_copy(entry)) exif.add(entry);
    }
    exiv2::erase_odd_entries(exif, notes);
    if (!encode_exif(metadata.exif, order, exif)) notes.emplace_back("some of its EXIF data cannot be kept");
  } catch (const std::exception& error) {
    logger("image").debug("TIFF metadata: {}", error.what());
    notes.emplace_back("its metadata is damaged and was left out");
  }
  return metadata;
}

std::string add_tiff_metadata(std::string tiff, const PhotoMetadata& metadata,
                              std::vector<std::string>& notes) {
  const exiv2::Lock lock;
  try {
    const auto image = exiv2::open(tiff);
    image->readMetadata();
    Exiv2::ByteOrder order = Exiv2::littleEndian;
    const Exiv2::ExifData exif = decode_exif(metadata.exif, &order);
    for (const Exiv2::Exifdatum& entry : exif) {
      if (belongs_in_copy(entry)) image->exifData()[entry.key()] = entry.value();
    }
    // The file may have another byte order than the block, and Exiv2 does not turn all of UTF-16 around.
    if (const auto comment = exiv2::comment_of(exif, order))
      exiv2::set_comment(image->exifData(), image->byteOrder(), *comment);
    if (!metadata.xmp.empty()) {
      image->setXmpPacket(metadata.xmp);
      image->writeXmpFromPacket(true);
    }
    if (!metadata.iptc.empty()) image->setIptcData(exiv2::decode_iptc(metadata.iptc));
    image->writeMetadata();
    return exiv2::contents(*image);
  } catch (const std::exception& error) {
    logger("image").warn("TIFF metadata is not written: {}", error.what());
    notes.emplace_back("the metadata is left out: it does not fit into TIFF");
    return tiff;
  }
}

}  // namespace v4e
