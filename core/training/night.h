// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

namespace v4e::training {

/// What shines by itself in a photo [3, H, W] by day, 0..1 as [1, H, W]: small, bright things in darker
/// surroundings, the warm ones above all (lamps, lit windows).
[[nodiscard]] at::Tensor lamps(const at::Tensor& photo);

/// The share `s` of nightfall. Shadows deepen and go blue, broad light goes out; the sky falls off from what
/// is left of the light at the horizon to its darkest at the top; lamps stay lit and glow warm.
[[nodiscard]] at::Tensor night(const at::Tensor& photo, double s);

}  // namespace v4e::training
