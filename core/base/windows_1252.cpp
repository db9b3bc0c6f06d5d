// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/windows_1252.h"

#include <algorithm>
#include <iterator>

namespace v4e {
namespace {

constexpr char32_t kHigh[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

}  // namespace

char32_t windows_1252_character(unsigned char byte) {
  return byte >= 0x80 && byte < 0xA0 ? kHigh[byte - 0x80] : byte;
}

std::optional<unsigned char> windows_1252_byte(char32_t character) {
  if (character < 0x100) return static_cast<unsigned char>(character);
  const auto* found = std::find(std::begin(kHigh), std::end(kHigh), character);
  if (found == std::end(kHigh)) return std::nullopt;
  return static_cast<unsigned char>(0x80 + (found - std::begin(kHigh)));
}

}  // namespace v4e
