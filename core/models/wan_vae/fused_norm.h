// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace v4e {

/// True for fp32 or bf16 frames [N, C, H, W], channels last, on the CPU, outside autograd.
[[nodiscard]] bool can_fuse_norm(const at::Tensor& frames);

/// silu(x / max(|x|, 1e-12) * sqrt(C) * gamma) with the norm over channels; reads and writes memory once.
/// PyTorch needs five passes for it, which would be a quarter of the VAE's time at few channels.
[[nodiscard]] at::Tensor fused_rms_norm_silu(const at::Tensor& frames, const at::Tensor& gamma);

}  // namespace v4e
