// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distributed/example_share.h"

#include <ATen/ATen.h>

#include <limits>
#include <string>

#include "core/base/error.h"

namespace v4e::training {

ExampleShare::ExampleShare(const Company& company, std::int64_t examples)
    : rank_(company.rank()), world_(company.world()) {
  if (examples % world_ == 0) return;
  throw Error(ErrorCode::InvalidArgument,
              std::to_string(examples) + " examples of a step cannot be shared evenly among " +
                  std::to_string(world_) + " processes: choose a batch that is a multiple of " +
                  std::to_string(world_));
}

at::Tensor ExampleShare::of(const at::Tensor& all, std::int64_t dimension) const {
  if (world_ == 1) return all;
  return all.slice(dimension, rank_, std::numeric_limits<std::int64_t>::max(), world_).contiguous();
}

}  // namespace v4e::training
