// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/codecs/tiff_samples.h"

#include <tiffio.h>

#include <opencv2/core/cvdef.h>
#include <cstring>
#include <limits>

#include "core/image/samples.h"

namespace v4e {
namespace {

template <typename Value>
Value value_at(const std::byte* packed, std::size_t index) {
  Value value;
  std::memcpy(&value, packed + index * sizeof(Value), sizeof(Value));
  return value;
}

double float_at(const std::byte* packed, std::size_t index, int bits) {
  if (bits == 64) return value_at<double>(packed, index);
  if (bits == 32) return value_at<float>(packed, index);
  return cv::float16_t::fromBits(value_at<std::uint16_t>(packed, index));
}

/// A number of `bits` bits in a stream whose first bit is the highest.
std::uint32_t bits_at(const std::byte* packed, std::size_t index, unsigned bits) {
  const std::size_t first = index * bits;
  std::uint64_t window = 0;
  std::size_t byte = first / 8;
  const std::size_t last = (first + bits - 1) / 8;
  const auto spare = static_cast<unsigned>((last + 1) * 8 - first - bits);
  for (; byte <= last; ++byte) window = window << 8 | std::to_integer<std::uint64_t>(packed[byte]);
  return static_cast<std::uint32_t>(window >> spare & ((std::uint64_t{1} << bits) - 1));
}

std::uint32_t integer_at(const std::byte* packed, std::size_t index, int bits) {
  if (bits == 32) return value_at<std::uint32_t>(packed, index);
  if (bits == 16) return value_at<std::uint16_t>(packed, index);
  if (bits == 24) {
    // libtiff turns the bytes of a sample into the machine's order.
    std::uint32_t value = 0;
    std::memcpy(&value, packed + index * 3, 3);
    return value;
  }
  return bits_at(packed, index, static_cast<unsigned>(bits));
}

template <typename Sample>
bool unpack_floats(int bits, const std::byte* packed, std::span<Sample> samples) {
  bool is_clipped = false;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double value = float_at(packed, i, bits);
    is_clipped = is_clipped || value > 1.0;
    samples[i] = from_unit<Sample>(value);
  }
  return is_clipped;
}

template <typename Sample>
bool unpack(TiffSampleKind kind, const std::byte* packed, std::span<Sample> samples) {
  if (kind.is_float()) return unpack_floats(kind.bits, packed, samples);
  constexpr std::uint64_t kMax = std::numeric_limits<Sample>::max();
  const std::uint64_t range = (std::uint64_t{1} << kind.bits) - 1;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::uint64_t value = integer_at(packed, i, kind.bits);
    samples[i] = static_cast<Sample>((value * kMax + range / 2) / range);
  }
  return false;
}

}  // namespace

bool TiffSampleKind::is_float() const {
  return format == SAMPLEFORMAT_IEEEFP;
}

bool TiffSampleKind::is_known() const {
  if (is_float()) return bits == 16 || bits == 32 || bits == 64;
  return format == SAMPLEFORMAT_UINT && bits >= 1 && bits <= 32;
}

bool unpack_tiff_samples(TiffSampleKind kind, const std::byte* packed, std::span<std::uint8_t> samples) {
  return unpack(kind, packed, samples);
}

bool unpack_tiff_samples(TiffSampleKind kind, const std::byte* packed, std::span<std::uint16_t> samples) {
  return unpack(kind, packed, samples);
}

}  // namespace v4e
