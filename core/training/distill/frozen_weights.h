// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipelines/components.h"

namespace v4e::training {

/// How the weights are kept that a training leaves as they are.
enum class FrozenWeights {
  Auto,      ///< Float32 for models of up to 300 million weights, which are small in any case; AsStored above
  Float32,   ///< every sum is as exact as can be
  AsStored,  ///< large matrices as their file has them, 16, 8 or 4 bits a weight (on a graphics card 16)
};

/// Auto decided for a model. Throws what reading its headers throws.
[[nodiscard]] FrozenWeights resolved(FrozenWeights wanted, const ComponentPaths& paths);

/// How such a model is loaded to train beside its weights, or to ask it as a teacher.
[[nodiscard]] ComponentOptions frozen_components(FrozenWeights wanted, const ComponentPaths& paths,
                                                 at::Device device);

}  // namespace v4e::training
