// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tiffio.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace v4e {

// libtiff hands values over through variable arguments, whose types no compiler checks: a wrong one
// overwrites the stack. So each tag's type is written down once, below, and a test compares it with libtiff's
// own table.

/// A tag with one value.
template <typename Value>
struct TiffTag {
  std::uint32_t number;
};
/// A tag with an array that libtiff hands over with its length.
template <typename Count, typename Element>
struct TiffArrayTag {
  std::uint32_t number;
};
/// A tag with an array of a length that the specification fixes.
template <typename Element, std::size_t kLength>
struct TiffFixedTag {
  std::uint32_t number;
};

/// A tag with a table for each of up to three colours, whose length goes by the depth.
template <typename Element>
struct TiffTablesTag {
  std::uint32_t number;
};

namespace tiff {
inline constexpr TiffTag<std::uint32_t> kSubfileType{TIFFTAG_SUBFILETYPE};
inline constexpr TiffTag<std::uint32_t> kWidth{TIFFTAG_IMAGEWIDTH};
inline constexpr TiffTag<std::uint32_t> kHeight{TIFFTAG_IMAGELENGTH};
inline constexpr TiffTag<std::uint16_t> kBits{TIFFTAG_BITSPERSAMPLE};
inline constexpr TiffTag<std::uint16_t> kSamples{TIFFTAG_SAMPLESPERPIXEL};
inline constexpr TiffTag<std::uint16_t> kPhotometric{TIFFTAG_PHOTOMETRIC};
inline constexpr TiffTag<std::uint16_t> kPlanar{TIFFTAG_PLANARCONFIG};
inline constexpr TiffTag<std::uint16_t> kSampleFormat{TIFFTAG_SAMPLEFORMAT};
inline constexpr TiffTag<std::uint16_t> kOrientation{TIFFTAG_ORIENTATION};
inline constexpr TiffTag<std::uint16_t> kCompression{TIFFTAG_COMPRESSION};
inline constexpr TiffTag<std::uint16_t> kInkSet{TIFFTAG_INKSET};
inline constexpr TiffTag<std::uint16_t> kPredictor{TIFFTAG_PREDICTOR};
inline constexpr TiffTag<std::uint32_t> kRowsPerStrip{TIFFTAG_ROWSPERSTRIP};
inline constexpr TiffTag<std::uint32_t> kTileWidth{TIFFTAG_TILEWIDTH};
inline constexpr TiffTag<std::uint32_t> kTileHeight{TIFFTAG_TILELENGTH};
inline constexpr TiffTag<std::uint16_t> kResolutionUnit{TIFFTAG_RESOLUTIONUNIT};
inline constexpr TiffTag<float> kXResolution{TIFFTAG_XRESOLUTION};
inline constexpr TiffTag<float> kYResolution{TIFFTAG_YRESOLUTION};
inline constexpr TiffTag<int> kJpegColorMode{TIFFTAG_JPEGCOLORMODE};
inline constexpr TiffTag<int> kZipQuality{TIFFTAG_ZIPQUALITY};
inline constexpr TiffArrayTag<std::uint16_t, std::uint16_t> kExtraSamples{TIFFTAG_EXTRASAMPLES};
inline constexpr TiffArrayTag<std::uint16_t, std::uint64_t> kSubDirectories{TIFFTAG_SUBIFD};
inline constexpr TiffArrayTag<std::uint32_t, std::byte> kIccProfile{TIFFTAG_ICCPROFILE};
inline constexpr TiffArrayTag<std::uint32_t, std::byte> kImageSourceData{37724};  ///< after define_layers()
inline constexpr TiffFixedTag<float, 2> kWhitePoint{TIFFTAG_WHITEPOINT};
inline constexpr TiffFixedTag<float, 6> kPrimaries{TIFFTAG_PRIMARYCHROMATICITIES};
inline constexpr TiffTablesTag<std::uint16_t> kTransferFunction{TIFFTAG_TRANSFERFUNCTION};
}  // namespace tiff

/// A TIFF file in memory, open in libtiff. Neither copied nor moved: libtiff keeps its address.
class TiffFile {
 public:
  /// Opens for reading; handle() is null if the header does not decode. `bytes` must outlive this.
  explicit TiffFile(std::string_view bytes);
  /// Opens for writing into bytes(); numbers in this machine's order unless `is_big_endian`.
  explicit TiffFile(bool needs_big_offsets, bool is_big_endian = false);
  TiffFile(const TiffFile&) = delete;
  TiffFile& operator=(const TiffFile&) = delete;

  [[nodiscard]] TIFF* handle() const { return handle_.get(); }
  /// The last complaint of libtiff.
  [[nodiscard]] const std::string& message() const { return message_; }
  /// Photoshop's layers are in no table of libtiff: before kImageSourceData is set it must be told of them.
  void define_layers() const;
  /// Closes the file written and hands over its bytes.
  [[nodiscard]] std::string take_bytes();

  /// The value in the current directory, or what the specification says where it is not there, else
  /// `fallback`.
  template <typename Value>
  [[nodiscard]] Value get(TiffTag<Value> tag, Value fallback) const {
    Value value{};
    return TIFFGetFieldDefaulted(handle_.get(), tag.number, &value) != 0 ? value : fallback;
  }
  /// The value in the current directory, nothing if it is not stated there.
  template <typename Value>
  [[nodiscard]] std::optional<Value> stated(TiffTag<Value> tag) const {
    Value value{};
    if (TIFFGetField(handle_.get(), tag.number, &value) == 0) return std::nullopt;
    return value;
  }
  /// The array in the current directory, empty if there is none. Valid until the directory changes.
  template <typename Count, typename Element>
  [[nodiscard]] std::span<const Element> get(TiffArrayTag<Count, Element> tag) const {
    Count count = 0;
    const Element* values = nullptr;
    if (TIFFGetField(handle_.get(), tag.number, &count, &values) == 0 || !values) return {};
    return {values, count};
  }
  template <typename Element, std::size_t kLength>
  [[nodiscard]] std::span<const Element> get(TiffFixedTag<Element, kLength> tag) const {
    const Element* values = nullptr;
    if (TIFFGetField(handle_.get(), tag.number, &values) == 0 || !values) return {};
    return {values, kLength};
  }
  template <typename Element>
  [[nodiscard]] bool has(TiffTablesTag<Element> tag) const {
    const Element* tables[3] = {};
    return TIFFGetField(handle_.get(), tag.number, &tables[0], &tables[1], &tables[2]) != 0;
  }
  /// True if the current directory has this tag, of whatever type; for tags that libtiff has no variable for.
  [[nodiscard]] bool has_private(std::uint32_t number) const;

  template <typename Value>
  void set(TiffTag<Value> tag, Value value) const {
    TIFFSetField(handle_.get(), tag.number, value);
  }
  template <typename Count, typename Element>
  void set(TiffArrayTag<Count, Element> tag, std::span<const Element> values) const {
    TIFFSetField(handle_.get(), tag.number, static_cast<Count>(values.size()), values.data());
  }

 private:
  struct Callbacks;
  void open(const char* mode);

  std::string_view input_;
  std::string output_;
  bool is_writing_ = false;
  std::size_t at_ = 0;
  std::string message_;
  // Last: closing it still calls back into the members above.
  std::unique_ptr<TIFF, decltype(&TIFFClose)> handle_{nullptr, TIFFClose};
};

}  // namespace v4e
