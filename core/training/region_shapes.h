// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <random>

namespace v4e::training {

// Regions as people and programs mark them. All are [1, H, W] in 0..1, 1 = edit.

/// The mask grown by (radius > 0) or eaten away from its rim by (radius < 0) so many pixels.
[[nodiscard]] at::Tensor grown(const at::Tensor& mask, std::int64_t radius);

/// Round brush strokes along a random bent line, or a polygon of three to six corners.
[[nodiscard]] at::Tensor drawn_shape(std::int64_t size, std::mt19937_64& random);

/// Thin lines and small spots, as scratches and stains are marked.
[[nodiscard]] at::Tensor marked_damage(std::int64_t size, std::mt19937_64& random);

/// One side of a nearly level line (sky, ground) or of any other.
[[nodiscard]] at::Tensor half_plane(std::int64_t size, std::mt19937_64& random);

/// A subject's outline as it is given by hand or by a program that errs: grown or shrunk by some pixels, its
/// box, an ellipse around it, with holes, or softened.
[[nodiscard]] at::Tensor wrong_outline(const at::Tensor& mask, std::mt19937_64& random);

/// Four in ten the subject's outline, three in ten wrong_outline(), two drawn_shape() and one half_plane();
/// without a subject (undefined) one of the last two. Covers between 1 and 95 % of the picture.
[[nodiscard]] at::Tensor random_region(const at::Tensor& subject, std::int64_t size, std::mt19937_64& random);

}  // namespace v4e::training
