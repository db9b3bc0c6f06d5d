// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

namespace v4e::training {

// Hand-made styles for training pairs. photo [3, H, W] in 0..1; s = share of the style, 0..1.

/// Lines of a soft pencil: luma dodged by its own blur; colour drains in the first half.
[[nodiscard]] at::Tensor pencil_sketch(const at::Tensor& photo, double s);

/// Flat strokes that grow with s.
[[nodiscard]] at::Tensor oil_painting(const at::Tensor& photo, double s);

/// Pale washes with darker rims.
[[nodiscard]] at::Tensor watercolour(const at::Tensor& photo, double s);

/// Few flat tones, strong colours, dark outlines.
[[nodiscard]] at::Tensor cartoon(const at::Tensor& photo, double s);

}  // namespace v4e::training
