// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <string>
#include <utility>
#include <vector>

namespace v4e::training {

/// Colours a whole photo can be tinted with.
[[nodiscard]] const std::vector<std::string>& tint_colours();

/// Colours that instructions are understood in: the tints, white, black, grey and brown.
[[nodiscard]] const std::vector<std::string>& spoken_colours();

/// Colours an object or a background can get: those, and eight finer ones that only captions name.
[[nodiscard]] const std::vector<std::string>& object_colours();

/// Pairs of them that a background can run between, from above to below.
[[nodiscard]] const std::vector<std::pair<std::string, std::string>>& gradient_colours();

/// sRGB value [3, 1, 1] in 0..1 of one of these names, on the device of `like`. Throws
/// Error(InvalidArgument).
[[nodiscard]] at::Tensor named_colour(const std::string& name, const at::Tensor& like);

}  // namespace v4e::training
