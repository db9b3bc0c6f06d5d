// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/damage.h"

#include <torch/types.h>

#include "core/training/filters.h"

namespace v4e::training {
namespace {

double draw(double low, double high, at::Generator& generator) {
  return low + (high - low) * torch::rand({1}, generator).item<double>();
}

/// A thin, slightly bent, nearly upright line with soft ends.
at::Tensor scratch(std::int64_t height, std::int64_t width, at::Generator& generator) {
  const auto y = torch::arange(height, torch::kFloat).unsqueeze(1);
  const auto x = torch::arange(width, torch::kFloat).unsqueeze(0);
  const double centre = draw(0, static_cast<double>(width), generator);
  const double slope = draw(-0.25, 0.25, generator);
  const double bend = draw(-2, 2, generator);
  const auto line = centre + slope * y + bend * torch::sin(y * 0.05);
  const auto across = torch::exp(-(x - line).square() / draw(0.2, 0.7, generator));
  const double start = draw(-0.3, 0.7, generator) * static_cast<double>(height);
  const double length = draw(0.3, 1.2, generator) * static_cast<double>(height);
  const auto along = torch::sigmoid((y - start) * 0.5) * torch::sigmoid((start + length - y) * 0.5);
  return across * along;
}

}  // namespace

Damage::Damage(std::int64_t height, std::int64_t width, at::Generator generator) {
  grain_ = torch::randn({1, height, width}, generator) * draw(0.02, 0.07, generator);
  scratches_ = torch::zeros({1, height, width});
  const int count = 1 + static_cast<int>(draw(0, 5, generator));
  for (int i = 0; i < count; ++i) {
    scratches_ = torch::maximum(scratches_, scratch(height, width, generator).unsqueeze(0));
  }
  fade_ = draw(0.3, 0.5, generator);
  colour_loss_ = draw(0.3, 0.8, generator);
  cast_ = draw(0.3, 1.0, generator);
  softness_ = draw(0.0, 0.8, generator);
}

at::Tensor Damage::apply(const at::Tensor& photo, double amount) const {
  if (amount <= 0) return photo;
  auto print = saturate(gaussian_blur(photo, softness_ * amount), 1 - colour_loss_ * amount);
  print = print * (1 - fade_ * amount) + 0.55 * fade_ * amount;
  print = print * colour(1 + 0.06 * cast_ * amount, 1, 1 - 0.2 * cast_ * amount, photo);
  print = print + grain_.to(photo.device()) * amount;
  return (print + (0.93 - print) * scratches_.to(photo.device()) * (0.85 * amount)).clamp(0, 1);
}

}  // namespace v4e::training
