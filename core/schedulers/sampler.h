// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace v4e {

/// How the steps from noise to picture are made, where that is not left to the model's files.
enum class Sampler {
  UniPc,  ///< of second order, as Wan's makers use it
  Euler,  ///< of first order on the even grid 1 - k / n, shifted: what few-step models are trained at
};

}  // namespace v4e
