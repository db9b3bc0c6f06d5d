// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/frozen_product.h"

#include <torch/torch.h>

#include <utility>

#include "core/nn/packed_product.h"

namespace v4e {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// What is not differentiated; an undefined bias is no argument that apply() takes.
struct HeldWeight : torch::CustomClassHolder {
  HeldWeight(std::shared_ptr<const PackedWeight> held, at::Tensor added)
      : weight(std::move(held)), bias(std::move(added)) {}
  std::shared_ptr<const PackedWeight> weight;
  at::Tensor bias;
};

class Frozen : public torch::autograd::Function<Frozen> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const c10::IValue& held) {
    context->saved_data["held"] = held;
    const auto capsule = held.toCapsule();
    const auto& of = static_cast<const HeldWeight&>(*capsule);
    return packed_product(x, *of.weight, of.bias);
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const auto capsule = context->saved_data["held"].toCapsule();
    return {packed_product_back(gradients[0], *static_cast<const HeldWeight&>(*capsule).weight), {}};
  }
};

}  // namespace

at::Tensor frozen_product(const at::Tensor& x, std::shared_ptr<const PackedWeight> weight,
                          const at::Tensor& bias) {
  return Frozen::apply(x,
                       c10::IValue::make_capsule(c10::make_intrusive<HeldWeight>(std::move(weight), bias)));
}

at::Tensor frozen_product(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  return frozen_product(x, tensor_rows(weight.detach()), bias);
}

}  // namespace v4e
