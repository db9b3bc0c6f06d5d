// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/schedulers/scheduler.h"

namespace v4e {

struct FlowUniPcConfig {
  double shift = 1;
  int solver_order = 2;                              ///< 1 to 3
  bool bh2 = true;                                   ///< B(h) = expm1(h), else h
  bool lower_order_final = true;                     ///< end with steps of lower order
  std::vector<std::int64_t> disable_corrector = {};  ///< step indices whose result is not corrected
};

/// UniPC (Zhao et al. 2023, "UniPC: A Unified Predictor-Corrector Framework"), data prediction, on flow
/// sigmas, as diffusers' UniPCMultistepScheduler(use_flow_sigmas=True) has it.
class FlowUniPc final : public Scheduler {
 public:
  /// Throws Error(InvalidArgument) on an order out of range.
  explicit FlowUniPc(FlowUniPcConfig config);

  void keep_latent_frames(const at::Tensor& indices) override;

 private:
  /// Weights of one update from a past step `s` to `t`: c_x * x - scale * (phi1 * m0 + B * sum(rho_k * D_k)).
  struct Update;

  [[nodiscard]] Grid make_grid(std::int64_t num_inference_steps, double shift) const override;
  void forget() override;
  [[nodiscard]] at::Tensor advance(const at::Tensor& model_output, std::int64_t step_index,
                                   const at::Tensor& latents) override;
  [[nodiscard]] Update update(std::int64_t from, int order) const;
  [[nodiscard]] at::Tensor predict(std::int64_t step_index, const at::Tensor& latents, int order) const;
  [[nodiscard]] at::Tensor correct(std::int64_t step_index, const at::Tensor& x0, int order) const;

  FlowUniPcConfig config_;
  std::vector<at::Tensor> x0_history_;  ///< newest last, at most solver_order
  at::Tensor last_sample_;              ///< what the last predictor started from
  int last_order_ = 0;
  std::int64_t steps_done_ = 0;
};

}  // namespace v4e
