// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace v4e {

/// Cosines, then sines of timestep [B] (0 … 1000, any dtype) at width / 2 frequencies 10000^(-j / (width /
/// 2)). Returns [B, width] fp32, evaluated in fp64. Differs from reference: diffusers evaluates in fp32, up
/// to 3e-5 away; the vendor's code and we use fp64.
[[nodiscard]] at::Tensor timestep_embedding(const at::Tensor& timestep, std::int64_t width);

}  // namespace v4e
