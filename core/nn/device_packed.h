// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

#include "core/base/packed_weight.h"

namespace v4e {

/// A packed matrix whose parts lie on another device than the CPU, and are expanded there.
class DevicePacked final : public PackedWeight {
 public:
  /// Brings the parts there; `later` leaves placeholders, which somebody gives their values by set_data().
  DevicePacked(std::shared_ptr<const PackedWeight> stored, const at::Device& device, bool later);

  [[nodiscard]] std::int64_t stored_bytes() const override { return stored_->stored_bytes(); }
  /// By the CPU, of what the file holds.
  void expand(std::int64_t begin, std::int64_t end, float* values) const override {
    stored_->expand(begin, end, values);
  }
  [[nodiscard]] std::vector<at::Tensor> parts() const override { return stored_->parts(); }
  [[nodiscard]] at::Tensor expand_there(const std::vector<at::Tensor>& brought, std::int64_t begin,
                                        std::int64_t end) const override {
    return stored_->expand_there(brought, begin, end);
  }

  /// Its parts on the device, in the order of parts().
  [[nodiscard]] const std::vector<at::Tensor>& brought() const { return brought_; }

 private:
  const std::shared_ptr<const PackedWeight> stored_;
  std::vector<at::Tensor> brought_;
};

/// All of a DevicePacked, [rows, columns] on its device. Beside the result it takes kExpandBytes at most.
[[nodiscard]] at::Tensor expanded_there(const PackedWeight& weight, at::ScalarType dtype);

}  // namespace v4e
