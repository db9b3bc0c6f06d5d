// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace v4e {

/// Timesteps are sigmas times this.
inline constexpr double kTrainTimesteps = 1000;

/// Steps from noise to data along the flow x_sigma = (1 - sigma) * x0 + sigma * noise, whose velocity
/// noise - x0 a model predicts. Holds the grid and, during one run, the history; all arithmetic is fp32.
///
/// Use: set_timesteps(), then step() once for each step_index in ascending order. A first step_index above 0
/// starts from a partly noised picture.
class Scheduler {
 public:
  virtual ~Scheduler() = default;

  /// Makes the grid and forgets history. Without `shift` the configured one counts.
  /// Throws Error(InvalidArgument) unless num_inference_steps is 1 to 1000 and shift is positive.
  void set_timesteps(std::int64_t num_inference_steps, std::optional<double> shift = {});

  [[nodiscard]] std::int64_t num_inference_steps() const {
    return static_cast<std::int64_t>(sigmas_.size()) - 1;
  }
  /// num_inference_steps() + 1 values, 1 (or just below) to 0.
  [[nodiscard]] const std::vector<float>& sigmas() const { return sigmas_; }
  /// What the model is conditioned on, [num_inference_steps], int64 (UniPC) or fp32 (Euler), on the CPU.
  [[nodiscard]] const at::Tensor& timesteps() const { return timesteps_; }
  /// What a model is conditioned on at noise levels between those of the grid, as in training: sigmas of any
  /// shape, fp32 -> the same shape, dtype as timesteps(). The grid must be set.
  [[nodiscard]] at::Tensor timesteps_at(const at::Tensor& sigmas) const;

  /// The next latents. `model_output` and `latents` are [B, C, T, h, w] (any shape, for that matter); the
  /// result is fp32. Throws Error(InvalidArgument) on a step_index out of order.
  [[nodiscard]] at::Tensor step(const at::Tensor& model_output, std::int64_t step_index,
                                const at::Tensor& latents);

  /// What the model takes for the finished latents at this step, for previews: latents - sigma *
  /// model_output.
  [[nodiscard]] at::Tensor predicted_x0(const at::Tensor& model_output, std::int64_t step_index,
                                        const at::Tensor& latents) const;

  /// From the next step on latents have only these frames (dimension 2): cuts the history likewise.
  virtual void keep_latent_frames(const at::Tensor& indices) = 0;

 protected:
  struct Grid {
    std::vector<double> sigmas;  ///< without the final 0
    bool whole_timesteps = false;
  };

  explicit Scheduler(double shift) : default_shift_(shift) {}
  [[nodiscard]] virtual Grid make_grid(std::int64_t num_inference_steps, double shift) const = 0;
  virtual void forget() = 0;
  /// Both tensors fp32.
  [[nodiscard]] virtual at::Tensor advance(const at::Tensor& model_output, std::int64_t step_index,
                                           const at::Tensor& latents) = 0;

 private:
  double default_shift_;
  std::vector<float> sigmas_;
  at::Tensor timesteps_;
  std::int64_t next_step_ = -1;  ///< -1: any
};

/// shift * u / (1 + (shift - 1) * u): moves a grid towards noise for shift > 1.
[[nodiscard]] double shift_sigma(double u, double shift);

/// Makes the scheduler that a diffusers scheduler_config.json describes. Throws Error(Unsupported) naming a
/// class or setting that is not implemented, Error(FileMalformed) on wrong values.
[[nodiscard]] std::unique_ptr<Scheduler> make_scheduler(const nlohmann::json& config,
                                                        const std::string& origin);

}  // namespace v4e
