// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <random>

namespace v4e::training {

/// A number from `low` up to `high`, each as likely as the other.
inline double draw(double low, double high, std::mt19937_64& random) {
  return std::uniform_real_distribution<double>(low, high)(random);
}

/// A number from 0 to `count` - 1.
inline std::int64_t draw_index(std::int64_t count, std::mt19937_64& random) {
  return std::uniform_int_distribution<std::int64_t>(0, count - 1)(random);
}

}  // namespace v4e::training
