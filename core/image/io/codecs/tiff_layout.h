// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/image/io/codecs/tiff_file.h"
#include "core/image/io/codecs/tiff_samples.h"

namespace v4e {

/// How the samples of a TIFF page lie and what they mean.
struct TiffLayout {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  TiffSampleKind sample = {.bits = 1};
  std::uint16_t samples = 1;  ///< of a pixel
  std::uint16_t photometric = PHOTOMETRIC_MINISBLACK;
  std::uint16_t planar = PLANARCONFIG_CONTIG;
  std::uint16_t compression = COMPRESSION_NONE;
  std::uint16_t ink_set = INKSET_CMYK;
  std::uint16_t orientation = ORIENTATION_TOPLEFT;
  int colours = 1;        ///< samples of colour: 1, 3 or 4 inks
  int alpha_sample = -1;  ///< which sample is the transparency, -1 for none; others stay unread
  bool is_premultiplied = false;

  /// Read sample by sample, without libtiff's conversions.
  [[nodiscard]] bool is_plain() const;
  [[nodiscard]] bool is_cmyk() const { return photometric == PHOTOMETRIC_SEPARATED; }
  [[nodiscard]] bool is_lab() const {
    return photometric == PHOTOMETRIC_CIELAB || photometric == PHOTOMETRIC_ICCLAB ||
           photometric == PHOTOMETRIC_ITULAB;
  }
  [[nodiscard]] bool is_grey() const {
    return photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
  }
  [[nodiscard]] bool has_alpha() const { return alpha_sample >= 0; }
  /// Channels of the picture that is made of it.
  [[nodiscard]] int kept() const { return colours + (has_alpha() ? 1 : 0); }
  /// The sample that channel 0 … kept() - 1 comes from.
  [[nodiscard]] int sample_of(int channel) const { return channel < colours ? channel : alpha_sample; }
};

/// The layout of the current page. Asks libtiff to make RGB of the YCbCr inside JPEG strips.
[[nodiscard]] TiffLayout read_tiff_layout(const TiffFile& file);

/// What the first page says of the whole file, where the picture is read from another one.
struct TiffFirstPage {
  std::string icc_profile;
  std::optional<std::uint16_t> orientation;
};

/// Makes the page with the whole picture the current one: the first, unless that calls itself a reduced copy
/// of one that stands elsewhere in the file. Adds to `notes` what is not read. Throws Error(Unsupported) for
/// the raw files of cameras, which begin with a preview in TIFF clothing.
[[nodiscard]] TiffFirstPage choose_tiff_page(const TiffFile& file, std::string_view bytes,
                                             std::string_view name, std::vector<std::string>& notes);

/// Throws Error(Unsupported | FileMalformed) for samples that cannot be read.
void check_tiff_layout(const TiffFile& file, const TiffLayout& layout, std::string_view name);

}  // namespace v4e
