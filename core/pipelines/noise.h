// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace v4e {

/// Normal noise fp32 from PyTorch's CPU generator: the same on every device, and the same as diffusers gives
/// for torch.Generator("cpu").manual_seed(seed).
[[nodiscard]] at::Tensor draw_noise(at::IntArrayRef shape, std::uint64_t seed);

}  // namespace v4e
