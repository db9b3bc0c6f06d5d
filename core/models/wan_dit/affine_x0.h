// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace v4e {

/// The clean latents [B, C, T, h, w] that an output [B, 2C, T, h, w] of a Prediction::X0Affine model stands
/// for: source * (1 + gain) + offset, gain in the first C channels and offset in the others. An output of
/// zero changes nothing. The gain lets a model drop a part of the photo (colour for a sketch, all of it for a
/// plain background) exactly, which it would otherwise have to predict in order to subtract it (the
/// modulation is that of FiLM, arXiv 1709.07871).
/// Throws Error(InvalidArgument) if the channels do not go together.
[[nodiscard]] at::Tensor affine_x0(const at::Tensor& source, const at::Tensor& output);

}  // namespace v4e
