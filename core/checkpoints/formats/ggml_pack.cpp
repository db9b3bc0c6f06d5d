// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/formats/ggml_pack.h"

#include <c10/util/Half.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace v4e {
namespace {

constexpr int kValues = 32;

void store_half(float value, std::uint8_t* bytes) {
  const std::uint16_t bits = c10::Half(value).x;
  std::memcpy(bytes, &bits, sizeof bits);
}

}  // namespace

void pack_q8_0(const float* values, std::int64_t count, std::uint8_t* blocks) {
  for (std::int64_t block = 0; block < count / kValues; ++block, values += kValues, blocks += 34) {
    float largest = 0;
    for (int i = 0; i < kValues; ++i) largest = std::max(largest, std::abs(values[i]));
    const float scale = largest / 127;
    const float inverse = scale > 0 ? 1 / scale : 0;
    store_half(scale, blocks);
    for (int i = 0; i < kValues; ++i)
      blocks[2 + i] = static_cast<std::uint8_t>(static_cast<std::int8_t>(std::round(values[i] * inverse)));
  }
}

void pack_q4_0(const float* values, std::int64_t count, std::uint8_t* blocks) {
  for (std::int64_t block = 0; block < count / kValues; ++block, values += kValues, blocks += 18) {
    // The value of the largest size becomes -8, of the range -8 to 7.
    float largest = values[0];  // with its sign, be it of a zero
    for (int i = 1; i < kValues; ++i) {
      if (std::abs(values[i]) > std::abs(largest)) largest = values[i];
    }
    const float scale = largest / -8;
    const float inverse = scale != 0 ? 1 / scale : 0;
    store_half(scale, blocks);
    const auto four_bits = [&](float value) {
      // Rounded to fp32 once, as a fused product and sum is.
      const double exact = static_cast<double>(value) * inverse + 8.5;
      return std::min(15, static_cast<int>(static_cast<float>(exact)));
    };
    for (int i = 0; i < kValues / 2; ++i)
      blocks[2 + i] =
          static_cast<std::uint8_t>(four_bits(values[i]) | four_bits(values[i + kValues / 2]) << 4);
  }
}

}  // namespace v4e
