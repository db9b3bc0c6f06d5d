// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

namespace v4e::training {

/// Colours a whole photo can be tinted with.
[[nodiscard]] const std::vector<std::string>& tint_colours();

/// Colours an object or a background can get: the tints, white, black and grey.
[[nodiscard]] const std::vector<std::string>& object_colours();

/// sRGB value [3, 1, 1] in 0..1 of one of these names, on the device of `like`. Throws
/// Error(InvalidArgument).
[[nodiscard]] at::Tensor named_colour(const std::string& name, const at::Tensor& like);

}  // namespace v4e::training
