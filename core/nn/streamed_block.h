// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <functional>
#include <string>
#include <vector>

namespace v4e {

class DevicePacked;

/// What of a block goes through memory in each step: the values of its parameters and buffers, and of those
/// that stay packed on another device the parts.
class StreamedBlock {
 public:
  /// `prefix` stands before the block's own names. The block outlives this.
  StreamedBlock(torch::nn::Module& block, const std::string& prefix);

  /// What is given values, for BlockStream.
  [[nodiscard]] std::vector<at::Tensor> targets() const;
  /// The values for targets(), on the CPU; `read` gives those of a name.
  [[nodiscard]] std::vector<at::Tensor> read(
      const std::function<at::Tensor(const std::string& name)>& read) const;

 private:
  struct Weight {
    std::string name;
    at::Tensor target;
    const DevicePacked* packed = nullptr;  ///< in its place
  };
  std::vector<Weight> weights_;
};

}  // namespace v4e
