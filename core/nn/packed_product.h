// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "core/base/packed_weight.h"

namespace v4e {

/// How a product goes through a packed matrix.
enum class PackedWay {
  Measured,         ///< the fastest one of these, tried on this machine
  OwnBlocks,        ///< each thread expands some rows and multiplies them
  SharedBlocks,     ///< all threads expand some more rows together and multiply them together
  ConvolvedBlocks,  ///< the same by convolution_product()
};

/// x W^T + bias for a packed W, without ever expanding all of it: some rows at a time are expanded to the
/// dtype of x and multiplied, with the products of linear_product() up to the order of summation. x [..., in]
/// fp32 or bf16 on the CPU, bias [out] of that dtype or undefined. Returns [..., out]. Beside x and the
/// result it takes 4 MiB a thread or 16 MiB, in bf16 half as much again; more only where 16 rows are more.
/// On another device, where the weight is a DevicePacked, all of it is expanded: its products are fast only
/// if they are large. Not differentiable.
[[nodiscard]] at::Tensor packed_product(const at::Tensor& x, const PackedWeight& weight,
                                        const at::Tensor& bias, PackedWay way = PackedWay::Measured);

/// dy W for dy [..., out], as the way back of packed_product() needs it: [..., in] of the dtype of dy, with
/// as little memory beside it. Not differentiable.
[[nodiscard]] at::Tensor packed_product_back(const at::Tensor& dy, const PackedWeight& weight);

/// A matrix [out, in] of any dtype as a packed one, which shares its memory.
[[nodiscard]] std::shared_ptr<const PackedWeight> tensor_rows(const at::Tensor& matrix);

/// packed_product() for a matrix [out, in] of another dtype than x, which would have to be converted as a
/// whole.
[[nodiscard]] at::Tensor packed_product(const at::Tensor& x, const at::Tensor& weight,
                                        const at::Tensor& bias);

}  // namespace v4e
