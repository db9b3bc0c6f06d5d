// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

namespace v4e::training {

// Hand-made styles for training pairs. photo [3, H, W] in 0..1; s = share of the style, 0..1.

/// Lines of a soft pencil, fine and broad, over a light shading; colour drains in the first half.
[[nodiscard]] at::Tensor pencil_sketch(const at::Tensor& photo, double s);

/// Broad strokes that grow with s, in deep colours.
[[nodiscard]] at::Tensor oil_painting(const at::Tensor& photo, double s);

/// Thin washes with darker rims; the lights are left to the paper.
[[nodiscard]] at::Tensor watercolour(const at::Tensor& photo, double s);

/// Few flat tones, strong colours, dark outlines.
[[nodiscard]] at::Tensor cartoon(const at::Tensor& photo, double s);

}  // namespace v4e::training
