// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/paint.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

#include "core/training/filters.h"

namespace v4e::training {

namespace {

/// Strokes that grow with s.
at::Tensor strokes(const at::Tensor& photo, double reach_px, double sigma, double s) {
  return brush_strokes(photo, static_cast<int>(std::lround(reach_px * s)), sigma * s);
}

}  // namespace

at::Tensor pencil_sketch(const at::Tensor& photo, double s) {
  const auto grey = gaussian_blur(luma(photo), 0.6);
  const auto dodged = [&](double sigma) { return (grey / (gaussian_blur(grey, sigma) + 0.02)).clamp(0, 1); };
  const auto shading = 0.78 + 0.22 * smooth_step(gaussian_blur(grey, 2.0), 0, 0.6);
  const auto drawn = 0.985 * dodged(2.5).pow(1.8) * dodged(6.0).pow(0.9) * shading;
  const auto drained = saturate(photo, std::max(0.0, 1 - 2 * s));
  // Tone leaves the paper while the lines stay.
  return drained + (drawn - drained) * s;
}

at::Tensor oil_painting(const at::Tensor& photo, double s) {
  // Strokes wide enough to be seen as such, and the deep tones of paint under varnish.
  const auto bounded = saturate(strokes(photo, 5, 2.2, s), 1 + 0.5 * s).clamp(0, 1);
  const auto deep = bounded * bounded * (3 - 2 * bounded);
  return bounded + (deep - bounded) * (0.7 * s);
}

at::Tensor watercolour(const at::Tensor& photo, double s) {
  const auto washed = strokes(photo, 3, 1.5, s);
  const auto grey = luma(washed);
  const auto thin = 1 - (1 - saturate(washed, 1 + 0.4 * s).clamp(0, 1)) * (1 - 0.28 * s);
  const auto paper = smooth_step(grey, 0.60, 0.95) * (0.6 * s);
  const auto pale = thin + (0.99 - thin) * paper;
  // Pigment gathers at the rim of a wash and has its colour.
  const auto rims = (edge_strength(gaussian_blur(grey, 1.0)) * 0.36).clamp_max(0.24);
  return pale - rims * (1 - saturate(washed, 1.3).clamp(0, 0.7)) * s;
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
