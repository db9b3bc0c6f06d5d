// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedulers/flow_euler.h"

#include <ATen/ATen.h>

namespace v4e {

Scheduler::Grid FlowEuler::make_grid(std::int64_t num_inference_steps, double shift) const {
  const auto count = static_cast<double>(num_inference_steps);
  Grid grid;
  // diffusers keeps the shifted end of its training grid as fp32 and shifts the new grid once more.
  const double lowest = static_cast<float>(shift_sigma(1 / kTrainTimesteps, shift));
  for (std::int64_t k = 0; k < num_inference_steps; ++k) {
    const auto position = static_cast<double>(k);
    const double u = grid_ == FlowEulerConfig::Grid::Distilled ? 1 - position / count
                     : num_inference_steps == 1                ? 1
                                                               : 1 + (lowest - 1) * position / (count - 1);
    grid.sigmas.push_back(shift_sigma(u, shift));
  }
  return grid;
}

at::Tensor FlowEuler::advance(const at::Tensor& model_output, std::int64_t step_index,
                              const at::Tensor& latents) {
  const auto index = static_cast<std::size_t>(step_index);
  return latents + model_output * (sigmas()[index + 1] - sigmas()[index]);
}

}  // namespace v4e
