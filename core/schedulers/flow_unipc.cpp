// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedulers/flow_unipc.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace v4e {
namespace {

double lambda(double sigma) {
  return std::log(1 - sigma) - std::log(sigma);
}

/// Solves rows * x = right by elimination with pivoting; at most 3 x 3.
std::vector<double> solve(std::vector<std::vector<double>> rows, std::vector<double> right) {
  const std::size_t n = right.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < n; ++i) {
      if (std::abs(rows[i][k]) > std::abs(rows[pivot][k])) pivot = i;
    }
    std::swap(rows[k], rows[pivot]);
    std::swap(right[k], right[pivot]);
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = rows[i][k] / rows[k][k];
      for (std::size_t j = k; j < n; ++j) rows[i][j] -= factor * rows[k][j];
      right[i] -= factor * right[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) right[k] -= rows[k][j] * right[j];
    right[k] /= rows[k][k];
  }
  return right;
}

}  // namespace

struct FlowUniPc::Update {
  double latents_factor = 0;                ///< sigma_t / sigma_s
  double x0_factor = 0;                     ///< alpha_t * expm1(-h)
  double difference_factor = 0;             ///< alpha_t * B(h)
  std::vector<double> ratios;               ///< (lambda of older steps - lambda_s) / h, then 1
  std::vector<std::vector<double>> matrix;  ///< powers of ratios
  std::vector<double> right;
};

FlowUniPc::FlowUniPc(FlowUniPcConfig config) : Scheduler(config.shift), config_(std::move(config)) {
  if (config_.solver_order < 1 || config_.solver_order > 3) {
    throw Error(ErrorCode::InvalidArgument, "UniPC: solver_order must be 1 to 3");
  }
}

Scheduler::Grid FlowUniPc::make_grid(std::int64_t num_inference_steps, double shift) const {
  constexpr double kLowest = 1.0 / 1000;
  Grid grid;
  grid.whole_timesteps = true;
  for (std::int64_t k = 0; k < num_inference_steps; ++k) {
    const double position = static_cast<double>(k) / static_cast<double>(num_inference_steps);
    grid.sigmas.push_back(shift_sigma(1 + (kLowest - 1) * position, shift));
  }
  // lambda(1) is infinite; the reference steps aside by this much.
  constexpr double kGuard = 1e-6;
  if (std::abs(grid.sigmas[0] - 1) < kGuard) grid.sigmas[0] -= kGuard;
  return grid;
}

void FlowUniPc::forget() {
  x0_history_.clear();
  last_sample_ = at::Tensor();
  last_order_ = 0;
  steps_done_ = 0;
}

void FlowUniPc::keep_latent_frames(const at::Tensor& indices) {
  const auto cut = [&](at::Tensor& value) {
    if (value.defined()) value = value.index_select(2, indices.to(value.device()));
  };
  for (at::Tensor& x0 : x0_history_) cut(x0);
  cut(last_sample_);
}

/// From step `from` to the next. The k-th older x0 belongs to step from - k.
FlowUniPc::Update FlowUniPc::update(std::int64_t from, int order) const {
  const auto sigma = [&](std::int64_t index) {
    return static_cast<double>(sigmas()[static_cast<std::size_t>(index)]);
  };
  const double start = lambda(sigma(from));
  const double h = lambda(sigma(from + 1)) - start;
  const double alpha = 1 - sigma(from + 1);
  const double phi1 = std::expm1(-h);
  const double b = config_.bh2 ? phi1 : -h;
  Update result{.latents_factor = sigma(from + 1) / sigma(from),
                .x0_factor = alpha * phi1,
                .difference_factor = alpha * b,
                .ratios = {},
                .matrix = {},
                .right = {}};
  for (int k = 1; k < order; ++k) result.ratios.push_back((lambda(sigma(from - k)) - start) / h);
  result.ratios.push_back(1);
  double phi = phi1 / -h - 1;
  double factorial = 1;
  for (int k = 1; k <= order; ++k) {
    std::vector<double> row;
    for (const double ratio : result.ratios) row.push_back(std::pow(ratio, k - 1));
    result.matrix.push_back(std::move(row));
    result.right.push_back(phi * factorial / b);
    factorial *= k + 1;
    phi = phi / -h - 1 / factorial;
  }
  return result;
}

at::Tensor FlowUniPc::predict(std::int64_t step_index, const at::Tensor& latents, int order) const {
  const at::Tensor& x0 = x0_history_.back();
  // Sigma 0: all terms but x0 vanish.
  if (sigmas()[static_cast<std::size_t>(step_index) + 1] == 0) return x0;
  Update terms = update(step_index, order);
  at::Tensor next = latents * terms.latents_factor - x0 * terms.x0_factor;
  if (order == 1) return next;
  std::vector<double> rho = {0.5};
  if (order > 2) {
    terms.matrix.pop_back();
    for (auto& row : terms.matrix) row.pop_back();
    terms.right.pop_back();
    rho = solve(terms.matrix, terms.right);
  }
  for (std::size_t k = 0; k + 1 < static_cast<std::size_t>(order); ++k) {
    const at::Tensor difference = x0_history_[x0_history_.size() - 2 - k] - x0;
    next = next - difference * (terms.difference_factor * rho[k] / terms.ratios[k]);
  }
  return next;
}

at::Tensor FlowUniPc::correct(std::int64_t step_index, const at::Tensor& x0, int order) const {
  const Update terms = update(step_index - 1, order);
  const at::Tensor& previous = x0_history_.back();
  const std::vector<double> rho = order == 1 ? std::vector<double>{0.5} : solve(terms.matrix, terms.right);
  at::Tensor corrected = last_sample_ * terms.latents_factor - previous * terms.x0_factor;
  for (std::size_t k = 0; k + 1 < static_cast<std::size_t>(order); ++k) {
    const at::Tensor difference = x0_history_[x0_history_.size() - 2 - k] - previous;
    corrected = corrected - difference * (terms.difference_factor * rho[k] / terms.ratios[k]);
  }
  return corrected - (x0 - previous) * (terms.difference_factor * rho.back());
}

at::Tensor FlowUniPc::advance(const at::Tensor& model_output, std::int64_t step_index,
                              const at::Tensor& latents) {
  const at::Tensor x0 = predicted_x0(model_output, step_index, latents);
  const auto& disabled = config_.disable_corrector;
  const bool corrects =
      last_sample_.defined() && std::find(disabled.begin(), disabled.end(), step_index - 1) == disabled.end();
  const at::Tensor sample = corrects ? correct(step_index, x0, last_order_) : latents;

  const auto order_limit = static_cast<std::size_t>(config_.solver_order);
  x0_history_.push_back(x0);
  if (x0_history_.size() > order_limit) x0_history_.erase(x0_history_.begin());
  std::int64_t order = std::min<std::int64_t>(config_.solver_order, ++steps_done_);
  if (config_.lower_order_final) order = std::min(order, num_inference_steps() - step_index);
  last_sample_ = sample;
  last_order_ = static_cast<int>(order);
  return predict(step_index, sample, last_order_);
}

}  // namespace v4e
