// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures with layers and what is read out of their files by the formats' specifications.
#pragma once

#include <tiffio.h>
#include <zlib.h>

#include <map>

#include "core/image/io/byte_order.h"
#include "core/image/io/codecs/tiff_file.h"
#include "core/image/io/photo_layers.h"
#include "photo_fixtures.h"

namespace v4e {

inline PhotoLayer make_layer(const std::string& name, const Photo& photo, bool is_visible = true,
                             Image cover = {}) {
  return {name, [photo](const RunContext&) { return photo; }, std::move(cover), is_visible};
}

inline std::string encode_layered(const Photo& photo, PhotoFormat format, const PhotoLayers& layers,
                          WriteOptions options = {}) {
  options.format = format;
  return encode_layered_photo(photo, layers, options).bytes;
}

/// A file in a ZIP archive, found by the directory at its end; empty where there is none of that name.
inline std::string zip_entry(const std::string& archive, const std::string& name) {
  const auto number = [&](std::size_t at, std::size_t size) {
    return number_of(std::string_view(archive).substr(at, size), ByteOrder::Little);
  };
  const std::size_t end = archive.rfind("PK\5\6");
  std::size_t at = number(end + 16, 4);
  for (std::uint64_t i = 0; i < number(end + 10, 2); ++i) {
    const std::size_t name_bytes = number(at + 28, 2);
    const std::size_t size = number(at + 24, 4);
    const std::size_t local = number(at + 42, 4);
    if (archive.compare(at + 46, name_bytes, name) == 0 && name_bytes == name.size()) {
      std::string bytes = archive.substr(local + 30 + name_bytes + number(local + 28, 2), size);
      EXPECT_EQ(number(at + 16, 4), ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), size)) << name;
      return bytes;
    }
    at += 46 + name_bytes + number(at + 30, 2) + number(at + 32, 2);
  }
  return {};
}

/// A layer of Photoshop's, its planes by their channel (-2 mask, -1 transparency, 0 … colours), samples big-endian.
struct PsdLayer {
  std::string name;
  std::vector<std::uint64_t> area;  ///< top, left, bottom, right
  unsigned flags = 0;
  std::map<int, std::string> planes = {};
};

/// Reads numbers of a big-endian structure.
class BigEndian {
 public:
  explicit BigEndian(std::string bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t number(std::size_t size) { return number_of(take(size), ByteOrder::Big); }
  std::string take(std::size_t size) {
    EXPECT_LE(at_ + size, bytes_.size());
    at_ += size;
    return bytes_.substr(at_ - size, size);
  }
  [[nodiscard]] std::size_t at() const { return at_; }
  void go_to(std::size_t at) { at_ = at; }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

/// A plane packed by ZIP after prediction, whole again.
inline std::string unpacked_plane(std::string packed, std::size_t width, std::size_t height, std::size_t size) {
  EXPECT_EQ(packed.substr(0, 2), std::string("\0\3", 2)) << "compression";
  std::string plane(width * height * size, '\0');
  uLongf length = plane.size();
  EXPECT_EQ(::uncompress(reinterpret_cast<Bytef*>(plane.data()), &length,
                         reinterpret_cast<const Bytef*>(packed.data()) + 2, packed.size() - 2),
            Z_OK);
  EXPECT_EQ(length, plane.size());
  for (std::size_t i = 0; i < width * height; ++i) {
    if (i % width == 0) continue;
    const auto at = [&](std::size_t index) {
      return number_of(std::string_view(plane).substr(index * size, size), ByteOrder::Big);
    };
    plane.replace(i * size, size, bytes_of_number(at(i) + at(i - 1), size, ByteOrder::Big));
  }
  return plane;
}

struct PsdLayers {
  std::string key;  ///< "Layr" or "Lr16"
  int count = 0;    ///< negative: the file's alpha is the merged picture's transparency
  std::vector<PsdLayer> layers = {};
};

/// ImageSourceData as Adobe's specification tells.
inline PsdLayers read_psd_layers(const std::string& block) {
  BigEndian in(block);
  PsdLayers all;
  EXPECT_EQ(in.take(36), std::string("Adobe Photoshop Document Data Block\0", 36));
  EXPECT_EQ(in.take(4), "8BIM");
  all.key = in.take(4);
  const std::size_t size = in.number(4);
  EXPECT_EQ(in.at() + size, block.size());
  EXPECT_EQ(size % 4, 0);
  all.count = static_cast<std::int16_t>(in.number(2));
  std::vector<std::vector<std::pair<int, std::size_t>>> channels;
  for (int i = 0; i < std::abs(all.count); ++i) {
    PsdLayer& layer = all.layers.emplace_back();
    for (int k = 0; k < 4; ++k) layer.area.push_back(in.number(4));
    auto& mine = channels.emplace_back(in.number(2));
    for (auto& [id, bytes] : mine) {
      id = static_cast<std::int16_t>(in.number(2));
      bytes = in.number(4);
    }
    EXPECT_EQ(in.take(8), "8BIMnorm");
    EXPECT_EQ(in.number(2), 0xff00U) << "opaque, not clipped";
    layer.flags = static_cast<unsigned>(in.number(2) >> 8);
    const std::size_t end = in.number(4) + in.at();
    const std::size_t mask_bytes = in.number(4);
    in.take(mask_bytes);
    in.take(in.number(4));
    in.take((in.number(1) + 4) / 4 * 4 - 1);
    EXPECT_EQ(in.take(8), "8BIMluni");
    in.number(4);
    const std::size_t letters = in.number(4);
    for (std::size_t k = 0; k < letters; ++k) layer.name += static_cast<char>(in.number(2));
    EXPECT_LE(in.at(), end);
    in.go_to(end);
  }
  const std::size_t sample = all.key == "Lr16" ? 2 : 1;
  for (std::size_t i = 0; i < all.layers.size(); ++i) {
    const auto& area = all.layers[i].area;
    for (const auto& [id, bytes] : channels[i])
      all.layers[i].planes[id] = unpacked_plane(in.take(bytes), area[3], area[2], sample);
  }
  return all;
}

inline std::string image_source_data(const std::string& tiff) {
  const TiffFile file(tiff);
  const auto data = file.get(tiff::kImageSourceData);
  return {reinterpret_cast<const char*>(data.data()), data.size()};
}

/// A channel of a picture as Photoshop keeps it.
inline std::string plane_of(const Image& image, int channel) {
  std::string plane;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const int at = x * image.channels() + channel;
      plane += image.type() == SampleType::U16
                   ? bytes_of_number(image.row<std::uint16_t>(y)[at], 2, ByteOrder::Big)
                   : bytes_of_number(image.row<std::uint8_t>(y)[at], 1, ByteOrder::Big);
    }
  }
  return plane;
}

}  // namespace v4e
