// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace v4e {

/// Pictures with their region filled smoothly from around it, without a pixel of what stands there (push-pull:
/// Gortler et al., The Lumigraph, 1996): averages of what is known, from fine to coarse, laid in again from
/// coarse to fine. pictures [B, C, H, W] and region [1 | B, 1, H, W], fp32; what the region covers by more than
/// kKnownBelow is filled, all else stays bit for bit. A picture without anything known becomes its mean.
[[nodiscard]] at::Tensor push_pull_fill(const at::Tensor& pictures, const at::Tensor& region);

/// A pixel that the region covers less than this is known.
inline constexpr double kKnownBelow = 0.02;

}  // namespace v4e
