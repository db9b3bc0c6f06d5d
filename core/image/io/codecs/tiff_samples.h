// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace v4e {

/// How a TIFF file stores its samples: TIFFTAG_BITSPERSAMPLE and TIFFTAG_SAMPLEFORMAT.
struct TiffSampleKind {
  std::uint16_t bits = 8;
  std::uint16_t format = 1;

  [[nodiscard]] bool is_float() const;
  /// True for unsigned integers of 1 to 32 bits, and for floating point of 16, 32 and 64 bits.
  [[nodiscard]] bool is_known() const;
  /// True where a picture holds the samples as the file does: 8 and 16 bits.
  [[nodiscard]] bool is_direct() const { return !is_float() && (bits == 8 || bits == 16); }
  /// True where more than 8 bits are needed.
  [[nodiscard]] bool is_deep() const { return is_float() || bits > 8; }
};

/// Brings packed samples of one row to the whole range of 8 bits, or of 16 where they are deep. Integers are
/// scaled from their own range; of floating point 0..1 is kept and the rest clipped.
/// packed: as libtiff hands them over (whole bytes in the machine's order, odd depths as a stream of bits).
/// Returns whether a value above 1 was clipped.
bool unpack_tiff_samples(TiffSampleKind kind, const std::byte* packed, std::span<std::uint8_t> samples);
bool unpack_tiff_samples(TiffSampleKind kind, const std::byte* packed, std::span<std::uint16_t> samples);

}  // namespace v4e
