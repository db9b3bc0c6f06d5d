// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/matrix_delta.h"

#include <ATen/ATen.h>

namespace v4e {
namespace {

at::Tensor kronecker_rows(const MatrixDelta& delta, std::int64_t begin, std::int64_t end) {
  const std::int64_t each = delta.second.rows();  // rows of the result for each row of the first
  const std::int64_t first = begin / each;
  const std::int64_t last = (end + each - 1) / each;
  const at::Tensor whole = at::kron(delta.first.values(first, last), delta.second.values(0, each));
  return whole.slice(0, begin - first * each, end - first * each);
}

}  // namespace

at::Tensor FactoredMatrix::values(std::int64_t begin, std::int64_t end) const {
  const at::Tensor rows = up.slice(0, begin, end).to(at::kFloat);
  return down.defined() ? rows.matmul(down.to(at::kFloat)) : rows;
}

std::int64_t FactoredMatrix::stored_bytes() const {
  return static_cast<std::int64_t>((up.defined() ? up.nbytes() : 0) + (down.defined() ? down.nbytes() : 0));
}

void add_rows(const MatrixDelta& delta, std::int64_t begin, std::int64_t end, at::Tensor& sum) {
  switch (delta.form) {
    case DeltaForm::Plain:
      if (delta.first.down.defined()) {
        sum.addmm_(delta.first.up.slice(0, begin, end).to(at::kFloat), delta.first.down.to(at::kFloat), 1.0,
                   delta.factor);
      } else {
        sum.add_(delta.first.values(begin, end), delta.factor);
      }
      return;
    case DeltaForm::Elementwise:
      sum.addcmul_(delta.first.values(begin, end), delta.second.values(begin, end), delta.factor);
      return;
    case DeltaForm::Kronecker:
      sum.add_(kronecker_rows(delta, begin, end), delta.factor);
      return;
  }
}

}  // namespace v4e
