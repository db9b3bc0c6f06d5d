// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace v4e {

/// A matrix as it is stored: `up` alone, or the product up [rows, rank] times down [rank, columns].
struct FactoredMatrix {
  at::Tensor up;
  at::Tensor down;

  [[nodiscard]] std::int64_t rows() const { return up.size(0); }
  /// Rows begin … end of it, in fp32.
  [[nodiscard]] at::Tensor values(std::int64_t begin, std::int64_t end) const;
  [[nodiscard]] std::int64_t stored_bytes() const;
};

/// How two such matrices become one: LoRA has one alone, LoHa multiplies them element by element
/// (arXiv 2108.06098), LoKr is their Kronecker product (arXiv 2212.10650).
enum class DeltaForm { Plain, Elementwise, Kronecker };

/// What is added to a matrix.
struct MatrixDelta {
  DeltaForm form = DeltaForm::Plain;
  FactoredMatrix first;
  FactoredMatrix second = {};  ///< not of Plain
  double factor = 1.0;

  [[nodiscard]] std::int64_t stored_bytes() const { return first.stored_bytes() + second.stored_bytes(); }
};

/// Adds rows begin … end of the delta, times its factor, to `sum` [end - begin, columns], fp32.
void add_rows(const MatrixDelta& delta, std::int64_t begin, std::int64_t end, at::Tensor& sum);

}  // namespace v4e
