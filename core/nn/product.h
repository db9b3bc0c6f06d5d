// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

namespace v4e {

/// x W^T + bias by what is fastest on this machine. x [..., in], weight [out, in], bias [out] or undefined,
/// one dtype and device. Returns [..., out].
[[nodiscard]] at::Tensor linear_product(const at::Tensor& x, const at::Tensor& weight,
                                        const at::Tensor& bias);

/// The same as a 1x1 convolution: rows are the pixels of a picture whose channels lie side by side. PyTorch
/// multiplies fp32 matrices by MKL and convolves by oneDNN; which of them is faster depends on the processor.
[[nodiscard]] at::Tensor convolution_product(const at::Tensor& x, const at::Tensor& weight,
                                             const at::Tensor& bias);

/// For measuring: from so many rows of x on ways to compute are worth to be compared, and with so many of
/// them where a row takes so many operations.
inline constexpr std::int64_t kManyRows = 512;
[[nodiscard]] std::int64_t measured_rows(std::int64_t rows, std::int64_t flops_of_row);
/// "fp32 1024 rows, 5120 to 13824": sizes within a factor of two share an answer.
[[nodiscard]] std::string product_name(const at::Tensor& x, std::int64_t rows, std::int64_t out);

}  // namespace v4e
