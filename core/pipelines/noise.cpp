// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/noise.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

namespace v4e {

at::Tensor draw_noise(at::IntArrayRef shape, std::uint64_t seed) {
  return at::randn(shape, at::make_generator<at::CPUGeneratorImpl>(seed), at::TensorOptions(at::kFloat));
}

}  // namespace v4e
