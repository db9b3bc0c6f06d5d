// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/formats/ggml_blocks.h"

#include <c10/util/Half.h>

#include <array>
#include <cstring>

namespace v4e {
namespace {

constexpr std::array<int, 16> kIq4{-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

float half_at(const std::uint8_t* bytes) {
  std::uint16_t bits = 0;
  std::memcpy(&bits, bytes, sizeof bits);
  return static_cast<float>(c10::Half(bits, c10::Half::from_bits()));
}

int low(std::uint8_t byte) {
  return byte & 15;
}
int high(std::uint8_t byte) {
  return byte >> 4;
}
int bit(std::uint32_t bits, int index) {
  return static_cast<int>(bits >> index & 1U);
}
std::uint32_t word_at(const std::uint8_t* bytes) {
  std::uint32_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

/// Value `e` of 32 in 16 bytes: the low halves first, then the high ones.
int nibble(const std::uint8_t* bytes, int e) {
  return e < 16 ? low(bytes[e]) : high(bytes[e - 16]);
}

void unpack_q4_0(const std::uint8_t* block, float* values) {
  const float d = half_at(block);
  for (int e = 0; e < 32; ++e) values[e] = d * static_cast<float>(nibble(block + 2, e) - 8);
}

void unpack_q4_1(const std::uint8_t* block, float* values) {
  const float d = half_at(block);
  const float m = half_at(block + 2);
  for (int e = 0; e < 32; ++e) values[e] = d * static_cast<float>(nibble(block + 4, e)) + m;
}

void unpack_q5_0(const std::uint8_t* block, float* values) {
  const float d = half_at(block);
  const std::uint32_t fifth = word_at(block + 2);
  for (int e = 0; e < 32; ++e)
    values[e] = d * static_cast<float>((nibble(block + 6, e) | bit(fifth, e) << 4) - 16);
}

void unpack_q5_1(const std::uint8_t* block, float* values) {
  const float d = half_at(block);
  const float m = half_at(block + 2);
  const std::uint32_t fifth = word_at(block + 4);
  for (int e = 0; e < 32; ++e)
    values[e] = d * static_cast<float>(nibble(block + 8, e) | bit(fifth, e) << 4) + m;
}

void unpack_q8_0(const std::uint8_t* block, float* values) {
  const float d = half_at(block);
  for (int e = 0; e < 32; ++e) values[e] = d * static_cast<float>(static_cast<std::int8_t>(block[2 + e]));
}

/// Two bits of value `e` of 256, in 64 bytes.
int two_bits(const std::uint8_t* bytes, int e) {
  return bytes[32 * (e / 128) + e % 32] >> (2 * (e % 128 / 32)) & 3;
}

void unpack_q2_k(const std::uint8_t* block, float* values) {
  const std::uint8_t* scales = block;
  const float d = half_at(block + 80);
  const float dmin = half_at(block + 82);
  for (int e = 0; e < 256; ++e) {
    const std::uint8_t scale = scales[e / 16];
    values[e] = d * static_cast<float>(low(scale)) * static_cast<float>(two_bits(block + 16, e)) -
                dmin * static_cast<float>(high(scale));
  }
}

void unpack_q3_k(const std::uint8_t* block, float* values) {
  const std::uint8_t* scales = block + 96;
  const float d = half_at(block + 108);
  for (int e = 0; e < 256; ++e) {
    const int group = e / 16;
    const int scale =
        (scales[group % 8] >> (4 * (group / 8)) & 15) | (scales[8 + group % 4] >> (2 * (group / 4)) & 3) << 4;
    const int third = bit(block[e % 32], 4 * (e / 128) + e % 128 / 32);
    values[e] = d * static_cast<float>(scale - 32) *
                static_cast<float>(two_bits(block + 32, e) - (third != 0 ? 0 : 4));
  }
}

struct ScaleAndMin {
  int scale;
  int min;
};

/// The 6-bit pair of sub-block `j` of 8, out of 12 bytes.
ScaleAndMin six_bit_pair(const std::uint8_t* s, int j) {
  if (j < 4) return {s[j] & 63, s[j + 4] & 63};
  return {low(s[j + 4]) | (s[j - 4] >> 6) << 4, high(s[j + 4]) | (s[j] >> 6) << 4};
}

void unpack_q4_k(const std::uint8_t* block, float* values) {
  const float d = half_at(block);
  const float dmin = half_at(block + 2);
  for (int j = 0; j < 8; ++j) {
    const ScaleAndMin pair = six_bit_pair(block + 4, j);
    const float scale = d * static_cast<float>(pair.scale);
    const float min = dmin * static_cast<float>(pair.min);
    const std::uint8_t* bytes = block + 16 + 32 * (j / 2);
    for (int l = 0; l < 32; ++l)
      values[32 * j + l] = scale * static_cast<float>(j % 2 == 0 ? low(bytes[l]) : high(bytes[l])) - min;
  }
}

void unpack_q5_k(const std::uint8_t* block, float* values) {
  const float d = half_at(block);
  const float dmin = half_at(block + 2);
  const std::uint8_t* fifth = block + 16;
  for (int j = 0; j < 8; ++j) {
    const ScaleAndMin pair = six_bit_pair(block + 4, j);
    const float scale = d * static_cast<float>(pair.scale);
    const float min = dmin * static_cast<float>(pair.min);
    const std::uint8_t* bytes = block + 48 + 32 * (j / 2);
    for (int l = 0; l < 32; ++l) {
      const int four = j % 2 == 0 ? low(bytes[l]) : high(bytes[l]);
      values[32 * j + l] = scale * static_cast<float>(four | bit(fifth[l], j) << 4) - min;
    }
  }
}

void unpack_q6_k(const std::uint8_t* block, float* values) {
  const float d = half_at(block + 208);
  for (int e = 0; e < 256; ++e) {
    const int half = e / 128;
    const int quarter = e % 128 / 32;
    const int l = e % 32;
    const std::uint8_t byte = block[64 * half + l + 32 * (quarter % 2)];
    const int four = quarter < 2 ? low(byte) : high(byte);
    const int two = block[128 + 32 * half + l] >> (2 * quarter) & 3;
    const auto scale = static_cast<std::int8_t>(block[192 + 8 * half + 2 * quarter + l / 16]);
    values[e] = d * static_cast<float>(scale) * static_cast<float>((four | two << 4) - 32);
  }
}

void unpack_iq4_nl(const std::uint8_t* block, float* values) {
  const float d = half_at(block);
  for (int e = 0; e < 32; ++e) values[e] = d * static_cast<float>(kIq4[nibble(block + 2, e)]);
}

void unpack_iq4_xs(const std::uint8_t* block, float* values) {
  const float d = half_at(block);
  const std::uint32_t high_bits = static_cast<std::uint32_t>(block[2]) | static_cast<std::uint32_t>(block[3])
                                                                             << 8;
  for (int i = 0; i < 8; ++i) {
    const int scale = (block[4 + i / 2] >> (4 * (i % 2)) & 15) | static_cast<int>(high_bits >> (2 * i) & 3U)
                                                                     << 4;
    const float group = d * static_cast<float>(scale - 32);
    for (int e = 0; e < 32; ++e)
      values[32 * i + e] = group * static_cast<float>(kIq4[nibble(block + 8 + 16 * i, e)]);
  }
}

constexpr std::array<GgmlType, 15> kTypes{{{0, "F32", 1, 4, nullptr},
                                           {1, "F16", 1, 2, nullptr},
                                           {30, "BF16", 1, 2, nullptr},
                                           {2, "Q4_0", 32, 18, unpack_q4_0},
                                           {3, "Q4_1", 32, 20, unpack_q4_1},
                                           {6, "Q5_0", 32, 22, unpack_q5_0},
                                           {7, "Q5_1", 32, 24, unpack_q5_1},
                                           {8, "Q8_0", 32, 34, unpack_q8_0},
                                           {10, "Q2_K", 256, 84, unpack_q2_k},
                                           {11, "Q3_K", 256, 110, unpack_q3_k},
                                           {12, "Q4_K", 256, 144, unpack_q4_k},
                                           {13, "Q5_K", 256, 176, unpack_q5_k},
                                           {14, "Q6_K", 256, 210, unpack_q6_k},
                                           {20, "IQ4_NL", 32, 18, unpack_iq4_nl},
                                           {23, "IQ4_XS", 256, 136, unpack_iq4_xs}}};

struct ForeignType {
  std::uint32_t id;
  std::string_view name;
};
constexpr std::array<ForeignType, 14> kForeign{{{9, "Q8_1"},
                                                {15, "Q8_K"},
                                                {16, "IQ2_XXS"},
                                                {17, "IQ2_XS"},
                                                {18, "IQ3_XXS"},
                                                {19, "IQ1_S"},
                                                {21, "IQ3_S"},
                                                {22, "IQ2_S"},
                                                {24, "I8"},
                                                {29, "IQ1_M"},
                                                {34, "TQ1_0"},
                                                {35, "TQ2_0"},
                                                {39, "MXFP4"},
                                                {40, "NVFP4"}}};

}  // namespace

const GgmlType* ggml_type(std::uint32_t id) {
  for (const GgmlType& type : kTypes) {
    if (type.id == id) return &type;
  }
  return nullptr;
}

std::string_view ggml_foreign_name(std::uint32_t id) {
  for (const ForeignType& type : kForeign) {
    if (type.id == id) return type.name;
  }
  return "an unknown type";
}

}  // namespace v4e
