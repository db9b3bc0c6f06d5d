// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoints/weight_family.h"

namespace v4e {

/// How files name the weights of a ClipVision: transformers names (the model's own), those of the original
/// Wan and of OpenCLIP.
[[nodiscard]] const WeightFamily& clip_vision_family();

}  // namespace v4e
