// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/placeholder.h"

#include <torch/types.h>

#include <limits>

#include "core/base/error.h"

namespace v4e {

at::Tensor placeholder(at::IntArrayRef shape, const at::Device& device) {
  return at::full({1}, std::numeric_limits<float>::quiet_NaN(), at::device(device).dtype(at::kFloat))
      .expand(shape);
}

bool is_placeholder(const at::Tensor& tensor) {
  return tensor.numel() > 1 && tensor.storage().nbytes() == static_cast<std::size_t>(tensor.element_size());
}

void set_normal(at::Tensor& parameter, double standard_deviation, at::Generator& generator) {
  parameter.set_data(at::empty(parameter.sizes(), at::kFloat).normal_(0.0, standard_deviation, generator));
}

void set_constant(at::Tensor& parameter, double value) {
  parameter.set_data(at::full(parameter.sizes(), value, at::kFloat));
}

void initialize_parameters(torch::nn::Module& module, std::uint64_t seed) {
  const torch::NoGradGuard no_grad;
  at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  if (auto* self = dynamic_cast<Initializable*>(&module)) self->initialize(generator);
  for (const auto& child : module.modules(/*include_self=*/false)) {
    if (auto* part = dynamic_cast<Initializable*>(child.get())) part->initialize(generator);
  }
  for (const auto& item : module.named_parameters()) {
    if (is_placeholder(item.value())) {
      throw Error(ErrorCode::Internal, "no start is defined for parameter " + item.key());
    }
  }
}

}  // namespace v4e
