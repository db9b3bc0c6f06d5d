// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/metadata.h"

#include <exiv2/exiv2.hpp>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/image/io/exif_block.h"
#include "core/image/io/metadata_exiv2.h"

namespace v4e {
namespace {

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
  std::string written;
  if (!xmp.empty() && Exiv2::XmpParser::encode(written, xmp, Exiv2::XmpParser::useCompactFormat) != 0)
    throw Exiv2::Error(Exiv2::ErrorCode::kerErrorMessage, "the XMP packet cannot be written");
  packet = std::move(written);
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

/// The value of a list that states one number for each channel.
bool correct_list(Exiv2::ExifData& exif, const char* key, int channels, std::uint32_t value) {
  const auto entry = exif.findKey(Exiv2::ExifKey(key));
  if (entry == exif.end()) return false;
  std::string wanted;
  for (int i = 0; i < channels; ++i) wanted += (i > 0 ? " " : "") + std::to_string(value);
  if (entry->toString() == wanted) return false;
  Exiv2::UShortValue values;
  values.read(wanted);
  entry->setValue(&values);
  return true;
}

bool correct_list(Exiv2::XmpData& xmp, const char* key, int channels, std::uint32_t value) {
  const auto entry = xmp.findKey(Exiv2::XmpKey(key));
  if (entry == xmp.end()) return false;
  Exiv2::XmpArrayValue values(Exiv2::xmpSeq);
  for (int i = 0; i < channels; ++i) values.read(std::to_string(value));
  const Exiv2::Value& wanted = values;
  if (entry->toString() == wanted.toString()) return false;
  entry->setValue(&values);
  return true;
}

/// What TIFF and XMP say of how colours are stored. JPEG stores RGB as YCbCr, so that either is true.
template <typename Data>
bool correct_photometric(Data& data, const char* key, bool is_grey) {
  using Key = std::conditional_t<std::is_same_v<Data, Exiv2::ExifData>, Exiv2::ExifKey, Exiv2::XmpKey>;
  constexpr std::int64_t kYCbCr = 6;
  const auto entry = data.findKey(Key(key));
  if (entry == data.end() || (!is_grey && entry->count() > 0 && integer(*entry) == kYCbCr)) return false;
  return correct(data, key, is_grey ? 1 : 2);
}

/// Some programs put whole blocks into EXIF, as TIFF has them. They go where they belong, unless there is
/// one; a profile in there counts for nothing.
bool take_embedded_blocks(Exiv2::ExifData& exif, Exiv2::ByteOrder order, PhotoMetadata& metadata) {
  const auto take = [&](const char* key, std::string* place) {
    const auto entry = exif.findKey(Exiv2::ExifKey(key));
    if (entry == exif.end()) return false;
    if (place && place->empty()) *place = exiv2::raw_bytes(*entry, order);
    exif.erase(entry);
    return true;
  };
  bool changed = take("Exif.Image.XMLPacket", &metadata.xmp);
  changed |= take("Exif.Image.IPTCNAA", &metadata.iptc);
  changed |= take("Exif.Image.InterColorProfile", nullptr);
  return changed;
}

struct Shape {
  std::uint32_t width;
  std::uint32_t height;
  int channels;
  std::uint32_t bits;
  bool is_grey;
};

void normalise_exif(PhotoMetadata& metadata, const Shape& shape, std::vector<std::string>& notes) {
  Exiv2::ByteOrder order = Exiv2::littleEndian;
  Exiv2::ExifData exif = decode_exif(metadata.exif, &order);
  if (exif.empty() && !metadata.exif.empty()) {
    throw Exiv2::Error(Exiv2::ErrorCode::kerErrorMessage, "the EXIF block holds nothing");
  }
  bool changed = exiv2::erase_odd_entries(exif, notes);
  changed |= take_embedded_blocks(exif, order, metadata);
  changed |= correct(exif, "Exif.Image.Orientation", 1);
  changed |= correct(exif, "Exif.Photo.PixelXDimension", shape.width);
  changed |= correct(exif, "Exif.Photo.PixelYDimension", shape.height);
  changed |= correct(exif, "Exif.Image.ImageWidth", shape.width);
  changed |= correct(exif, "Exif.Image.ImageLength", shape.height);
  changed |= correct(exif, "Exif.Image.SamplesPerPixel", static_cast<std::uint32_t>(shape.channels));
  changed |= correct_list(exif, "Exif.Image.BitsPerSample", shape.channels, shape.bits);
  changed |= correct_photometric(exif, "Exif.Image.PhotometricInterpretation", shape.is_grey);
  changed |= erase_prefix(exif, "Exif.Thumbnail.");
  if (changed && !encode_exif(metadata.exif, order, exif)) {
    exiv2::patch_upright(metadata.exif);  // better all of it than a part
    notes.emplace_back(
        "its EXIF data cannot be changed without loss; it is kept as it was, except for the orientation");
  }
}

void normalise_xmp(std::string& packet, const Shape& shape) {
  Exiv2::XmpData xmp = decode_xmp(packet);
  bool changed = correct(xmp, "Xmp.tiff.Orientation", 1);
  changed |= correct(xmp, "Xmp.exif.PixelXDimension", shape.width);
  changed |= correct(xmp, "Xmp.exif.PixelYDimension", shape.height);
  changed |= correct(xmp, "Xmp.tiff.ImageWidth", shape.width);
  changed |= correct(xmp, "Xmp.tiff.ImageLength", shape.height);
  changed |= correct(xmp, "Xmp.tiff.SamplesPerPixel", static_cast<std::uint32_t>(shape.channels));
  changed |= correct_list(xmp, "Xmp.tiff.BitsPerSample", shape.channels, shape.bits);
  changed |= correct_photometric(xmp, "Xmp.tiff.PhotometricInterpretation", shape.is_grey);
  changed |= correct(xmp, "Xmp.photoshop.ColorMode", shape.is_grey ? 1 : 3);
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

void normalise_metadata(PhotoMetadata& metadata, const Image& image, std::vector<std::string>& notes) {
  const exiv2::Lock lock;
  const Shape shape{static_cast<std::uint32_t>(image.width()), static_cast<std::uint32_t>(image.height()),
                    image.channels(), image.type() == SampleType::U16 ? 16U : 8U, image.channels() < 3};
  guard_block(metadata.exif, kExifNote, notes, [&] { normalise_exif(metadata, shape, notes); });
  guard_block(metadata.xmp, kXmpNote, notes, [&] { normalise_xmp(metadata.xmp, shape); });
}

void shrink_exif(PhotoMetadata& metadata, std::size_t max_bytes, std::vector<std::string>& notes) {
  const exiv2::Lock lock;
  guard_block(metadata.exif, kExifNote, notes, [&] { exiv2::shrink_exif(metadata.exif, max_bytes, notes); });
}

void state_srgb(PhotoMetadata& metadata) {
  static const std::pair<const char*, const char*> kTruths[] = {
      {"Exif.Photo.ColorSpace", "1"},
      {"Xmp.exif.ColorSpace", "1"},
      {"Xmp.photoshop.ICCProfile", "sRGB IEC61966-2.1"}};
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

}  // namespace v4e
