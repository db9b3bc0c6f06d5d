// SPDX-License-Identifier: GPL-3.0-or-later
// Metadata in TIFF files, which hold it among what describes the pixels.
#include <algorithm>

#include "core/base/log.h"
#include "core/image/io/bigtiff_metadata.h"
#include "core/image/io/exif_block.h"
#include "core/image/io/metadata.h"
#include "core/image/io/metadata_exiv2.h"

namespace v4e {
namespace {

using exiv2::decode_exif;
using exiv2::encode_exif;

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

/// DNG's own tags and those of TIFF/EP: how to develop the sensor's numbers.
bool describes_development(const Exiv2::Exifdatum& entry) {
  const std::uint16_t tag = entry.tag();
  return entry.groupName() == "Image" && (tag >= 50706 || tag == 33421 || tag == 33422 || tag == 37398);
}

}  // namespace

PhotoMetadata read_raw_metadata(std::string_view raw, std::vector<std::string>& notes) {
  const exiv2::Lock lock;
  PhotoMetadata metadata;
  try {
    const auto image = exiv2::open(raw);
    image->readMetadata();
    Exiv2::ExifData exif;
    for (const Exiv2::Exifdatum& entry : image->exifData()) {
      if (belongs_in_copy(entry) && !describes_development(entry)) exif.add(entry);
    }
    metadata.xmp = image->xmpPacket();
    exiv2::erase_odd_entries(exif, notes);
    const auto order = image->byteOrder() == Exiv2::bigEndian ? Exiv2::bigEndian : Exiv2::littleEndian;
    if (!encode_exif(metadata.exif, order, exif)) notes.emplace_back("some of its EXIF data cannot be kept");
  } catch (const std::exception& error) {
    logger("image").debug("raw metadata: {}", error.what());
    notes.emplace_back("its EXIF data cannot be read and is left out");
  }
  return metadata;
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
      if (entry.key() == "Exif.Image.ImageSourceData")
        notes.emplace_back("its Photoshop layers are not kept; the flat picture is read");
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
