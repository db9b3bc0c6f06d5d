// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

namespace v4e {

/// Of full scale, in the part of the picture that changed most: below it a difference is that of two
/// encoders.
inline constexpr double kNothingChanged = 0.01;

/// The greatest mean difference in any of 16 x 16 parts, of full scale. Two F32 pictures of one size.
[[nodiscard]] double greatest_change(const Image& a, const Image& b);

}  // namespace v4e
