// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/night.h"

#include <torch/types.h>

#include "core/training/filters.h"

namespace v4e::training {
namespace {

constexpr std::int64_t kWidestLampPx = 19;
constexpr double kGlowPx = 4.0;

at::Tensor channel(const at::Tensor& rgb, std::int64_t index) {
  return rgb.narrow(0, index, 1);
}

/// Largest value in a square around each pixel of [1, H, W].
at::Tensor dilated(const at::Tensor& grey) {
  return torch::max_pool2d(grey.unsqueeze(0), kWidestLampPx, 1, kWidestLampPx / 2).squeeze(0);
}

/// What stands out of a [1, H, W] picture and is narrower than a lamp (white top-hat).
at::Tensor small_and_bright(const at::Tensor& grey) {
  const auto eroded = -dilated(-grey);
  return (grey - dilated(eroded)).clamp_min(0);
}

/// How much a place looks like sky: broad, bright or blue, never green, in the upper part.
at::Tensor sky(const at::Tensor& photo) {
  at::Tensor share = 1 - smooth_step(rows_down(photo), 0.30, 0.90);
  // Near by, so that the outline is sharp; and from afar, so that a white flower is no sky.
  const auto look = [&](double sigma, double dark, double bright) {
    const auto soft = gaussian_blur(photo, sigma);
    const auto red = channel(soft, 0);
    const auto green = channel(soft, 1);
    const auto blue = channel(soft, 2);
    const auto light = luma(soft) + (blue - red).clamp(0, 0.4);
    share = share * smooth_step(light, dark, bright) *
            (1 - smooth_step(green - torch::maximum(red, blue), 0.01, 0.07));
  };
  look(1.0, 0.36, 0.60);
  look(7.0, 0.30, 0.55);
  return share;
}

at::Tensor moonlit(const at::Tensor& photo, double s) {
  const auto broad = gaussian_blur(luma(photo), 6.0);
  const auto deep = saturate(photo, 1 - 0.5 * s).clamp(1e-4, 1).pow(1 + 0.55 * s);
  const auto dim = deep * (1 - 0.12 * s) / (1 + 0.8 * s * broad);
  return dim * colour(1 - 0.40 * s, 1 - 0.17 * s, 1 + 0.20 * s, photo) +
         colour(0, 0.006 * s, 0.024 * s, photo);
}

}  // namespace

at::Tensor lamps(const at::Tensor& photo) {
  const auto brightest = photo.amax(0, true);
  const auto around = gaussian_blur(luma(photo), 9.0);
  const auto small = small_and_bright(gaussian_blur(brightest, 0.6));
  // Yellow and orange; pink is evening light on things.
  const auto warm =
      smooth_step(torch::minimum(channel(photo, 0), 1.2 * channel(photo, 1)) - channel(photo, 2), 0.04, 0.25);
  const auto lit = smooth_step(small, 0.14, 0.36) * smooth_step(brightest, 0.58, 0.82) *
                   (0.25 + 0.75 * warm) * (1 - smooth_step(around, 0.45, 0.68));
  return gaussian_blur(lit, 0.6);
}

at::Tensor night(const at::Tensor& photo, double s) {
  const auto things = moonlit(photo, s);
  const auto light_left = 0.36 + 0.64 * smooth_step(rows_down(photo), 0, 0.65);
  const auto air = colour(0.075, 0.125, 0.25, photo) * light_left;
  const auto dimmed = things * (1 + (0.95 * light_left - 1) * s);
  const auto heaven = dimmed + (air - dimmed) * (0.55 * s);
  auto dark = things + (heaven - things) * sky(photo);

  const auto lamp = lamps(photo);
  const auto lit = 0.6 * photo + 0.45 * photo.amax(0, true) * colour(1, 0.76, 0.40, photo);
  dark = dark + (lit - dark) * (lamp * s);
  const auto glow = 0.6 * gaussian_blur(lamp, kGlowPx) + 0.3 * gaussian_blur(lamp, 1.5);
  return dark + glow * colour(0.95, 0.58, 0.22, photo) * (1 - dark.clamp(0, 1)) * (0.6 * s);
}

}  // namespace v4e::training
