// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <random>
#include <string>
#include <vector>

namespace v4e::training {

/// What videos have and edits must not: the camera moves, or the light does.
struct Nuisance {
  std::string name;  ///< "zoom", "pan", "shake", "shadow" or "flicker"
  std::string caption;
};

[[nodiscard]] std::vector<std::string> nuisance_captions();
[[nodiscard]] Nuisance draw_nuisance(std::mt19937_64& random);

/// frames [F, 3, H, W] in 0..1, the first of which stays as it is.
[[nodiscard]] at::Tensor with_nuisance(const at::Tensor& frames, const Nuisance& nuisance,
                                       std::mt19937_64& random);

}  // namespace v4e::training
