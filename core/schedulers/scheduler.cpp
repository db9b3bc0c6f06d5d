// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedulers/scheduler.h"

#include <ATen/ATen.h>

#include <cmath>

#include "core/base/error.h"
#include "core/schedulers/flow_euler.h"
#include "core/schedulers/flow_unipc.h"

namespace v4e {
namespace {

constexpr std::int64_t kMaxSteps = 1000;

/// Settings of diffusers that change the numbers and exist here with one value only.
void require_value(const nlohmann::json& config, const char* key, const nlohmann::json& expected,
                   const std::string& origin) {
  if (!config.contains(key) || config[key] == expected) return;
  throw Error(ErrorCode::Unsupported, origin + ": " + key + ": only " + expected.dump() +
                                          " is supported, found " + config[key].dump());
}

double read_shift(const nlohmann::json& config, const char* key, const std::string& origin) {
  if (!config.contains(key)) return 1;
  const auto& value = config[key];
  if (!value.is_number() || !(value.get<double>() > 0 && value.get<double>() <= 1000)) {
    throw Error(ErrorCode::FileMalformed,
                origin + ": " + key + ": expected a number above 0, found " + value.dump());
  }
  return value.get<double>();
}

std::unique_ptr<Scheduler> make_unipc(const nlohmann::json& config, const std::string& origin) {
  require_value(config, "use_flow_sigmas", true, origin);
  require_value(config, "prediction_type", "flow_prediction", origin);
  require_value(config, "predict_x0", true, origin);
  require_value(config, "final_sigmas_type", "zero", origin);
  require_value(config, "solver_p", nullptr, origin);
  require_value(config, "thresholding", false, origin);
  if (!config.contains("use_flow_sigmas") || !config.contains("prediction_type")) {
    throw Error(ErrorCode::Unsupported, origin + ": UniPC without use_flow_sigmas and flow_prediction");
  }
  FlowUniPcConfig result;
  result.shift = read_shift(config, "flow_shift", origin);
  try {
    result.solver_order = config.value("solver_order", 2);
    result.lower_order_final = config.value("lower_order_final", true);
    const std::string type = config.value("solver_type", "bh2");
    if (type != "bh1" && type != "bh2") {
      throw Error(ErrorCode::Unsupported, origin + ": solver_type: expected bh1 or bh2, found " + type);
    }
    result.bh2 = type == "bh2";
    result.disable_corrector = config.value("disable_corrector", std::vector<std::int64_t>{});
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::FileMalformed, origin + ": " + error.what());
  }
  return std::make_unique<FlowUniPc>(std::move(result));
}

std::unique_ptr<Scheduler> make_euler(const nlohmann::json& config, const std::string& origin) {
  require_value(config, "stochastic_sampling", false, origin);
  require_value(config, "invert_sigmas", false, origin);
  FlowEulerConfig result;
  result.shift = read_shift(config, "shift", origin);
  if (config.contains("sigma_grid")) {  // ours: few-step models
    require_value(config, "sigma_grid", "distilled", origin);
    result.grid = FlowEulerConfig::Grid::Distilled;
  }
  return std::make_unique<FlowEuler>(result);
}

}  // namespace

double shift_sigma(double u, double shift) {
  return shift * u / (1 + (shift - 1) * u);
}

void Scheduler::set_timesteps(std::int64_t num_inference_steps, std::optional<double> shift) {
  if (num_inference_steps < 1 || num_inference_steps > kMaxSteps) {
    throw Error(ErrorCode::InvalidArgument,
                "the number of steps must be 1 to 1000, got " + std::to_string(num_inference_steps));
  }
  const double value = shift.value_or(default_shift_);
  if (!(value > 0) || !std::isfinite(value)) {
    throw Error(ErrorCode::InvalidArgument, "the time shift must be above 0, got " + std::to_string(value));
  }
  const Grid grid = make_grid(num_inference_steps, value);
  sigmas_.assign(grid.sigmas.begin(), grid.sigmas.end());
  if (grid.whole_timesteps) {
    std::vector<std::int64_t> whole;
    for (const double sigma : grid.sigmas)
      whole.push_back(static_cast<std::int64_t>(sigma * kTrainTimesteps));
    timesteps_ = at::tensor(whole, at::kLong);
  } else {
    timesteps_ = at::tensor(sigmas_, at::kFloat) * kTrainTimesteps;
  }
  sigmas_.push_back(0);
  next_step_ = -1;
  forget();
}

at::Tensor Scheduler::timesteps_at(const at::Tensor& sigmas) const {
  return (sigmas * kTrainTimesteps).to(timesteps_.scalar_type());
}

at::Tensor Scheduler::step(const at::Tensor& model_output, std::int64_t step_index,
                           const at::Tensor& latents) {
  const bool in_order = next_step_ < 0 || step_index == next_step_;
  if (step_index < 0 || step_index >= num_inference_steps() || !in_order) {
    throw Error(ErrorCode::InvalidArgument, "scheduler: step " + std::to_string(step_index) + " of " +
                                                std::to_string(num_inference_steps()) + " is out of order");
  }
  next_step_ = step_index + 1;
  return advance(model_output.to(at::kFloat), step_index, latents.to(at::kFloat));
}

at::Tensor Scheduler::predicted_x0(const at::Tensor& model_output, std::int64_t step_index,
                                   const at::Tensor& latents) const {
  return latents.to(at::kFloat) -
         model_output.to(at::kFloat) * sigmas_.at(static_cast<std::size_t>(step_index));
}

std::unique_ptr<Scheduler> make_scheduler(const nlohmann::json& config, const std::string& origin) {
  if (!config.is_object() || !config.contains("_class_name") || !config["_class_name"].is_string()) {
    throw Error(ErrorCode::FileMalformed, origin + ": no _class_name: not a scheduler configuration");
  }
  for (const char* key :
       {"use_dynamic_shifting", "use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas"}) {
    require_value(config, key, false, origin);
  }
  require_value(config, "shift_terminal", nullptr, origin);
  require_value(config, "num_train_timesteps", 1000, origin);
  const std::string name = config["_class_name"];
  if (name == "UniPCMultistepScheduler") return make_unipc(config, origin);
  if (name == "FlowMatchEulerDiscreteScheduler") return make_euler(config, origin);
  throw Error(ErrorCode::Unsupported, origin + ": scheduler " + name +
                                          " is not supported (UniPCMultistepScheduler and "
                                          "FlowMatchEulerDiscreteScheduler are)");
}

}  // namespace v4e
