// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoints/weight_family.h"

namespace v4e {

/// How files name the weights of a Umt5Encoder: transformers names (the model's own), those of the original
/// Wan, and GGUF's.
[[nodiscard]] const WeightFamily& umt5_family();

}  // namespace v4e
