// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/steps/trajectories.h"

#include <torch/torch.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/pipelines/denoise.h"
#include "core/pipelines/noise.h"
#include "core/training/seeds.h"

namespace v4e::training {
namespace {

/// Of one file: what a killed run loses at most.
constexpr std::size_t kShardTrajectories = 16;

std::string state_name(std::size_t index) {
  return "states." + std::to_string(index);
}

}  // namespace

TrajectoryMaker::TrajectoryMaker(Components& components, const Conditioning& conditioning,
                                 const FewStepOptions& options, at::Tensor negative_text)
    : components_(components),
      conditioning_(conditioning),
      options_(options),
      negative_text_(std::move(negative_text)) {}

at::Tensor TrajectoryMaker::make(const PairBatch& batch, const at::Tensor& noise, const RunContext& context) {
  const torch::NoGradGuard no_grad;
  DenoiseInputs inputs;
  inputs.prediction = components_.sampling_config().prediction;
  inputs.condition = batch.condition;
  inputs.prompt_embeds = batch.prompt_embeds;
  inputs.image_embeds = batch.image_embeds;
  if (options_.guidance_scale > 1)
    inputs.negative_prompt_embeds = padded_text(negative_text_, batch.prompt_embeds.size(1))
                                        .unsqueeze(0)
                                        .to(batch.prompt_embeds.device());
  const auto scheduler = components_.make_scheduler(Sampler::Euler);
  scheduler->set_timesteps(options_.teacher_steps, options_.shift);
  SingleDenoiser denoiser(components_.transformer(context), options_.guidance_scale);
  std::vector<at::Tensor> states{noise[0].to(at::kCPU, at::kFloat)};
  const auto between = options_.teacher_steps / options_.student_steps;
  const auto keep = [&](const StepReport& step) {
    if ((step.step_index + 1) % between == 0) states.push_back(step.latents[0].to(at::kCPU).clone());
    return StepDecision::Continue;
  };
  RunContext quiet = context;  // its progress would be that of an edit
  quiet.on_progress = {};
  static_cast<void>(denoise(denoiser, conditioning_, *scheduler, noise, inputs, keep, quiet));
  return torch::stack(states);
}

TrajectorySet::TrajectorySet(const EncodedSet& set, const std::string& split, std::size_t count,
                             std::uint64_t seed, std::filesystem::path folder)
    : set_(set), size_(count), seed_(seed), folder_(std::move(folder)) {
  for (std::size_t i = 0; i < set_.entries().size(); ++i) {
    if (set_.entries()[i].split == split) pairs_.push_back(i);
  }
  if (pairs_.empty()) size_ = 0;
}

const std::string& TrajectorySet::text(std::size_t index) const {
  const auto& texts = set_.entries()[pair(index)].texts;
  return texts[mixed_seed(seed_ ^ 1, index) % texts.size()];
}

at::Tensor TrajectorySet::noise(std::size_t index) const {
  auto shape = set_.pair(pair(index)).target.sizes().vec();
  shape.insert(shape.begin(), 1);
  return draw_noise(shape, mixed_seed(seed_, index));
}

PairBatch TrajectorySet::batch(const std::vector<std::size_t>& indices, std::int64_t text_len,
                               const Conditioning& conditioning, at::Device device) const {
  std::vector<EncodedPair> pairs;
  std::vector<at::Tensor> texts;
  for (const std::size_t index : indices) {
    pairs.push_back(set_.pair(pair(index)));
    texts.push_back(set_.text(pair(index), text(index)));
  }
  return stack_pairs(pairs, texts, text_len, conditioning, device);
}

std::filesystem::path TrajectorySet::shard_path(std::size_t shard) const {
  const std::string digits = std::to_string(shard);
  return folder_ /
         ("shard-" + std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits + ".safetensors");
}

void TrajectorySet::make(TrajectoryMaker& maker, std::int64_t text_len, const Conditioning& conditioning,
                         at::Device device, const RunContext& context,
                         const std::function<void(const std::string&)>& say, const Company& company) const {
  if (size_ == 0) return;
  std::filesystem::create_directories(folder_);
  const std::size_t shards = (size_ + kShardTrajectories - 1) / kShardTrajectories;
  for (auto shard = static_cast<std::size_t>(company.rank()); shard < shards;
       shard += static_cast<std::size_t>(company.world())) {
    const auto path = shard_path(shard);
    if (std::filesystem::exists(path)) continue;
    const std::size_t begin = shard * kShardTrajectories;
    const std::size_t end = std::min(size_, begin + kShardTrajectories);
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (std::size_t index = begin; index < end; ++index) {
      const auto states =
          maker.make(batch({index}, text_len, conditioning, device), noise(index).to(device), context);
      // Half precision: latents lie within a few units, where it is eight times finer than bf16.
      tensors.emplace_back(state_name(index), states.slice(0, 1).to(torch::kHalf));
    }
    save_safetensors(path, tensors);
    say("trajectories: " + std::to_string(end) + " of " + std::to_string(size_));
  }
  static_cast<void>(company.sum(0));  // until the others have theirs
}

at::Tensor TrajectorySet::states(std::size_t index) const {
  const std::size_t shard = index / kShardTrajectories;
  auto& file = files_[shard];
  if (!file) file = std::make_unique<SafetensorsFile>(shard_path(shard));
  return torch::cat({noise(index), file->read(state_name(index)).to(torch::kFloat)});
}

}  // namespace v4e::training
