// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/codecs/tiff_layout.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/image/io/codecs/codec.h"

namespace v4e {
namespace {

constexpr std::uint32_t kDngVersion = 50706;
constexpr std::uint32_t kDngPrivateData = 50740;  // Sony's own raw files have it as well
constexpr std::uint32_t kDecode = 433;
constexpr std::uint16_t kPhotometricCfa = 32803;
constexpr std::uint16_t kPhotometricLinearRaw = 34892;
/// More pages than any camera or scanner writes; a file that claims more is not walked to its end.
constexpr int kMaxPages = 256;

/// Where a page stands: in the chain of directories, or below the first one.
struct Page {
  std::uint64_t offset = 0;
  std::uint64_t pixels = 0;
};

bool is_raw_page(const TiffFile& file) {
  const auto photometric = file.get(tiff::kPhotometric, std::uint16_t{PHOTOMETRIC_MINISBLACK});
  return photometric == kPhotometricCfa || photometric == kPhotometricLinearRaw ||
         file.has_private(kDngVersion) || file.has_private(kDngPrivateData);
}

/// What Canon and Phase One write behind the header of their raw files.
bool has_raw_mark(std::string_view bytes) {
  const std::string_view mark = bytes.substr(std::min<std::size_t>(bytes.size(), 8), 4);
  return mark.starts_with("CR") || mark == "IIII" || mark == "MMMM";
}

bool is_reduced(const TiffFile& file) {
  return (file.get(tiff::kSubfileType, 0U) & FILETYPE_REDUCEDIMAGE) != 0;
}

/// A page that says where another one is transparent.
bool is_mask(const TiffFile& file) {
  return (file.get(tiff::kSubfileType, 0U) & FILETYPE_MASK) != 0;
}

Page this_page(const TiffFile& file) {
  return {TIFFCurrentDirOffset(file.handle()),
          std::uint64_t{file.get(tiff::kWidth, 0U)} * file.get(tiff::kHeight, 0U)};
}

/// Where the pages below the first and those behind it begin.
std::vector<std::uint64_t> other_pages(const TiffFile& file) {
  std::vector<std::uint64_t> offsets;
  const auto below = file.get(tiff::kSubDirectories);
  for (std::size_t i = 0; i < below.size() && i < kMaxPages; ++i) offsets.push_back(below[i]);
  for (int page = 1;
       page < kMaxPages && TIFFSetDirectory(file.handle(), static_cast<std::uint16_t>(page)) != 0; ++page)
    offsets.push_back(TIFFCurrentDirOffset(file.handle()));
  return offsets;
}

[[noreturn]] void refuse_raw(std::string_view name) {
  throw Error(ErrorCode::Unsupported,
              std::string(name) + " is a camera raw file; develop it to a TIFF or JPEG first");
}

}  // namespace

bool TiffLayout::is_plain() const {
  if (is_lab()) return !sample.is_float() && sample.is_direct();
  return sample.is_known() && (is_grey() || is_cmyk() || photometric == PHOTOMETRIC_RGB);
}

TiffLayout read_tiff_layout(const TiffFile& file) {
  TiffLayout layout;
  layout.width = file.get(tiff::kWidth, 0U);
  layout.height = file.get(tiff::kHeight, 0U);
  layout.sample.bits = file.get(tiff::kBits, layout.sample.bits);
  layout.samples = file.get(tiff::kSamples, layout.samples);
  // Without the tag it is what libtiff takes it for.
  if (layout.samples >= 3) layout.photometric = PHOTOMETRIC_RGB;
  layout.photometric = file.get(tiff::kPhotometric, layout.photometric);
  layout.planar = file.get(tiff::kPlanar, layout.planar);
  layout.sample.format = file.get(tiff::kSampleFormat, layout.sample.format);
  if (layout.sample.format == SAMPLEFORMAT_VOID) layout.sample.format = SAMPLEFORMAT_UINT;
  layout.compression = file.get(tiff::kCompression, layout.compression);
  layout.ink_set = file.get(tiff::kInkSet, layout.ink_set);
  layout.orientation = file.get(tiff::kOrientation, layout.orientation);
  // libtiff converts YCbCr inside JPEG strips itself when asked to.
  if (layout.photometric == PHOTOMETRIC_YCBCR && layout.planar == PLANARCONFIG_CONTIG &&
      layout.compression == COMPRESSION_JPEG) {
    file.set(tiff::kJpegColorMode, int{JPEGCOLORMODE_RGB});
    layout.photometric = PHOTOMETRIC_RGB;
  }
  layout.colours = layout.is_cmyk() ? 4 : layout.is_grey() ? 1 : 3;
  if (layout.is_cmyk()) return layout;
  // Only what is marked as transparency is: a scanner's infrared channel stands there too.
  const auto extras = file.get(tiff::kExtraSamples);
  for (std::size_t i = 0; i < extras.size() && layout.colours + static_cast<int>(i) < layout.samples; ++i) {
    if (extras[i] != EXTRASAMPLE_ASSOCALPHA && extras[i] != EXTRASAMPLE_UNASSALPHA) continue;
    layout.alpha_sample = layout.colours + static_cast<int>(i);
    layout.is_premultiplied = extras[i] == EXTRASAMPLE_ASSOCALPHA;
    break;
  }
  return layout;
}

TiffFirstPage choose_tiff_page(const TiffFile& file, std::string_view bytes, std::string_view name,
                               std::vector<std::string>& notes) {
  if (is_raw_page(file) || has_raw_mark(bytes)) refuse_raw(name);
  const Page first = this_page(file);
  const bool starts_reduced = is_reduced(file);
  const auto icc = file.get(tiff::kIccProfile);
  TiffFirstPage said{.icc_profile = {reinterpret_cast<const char*>(icc.data()), icc.size()},
                     .orientation = file.stated(tiff::kOrientation)};
  Page whole;
  bool has_more = false;
  for (const std::uint64_t offset : other_pages(file)) {
    if (TIFFSetSubDirectory(file.handle(), offset) == 0) continue;
    if (is_raw_page(file)) refuse_raw(name);
    if (is_reduced(file) || is_mask(file)) continue;
    has_more = true;
    const Page page = this_page(file);
    if (page.pixels > whole.pixels) whole = page;
  }
  const bool takes_other = starts_reduced && whole.pixels > first.pixels;
  if (TIFFSetSubDirectory(file.handle(), takes_other ? whole.offset : first.offset) == 0)
    fail_damaged(name, file.message());
  if (takes_other) {
    notes.emplace_back("its first page is a small copy; the whole picture is read from another one");
  } else if (has_more) {
    notes.emplace_back("it has more pages; only the first is read");
  }
  return takes_other ? std::move(said) : TiffFirstPage{};
}

void check_tiff_layout(const TiffFile& file, const TiffLayout& layout, std::string_view name) {
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorCode::Unsupported,
                std::string(name) + " is a TIFF with " + what +
                    ", which is not read; save it as RGB with 8 or 16 bits per channel first");
  };
  if (TIFFIsCODECConfigured(layout.compression) == 0)
    refuse("compression of kind " + std::to_string(layout.compression));
  if (layout.compression == COMPRESSION_JPEG && layout.sample.bits != 8)
    refuse(std::to_string(layout.sample.bits) + "-bit samples compressed as JPEG");
  // What is not read sample by sample must be of a kind that libtiff converts.
  if (!layout.is_plain() && layout.sample.format != SAMPLEFORMAT_UINT && !layout.sample.is_float())
    refuse("signed or complex samples");
  if (!layout.is_plain() && (layout.sample.is_float() || layout.sample.bits > 16))
    refuse(std::to_string(layout.sample.bits) + "-bit samples of this kind");
  if (layout.is_cmyk() && layout.ink_set != INKSET_CMYK) refuse("inks other than CMYK");
  if (layout.is_lab() && file.has_private(kDecode)) refuse("Lab colours in a range of its own");
  if (layout.is_plain() && layout.samples < layout.colours)
    fail_damaged(name, "it has " + std::to_string(layout.samples) + " samples per pixel");
}

}  // namespace v4e
