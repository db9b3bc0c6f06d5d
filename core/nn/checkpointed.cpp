// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/checkpointed.h"

#include <torch/torch.h>

#include <utility>

#include "core/nn/autocast.h"

namespace v4e {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct Held : torch::CustomClassHolder {
  CheckpointedWork work;
  at::ScalarType dtype = at::kFloat;  ///< of autocast; fp32: off
};

std::vector<at::Tensor> cut_off(const variable_list& inputs) {
  std::vector<at::Tensor> leaves;
  for (const auto& input : inputs) leaves.push_back(input.detach().requires_grad_(input.requires_grad()));
  return leaves;
}

class Recomputed : public torch::autograd::Function<Recomputed> {
 public:
  /// `anchor` needs a gradient, so that the result does where no input but what work() uses besides does.
  static at::Tensor forward(AutogradContext* context, const c10::IValue& held, const at::Tensor& /*anchor*/,
                            at::TensorList inputs) {
    context->save_for_backward(inputs.vec());
    context->saved_data["held"] = held;
    // With gradients on, as on the way back: some layers choose their path by that.
    const at::AutoGradMode with_gradients(true);
    const auto& work = static_cast<Held&>(*held.toCapsule()).work;
    return work(cut_off(inputs.vec())).detach();
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const auto capsule = context->saved_data["held"].toCapsule();
    const auto& held = static_cast<const Held&>(*capsule);
    const auto leaves = cut_off(context->get_saved_variables());
    const at::AutoGradMode with_gradients(true);
    at::Tensor result;
    {
      const Autocast narrow(gradients[0].device().type(), held.dtype);
      result = held.work(leaves);
    }
    // Kept, since the graph of a tensor that work() uses besides may be gone through a second time.
    torch::autograd::backward({result}, {gradients[0]}, /*retain_graph=*/true);
    variable_list of_inputs(2);
    for (const auto& leaf : leaves) of_inputs.push_back(leaf.requires_grad() ? leaf.grad() : at::Tensor());
    return of_inputs;
  }
};

}  // namespace

at::Tensor checkpointed(CheckpointedWork work, const std::vector<at::Tensor>& inputs) {
  if (!at::GradMode::is_enabled()) return work(inputs);
  auto held = c10::make_intrusive<Held>();
  held->work = std::move(work);
  const auto device = inputs.front().device().type();
  if (at::autocast::is_autocast_enabled(device)) held->dtype = at::autocast::get_autocast_dtype(device);
  const auto anchor = at::empty({0}).requires_grad_();
  return Recomputed::apply(c10::IValue::make_capsule(std::move(held)), anchor, at::TensorList(inputs));
}

}  // namespace v4e
