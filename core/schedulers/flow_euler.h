// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/schedulers/scheduler.h"

namespace v4e {

struct FlowEulerConfig {
  /// How sigmas are spread. Diffusers: inclusive of a last small one, and shifted twice at its lower end.
  /// Distilled: 1 - k/n, shifted once; what few-step models are trained at.
  enum class Grid { Diffusers, Distilled };

  double shift = 1;
  Grid grid = Grid::Diffusers;
};

/// First-order steps along the flow: x + (sigma_next - sigma) * velocity.
class FlowEuler final : public Scheduler {
 public:
  explicit FlowEuler(const FlowEulerConfig& config) : Scheduler(config.shift), grid_(config.grid) {}

  void keep_latent_frames(const at::Tensor&) override {}  // has no history

 private:
  [[nodiscard]] Grid make_grid(std::int64_t num_inference_steps, double shift) const override;
  void forget() override {}
  [[nodiscard]] at::Tensor advance(const at::Tensor& model_output, std::int64_t step_index,
                                   const at::Tensor& latents) override;

  FlowEulerConfig::Grid grid_;
};

}  // namespace v4e
