// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/models/lpips/lpips.h"
#include "tests/core/models/spread_values.h"

namespace v4e::test {

/// Weights by the rank of a name among all, sorted: heads are positive, convolutions keep the spread of what
/// they get.
inline std::vector<std::pair<std::string, at::Tensor>> made_lpips(LpipsBackbone backbone) {
  const Lpips shapes(backbone);
  std::map<std::string, std::vector<std::int64_t>> sorted;
  for (const auto& item : shapes->named_parameters()) sorted[item.key()] = item.value().sizes().vec();
  std::vector<std::pair<std::string, at::Tensor>> weights;
  std::uint64_t row = 0;
  for (const auto& [name, shape] : sorted) {
    const std::int64_t count = c10::multiply_integers(shape);
    at::Tensor values = spread_values(count, row++);
    if (name.ends_with("bias")) {
      values = (values - 0.5) * 0.1;
    } else if (!name.starts_with("lin")) {
      values = (values - 0.5) * 2 * std::sqrt(6.0 / static_cast<double>(count / shape[0]));
    }
    weights.emplace_back(name, values.to(at::kFloat).view(shape));
  }
  return weights;
}

/// What the Python package lpips 0.1.4 says with these weights of level_at(5, 3, 40) and level_at(4, 6, 11)
/// of 64 x 48 pixels.
inline constexpr double kAlexNetDistance = 0.827653408;
inline constexpr double kVgg16Distance = 0.827087402;

/// Level 0 … 255 of a made-up picture's sample.
inline int level_at(int x, int y, int channel, int across, int down, int step) {
  return (x * across + y * down + x * y / 7 + channel * step) % 256;
}

}  // namespace v4e::test
