// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "core/base/packed_weight.h"

namespace v4e {

/// packed_product() whose result is differentiable in x: for weights that are not trained while something
/// before or beside them is. The way back expands some rows of W at a time, too (dx = dy W), and keeps
/// neither x nor expanded weights for it.
[[nodiscard]] at::Tensor frozen_product(const at::Tensor& x, std::shared_ptr<const PackedWeight> weight,
                                        const at::Tensor& bias);

/// The same for a matrix [out, in] of another dtype than x, which would else be kept converted until the way
/// back.
[[nodiscard]] at::Tensor frozen_product(const at::Tensor& x, const at::Tensor& weight,
                                        const at::Tensor& bias);

}  // namespace v4e
