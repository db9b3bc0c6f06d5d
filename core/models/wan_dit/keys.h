// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoints/weight_family.h"

namespace v4e {

/// How files name the weights of a WanDit: diffusers names (the model's own) and those of the original Wan.
[[nodiscard]] const WeightFamily& wan_dit_family();

}  // namespace v4e
