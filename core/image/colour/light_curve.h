// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace v4e {

/// How the numbers of one colour channel stand for amounts of light: what means of pixels are taken of. Both
/// 0..1; a number outside counts as the nearer end.
class LightCurve {
 public:
  /// That of sRGB.
  LightCurve();
  /// `light`: the light of evenly spaced numbers, the first for 0 and the last for 1. Brought to 0..1 and
  /// made rising. A curve that does not rise at all becomes that of sRGB.
  explicit LightCurve(std::vector<float> light);

  [[nodiscard]] float to_light(float number) const;
  [[nodiscard]] float from_light(float light) const;

 private:
  void make_starts();

  std::vector<float> light_;         ///< rising from 0 to 1
  std::vector<std::uint32_t> starts_;  ///< by the light's square root: where from_light() looks
};

/// One curve for each colour channel, 1 or 3, as the profile has them. sRGB's without a usable profile.
/// A profile of tables without curves gives those of its greys' brightness.
[[nodiscard]] std::vector<LightCurve> light_curves(const std::string& icc, int colour_channels);

}  // namespace v4e
