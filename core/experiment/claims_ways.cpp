// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/claims_ways.h"

#include <torch/torch.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "core/experiment/claims_measure.h"

namespace v4e::training {
namespace {

constexpr double kFadeWeight = 0.3;
constexpr std::int64_t kRolledOutAtOnce = 32;

}  // namespace

nlohmann::json roll_out(ClaimsModel& teacher, const LatentSet& triplets, const ClaimsSettings& settings,
                        const std::filesystem::path& file, const RunContext& context) {
  std::vector<at::Tensor> moving;
  std::vector<double> weights;
  std::map<std::string, int> failed;
  int passed = 0;
  int fades = 0;
  const auto count = std::min(settings.rollouts, triplets.size());
  for (std::int64_t begin = 0; begin < count; begin += kRolledOutAtOnce) {
    context.check();
    const auto size = std::min(kRolledOutAtOnce, count - begin);
    const auto still = triplets.still.narrow(0, begin, size).to(torch::kFloat);
    const auto end = triplets.end.narrow(0, begin, size).to(torch::kFloat);
    std::vector<std::string> texts;
    std::vector<at::Tensor> noise;
    for (auto item = begin; item < begin + size; ++item) {
      texts.push_back(triplets.caption_of(item));
      noise.push_back(item_noise(triplets.stream, item, still.sizes().slice(1)));
    }
    auto made = rolled_out(teacher, still, end, texts, torch::stack(noise), settings.rollout_steps);
    const auto frames = teacher.decode(still, made);
    const auto ends = teacher.decode(end, ClaimsModel::cross_fade(end, end)).select(1, kClipFrames - 1);
    made = teacher.with_end(made, end);
    for (std::int64_t i = 0; i < size; ++i) {
      const auto verdict = judge_way(frames[i], ends[i], {}, context);
      for (const auto& name : verdict.failed) ++failed[name];
      passed += verdict.passes() ? 1 : 0;
      fades += verdict.is_fade ? 1 : 0;
      weights.push_back(!verdict.passes() ? 0 : verdict.is_fade ? kFadeWeight : 1);
    }
    moving.push_back(made.to(torch::kBFloat16));
  }
  Ways{torch::cat(moving), torch::tensor(weights, torch::kFloat)}.save(file);
  return {{"ways", count}, {"passed", passed}, {"fades", fades}, {"failed", failed}};
}

nlohmann::json measure_ways(ClaimsModel& teacher, const HeldOutSet& set, const ClaimsSettings& settings,
                            const RunContext& context) {
  auto rows = nlohmann::json::array();
  for (const auto item : set.items(false, true)) {
    context.check();
    const auto at = torch::tensor({item});
    const auto still = set.latents.still.index_select(0, at).to(torch::kFloat);
    const auto end = set.latents.end.index_select(0, at).to(torch::kFloat);
    const auto noise = item_noise(set.latents.stream, item, still.sizes().slice(1)).unsqueeze(0);
    const auto made =
        rolled_out(teacher, still, end, {set.latents.caption_of(item)}, noise, settings.rollout_steps);
    const auto frames = teacher.decode(still, made)[0];
    const auto target = set.target[item].to(torch::kFloat) / 255;
    const auto truth = set.states[item].to(torch::kFloat) / 255;
    const auto error = [&](const at::Tensor& moving) {
      const auto way = teacher.decode(still, teacher.with_end(moving, end))[0];
      return (way.narrow(0, 1, kClipFrames - 2) - truth).square().mean().item<double>();
    };
    const auto mask = set.is_local[item].item<bool>() ? set.mask[item] : at::Tensor();
    const auto verdict = judge_way(frames, target, mask, context);
    rows.push_back({{"variant", set.latents.variant[item].item<int>()},
                    {"place", set.place[item].item<int>()},
                    {"error", error(made)},
                    {"fade_error", error(ClaimsModel::cross_fade(still, end))},
                    {"passes", verdict.passes()},
                    {"fade", verdict.is_fade},
                    {"failed", verdict.failed}});
  }
  // What even a perfect model loses to the codec.
  const auto items = set.items(false, false);
  const auto ends = set.latents.end.index_select(0, torch::tensor(items)).to(torch::kFloat);
  const auto coded = teacher.last_frame(ClaimsModel::cross_fade(ends, ends));
  return {{"ways", rows}, {"codec", scores_json(scores_of(coded, set, items))}};
}

}  // namespace v4e::training
