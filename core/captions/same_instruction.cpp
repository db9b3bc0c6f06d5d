// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/same_instruction.h"

#include <algorithm>

namespace v4e {
namespace {

std::string_view without_surroundings(std::string_view text) {
  constexpr std::string_view kAround = " \t\r\n.";
  const auto first = text.find_first_not_of(kAround);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kAround) - first + 1);
}

}  // namespace

bool same_instruction(std::string_view one, std::string_view other) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(without_surroundings(one), without_surroundings(other), {}, lower, lower);
}

}  // namespace v4e
