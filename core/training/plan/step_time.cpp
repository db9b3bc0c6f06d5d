// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/plan/step_time.h"

#include <ATen/ATen.h>

#include <chrono>

namespace v4e::training {
namespace {

/// Of the products' rate, what a step reaches with all that is between them; measured with the embedded
/// model.
constexpr double kStepEfficiency = 0.35;

}  // namespace

double step_rate(const at::Device& device, at::ScalarType dtype, std::int64_t width) {
  using Clock = std::chrono::steady_clock;
  constexpr std::int64_t kRows = 384;
  constexpr double kSeconds = 0.1;
  const auto options = at::TensorOptions().device(device).dtype(dtype);
  const auto rows = at::ones({kRows, width}, options);
  const auto weights = at::ones({width, 2 * width}, options);
  const auto product = [&] { return at::mm(rows, weights)[0][0].item<float>(); };  // waits for the device
  product();
  const auto start = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  int count = 0;
  for (; count == 0 || elapsed() < kSeconds; ++count) product();
  return kStepEfficiency * 4.0 * kRows * static_cast<double>(width * width) * count / elapsed();
}

}  // namespace v4e::training
