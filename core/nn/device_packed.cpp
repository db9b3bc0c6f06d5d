// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/device_packed.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/nn/expand_bytes.h"
#include "core/nn/placeholder.h"

namespace v4e {

DevicePacked::DevicePacked(std::shared_ptr<const PackedWeight> stored, const at::Device& device, bool later)
    : PackedWeight(stored->rows(), stored->columns()), stored_(std::move(stored)) {
  for (const at::Tensor& part : stored_->parts())
    brought_.push_back(later ? placeholder(part.sizes()) : part.to(device));
}

at::Tensor expanded_there(const PackedWeight& weight, at::ScalarType dtype) {
  const auto* packed = dynamic_cast<const DevicePacked*>(&weight);
  V4E_ASSERT(packed != nullptr);
  const at::NoGradGuard no_grad;
  const std::vector<at::Tensor>& parts = packed->brought();
  const at::Tensor all =
      at::empty({weight.rows(), weight.columns()}, at::dtype(dtype).device(parts.front().device()));
  const std::int64_t row_bytes = weight.columns() * static_cast<std::int64_t>(sizeof(float));
  const std::int64_t most = std::max<std::int64_t>(1, kExpandAtOnceBytes / row_bytes);
  for (std::int64_t begin = 0; begin < weight.rows(); begin += most) {
    const std::int64_t end = std::min(weight.rows(), begin + most);
    all.narrow(0, begin, end - begin).copy_(packed->expand_there(parts, begin, end));
  }
  return all;
}

}  // namespace v4e
