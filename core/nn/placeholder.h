// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <cstdint>

namespace v4e {

/// A weight before loading: one NaN expanded to `shape`, so that building a model neither allocates nor fills
/// its weights, and a forgotten one poisons the result. load_state() and initialize_parameters() replace it.
[[nodiscard]] at::Tensor placeholder(at::IntArrayRef shape, const at::Device& device = at::kCPU);
[[nodiscard]] bool is_placeholder(const at::Tensor& tensor);

/// A module that owns parameters and knows how to start training from nothing.
class Initializable {
 public:
  virtual ~Initializable() = default;
  /// Replaces the module's own parameters (not its children's).
  virtual void initialize(at::Generator& generator) = 0;
};

/// Gives every parameter of the module a random start for training, in fp32 on the CPU; the same seed gives
/// the same bits. Throws Error(Internal) naming a parameter that no Initializable claims.
void initialize_parameters(torch::nn::Module& module, std::uint64_t seed);

/// Building blocks of initialize().
void set_normal(at::Tensor& parameter, double standard_deviation, at::Generator& generator);
void set_constant(at::Tensor& parameter, double value);

}  // namespace v4e
