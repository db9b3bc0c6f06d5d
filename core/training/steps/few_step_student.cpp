// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/steps/few_step_student.h"

#include <torch/torch.h>

#include "core/nn/autocast.h"
#include "core/pipelines/model_call.h"

namespace v4e::training {

FewStepStudent::FewStepStudent(Components& components, const Conditioning& conditioning, std::int64_t steps,
                               double shift, at::ScalarType dtype, bool checkpoint_blocks)
    : components_(components),
      conditioning_(conditioning),
      scheduler_(components.make_scheduler(Sampler::Euler)),
      dtype_(dtype),
      checkpoint_blocks_(checkpoint_blocks) {
  scheduler_->set_timesteps(steps, shift);
}

double FewStepStudent::sigma(std::int64_t node) const {
  return static_cast<double>(scheduler_->sigmas()[static_cast<std::size_t>(node)]);
}

at::Tensor FewStepStudent::velocity(const PairBatch& batch, const at::Tensor& state, std::int64_t node,
                                    const RunContext& context) {
  const auto timestep = scheduler_->timesteps().narrow(0, node, 1).expand({state.size(0)}).to(state.device());
  const NoisyClip clip{state, timestep, batch.condition};
  ModelCall call = model_call(conditioning_, clip);
  call.prompt_embeds = batch.prompt_embeds;
  call.image_embeds = batch.image_embeds;
  WanDitOptions options;
  options.context = &context;
  options.checkpoint_blocks = checkpoint_blocks_;
  at::Tensor output;
  {
    const Autocast narrow(state.device().type(), dtype_);
    output = call_model(*components_.transformer(context), call, options);
  }
  return output_velocity(components_.sampling_config().prediction, conditioning_, output, clip,
                         at::scalar_tensor(sigma(node)));
}

at::Tensor FewStepStudent::run(const PairBatch& batch, const at::Tensor& noise, std::int64_t node,
                               const RunContext& context) {
  const torch::NoGradGuard no_grad;
  auto state = noise;
  for (std::int64_t k = 0; k < node; ++k)
    state = state + velocity(batch, state, k, context) * (sigma(k + 1) - sigma(k));
  return state;
}

}  // namespace v4e::training
