// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/paint.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

#include "core/training/filters.h"

namespace v4e::training {

at::Tensor pencil_sketch(const at::Tensor& photo, double s) {
  const auto grey = luma(photo);
  const auto dodged = (grey / (gaussian_blur(grey, 3.0) + 0.02)).clamp(0, 1).pow(2.2);
  const auto drained = saturate(photo, std::max(0.0, 1 - 2 * s));
  // Tone leaves the paper while the lines stay.
  return drained + (0.98 * dodged - drained) * s;
}

at::Tensor oil_painting(const at::Tensor& photo, double s) {
  // Strokes wide enough to be seen as such, and the deep tones of paint under varnish.
  const auto strokes = saturate(kuwahara(photo, static_cast<int>(std::lround(6 * s))), 1 + 0.35 * s);
  const auto bounded = strokes.clamp(0, 1);
  const auto deep = bounded * bounded * (3 - 2 * bounded);
  return bounded + (deep - bounded) * (0.5 * s);
}

at::Tensor watercolour(const at::Tensor& photo, double s) {
  const auto washed = kuwahara(photo, static_cast<int>(std::lround(3 * s)));
  const auto rims = (edge_strength(luma(gaussian_blur(washed, 1.0))) * 0.5).clamp_max(0.35);
  return 1 - (1 - saturate(washed, 1 + 0.15 * s)) * (1 - 0.35 * s) - rims * s;
}

at::Tensor cartoon(const at::Tensor& photo, double s) {
  const auto flat = kuwahara(photo, static_cast<int>(std::lround(3 * s)));
  const auto grey = luma(flat);
  constexpr double kTones = 5;
  const auto toned = ((grey * kTones).floor() + 0.5) / kTones;
  const auto levelled = flat * (1 + s * (toned / (grey + 0.05) - 1));
  const auto lines = ((edge_strength(gaussian_blur(luma(photo), 0.8)) - 0.35) * 2.5).clamp(0, 1);
  return saturate(levelled.clamp(0, 1), 1 + 0.5 * s) * (1 - 0.85 * s * lines);
}

}  // namespace v4e::training
