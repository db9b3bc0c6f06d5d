// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/few_step_row.h"

#include <torch/torch.h>

#include <random>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/pipelines/model_call.h"
#include "core/training/draw.h"
#include "core/training/seeds.h"

namespace v4e::training {
namespace {

constexpr std::int64_t kMadeAtOnce = 64;
constexpr double kOwnStates = 0.4;
constexpr double kTailWeight = 0.5;

/// What a model is asked about a batch, the same at all noise levels.
struct Question {
  at::Tensor condition;
  at::Tensor text;
};

Question question_of(ClaimsModel& model, const at::Tensor& still, const std::vector<std::string>& texts) {
  return {model.condition(Given::First, still, {}), model.encode_texts_once(texts)};
}

/// What the model takes for the end of the way from a state at that level.
at::Tensor x0_at(ClaimsModel& model, const Question& question, const at::Tensor& state, double sigma) {
  const auto sigmas = torch::full({state.size(0)}, sigma);
  const NoisyClip clip{state, model.scheduler().timesteps_at(sigmas), question.condition};
  auto call = model_call(model.conditioning(), clip);
  call.prompt_embeds = question.text;
  return output_x0(model.nano().sampling.prediction, model.conditioning(),
                   call_model(*model.nano().dit, call), clip, torch::scalar_tensor(sigma));
}

/// An Euler step along the straight line to x0.
at::Tensor stepped(const at::Tensor& state, const at::Tensor& x0, double sigma, double next) {
  return x0 + (next / sigma) * (state - x0);
}

at::Tensor weighted_mean(const at::Tensor& squares, const at::Tensor& weights) {
  return (squares * weights.view({1, -1, 1, 1, 1})).mean();
}

}  // namespace

void OwnWays::save(const std::filesystem::path& path) const {
  save_safetensors(path, {{"states", states}, {"sigmas", torch::tensor(sigmas, torch::kDouble)}});
}

OwnWays OwnWays::open(const std::filesystem::path& path) {
  const SafetensorsFile file(path);
  const auto levels = file.read("sigmas");
  OwnWays ways{file.read("states"), {}};
  if (levels.dim() != 1 || levels.scalar_type() != torch::kDouble || ways.states.dim() != 6 ||
      levels.size(0) != ways.states.size(1))
    throw Error(ErrorCode::FileMalformed, path.string() + ": is no set of ways; remove its folder");
  for (std::int64_t i = 0; i < levels.size(0); ++i) ways.sigmas.push_back(levels[i].item<double>());
  return ways;
}

OwnWays make_own_ways(ClaimsModel& model, const LatentSet& triplets, std::int64_t count, int steps, int parts,
                      const RunContext& context) {
  const torch::NoGradGuard no_grad;
  const auto grid = make_scheduler(model.nano().scheduler, "recipe: scheduler");
  grid->set_timesteps(steps);
  OwnWays ways;
  ways.sigmas.assign(grid->sigmas().begin(), grid->sigmas().end());
  std::vector<at::Tensor> made;
  for (std::int64_t begin = 0; begin < count; begin += kMadeAtOnce) {
    const auto size = std::min(kMadeAtOnce, count - begin);
    const auto still = triplets.still.narrow(0, begin, size).to(torch::kFloat);
    std::vector<std::string> texts;
    std::vector<at::Tensor> noise;
    for (auto item = begin; item < begin + size; ++item) {
      texts.push_back(triplets.text_of(item));
      noise.push_back(item_noise(triplets.stream, item, still.sizes().slice(1)));
    }
    const auto question = question_of(model, still, texts);
    std::vector<at::Tensor> states{torch::stack(noise)};
    for (std::size_t node = 0; node + 1 < ways.sigmas.size(); ++node) {
      auto state = states.back();
      const double from = ways.sigmas[node];
      const double part = (from - ways.sigmas[node + 1]) / parts;
      for (int i = 0; i < parts; ++i) {
        context.check();
        const double sigma = from - i * part;
        const double next = i + 1 == parts ? ways.sigmas[node + 1] : sigma - part;
        state = stepped(state, x0_at(model, question, state, sigma), sigma, next);
      }
      states.push_back(state);
    }
    made.push_back(torch::stack(states, 1).to(torch::kBFloat16));
  }
  ways.states = torch::cat(made);
  return ways;
}

at::Tensor FewStepObjective::loss(std::int64_t step) {
  std::mt19937_64 random(mixed_seed(seed_, static_cast<std::uint64_t>(step)));
  std::vector<std::int64_t> items;
  std::vector<std::string> texts;
  for (std::int64_t i = 0; i < batch_size_; ++i) {
    items.push_back(draw_index(ways_.count(), random));
    texts.push_back(triplets_.text_of(items.back()));
  }
  const auto rows = torch::tensor(items, torch::kLong);
  const auto still = triplets_.still.index_select(0, rows).to(torch::kFloat);
  const auto states = ways_.states.index_select(0, rows).to(torch::kFloat);
  const auto node = draw_index(ways_.steps(), random);
  const auto sigma_at = [this](std::int64_t at) { return ways_.sigmas[static_cast<std::size_t>(at)]; };
  const auto question = question_of(model_, still, texts);
  auto state = states.select(1, node);
  if (draw(0, 1, random) < kOwnStates) {
    const torch::NoGradGuard no_grad;
    state = states.select(1, 0);
    for (std::int64_t at = 0; at < node; ++at)
      state = stepped(state, x0_at(model_, question, state, sigma_at(at)), sigma_at(at), sigma_at(at + 1));
  }
  const double sigma = sigma_at(node);
  const auto x0 = x0_at(model_, question, state, sigma);
  // Both as velocities: (state - x0) / sigma, and the chord to the next stored state.
  const auto chord = (state - states.select(1, node + 1)) / (sigma - sigma_at(node + 1));
  auto loss = weighted_mean(((state - x0) / sigma - chord).square(), model_.all_weights());
  if (node + 1 == ways_.steps()) {
    const auto end = triplets_.end.index_select(0, rows).to(torch::kFloat);
    const auto last = x0.narrow(2, 1, 1);
    loss = loss + kTailWeight * weighted_mean((last - end.unsqueeze(2)).square(), model_.state_weights());
  }
  return loss;
}

}  // namespace v4e::training
