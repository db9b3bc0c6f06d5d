// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/training/model_update.h"

namespace v4e::training {

/// Which of a step's examples are this process's: every world'th, from the rank'th on.
class ExampleShare {
 public:
  /// Throws Error(InvalidArgument) where the examples do not divide evenly.
  ExampleShare(const Company& company, std::int64_t examples);

  [[nodiscard]] bool has(std::int64_t example) const { return example % world_ == rank_; }
  /// This process's part of a tensor of all examples along `dimension`.
  [[nodiscard]] at::Tensor of(const at::Tensor& all, std::int64_t dimension = 0) const;

 private:
  std::int64_t rank_;
  std::int64_t world_;
};

}  // namespace v4e::training
