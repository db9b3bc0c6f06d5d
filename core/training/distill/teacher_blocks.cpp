// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distill/teacher_blocks.h"

#include <torch/torch.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/nn/autocast.h"
#include "core/training/distill/frozen_weights.h"
#include "core/training/pairs/model_identity.h"

namespace v4e::training {
namespace {

void check_ways(const EncodedSet& set, const TeacherModel& teacher) {
  const auto& identity = set.identity();
  const auto maker = identity.value("extension", nlohmann::json::object());
  if (!maker.contains("transformer"))
    throw Error(ErrorCode::InvalidArgument,
                "no teacher made ways for this set, so there is nothing to compare blocks by: have a teacher "
                "roll it out, or do without one");
  if (maker.at("transformer") != transformer_identity(teacher.paths))
    throw Error(ErrorCode::CheckpointMismatch,
                "the ways of the set were made by " + maker.value("teacher", std::string("another model")) +
                    ", not by " + teacher.name + ": name that model as the teacher");
  const auto& entries = set.entries();
  const auto has_input = [&](const EncodedEntry& entry) {
    return entry.split == "train" && entry.evolution_weight > 0 &&
           set.pair(static_cast<std::size_t>(&entry - entries.data())).teacher.defined();
  };
  if (std::ranges::none_of(entries, has_input))
    throw Error(ErrorCode::InvalidArgument,
                "the set does not hold what its teacher saw: no way passed the tests, or an earlier version "
                "of this program made it; roll it out again");
}

void check_shapes(const WanDitConfig& student, const WanDitConfig& teacher, const std::string& name) {
  if (student.num_layers == teacher.num_layers && student.width() == teacher.width() &&
      student.patch_size == teacher.patch_size)
    return;
  const auto shape = [](const WanDitConfig& config) {
    return std::to_string(config.num_layers) + " blocks of width " + std::to_string(config.width());
  };
  throw Error(ErrorCode::InvalidArgument, name + " has " + shape(teacher) + ", the model that learns " +
                                              shape(student) +
                                              ": their blocks cannot be compared; choose a teacher of the "
                                              "same build, or do without");
}

}  // namespace

TeacherBlocks::TeacherBlocks(const TeacherModel& teacher, Components& student, const EncodedSet& set,
                             std::vector<std::int64_t> blocks, bool streamed)
    : student_(student), blocks_(std::move(blocks)) {
  ComponentOptions options =
      frozen_components(FrozenWeights::AsStored, teacher.paths, student.options().device);
  options.stream_blocks = streamed;
  components_ = std::make_unique<Components>(teacher.paths, options);
  check_ways(set, teacher);
  const WanDitConfig& config = components_->transformer_config();
  check_shapes(student.transformer_config(), config, teacher.name);
  conditioning_ = make_conditioning(components_->kind(), components_->vae_config(), config.patch_size);
  scheduler_ = components_->make_scheduler();
  scheduler_->set_timesteps(1);
  is_the_student_ = transformer_identity(student.paths()) == transformer_identity(teacher.paths);
}

ModelCall TeacherBlocks::call_of(const std::vector<EncodedPair>& pairs,
                                 const std::vector<std::int64_t>& indices, const TeacherStates& states,
                                 const NoisyBatch& noisy, const at::Tensor& sigma) const {
  std::vector<at::Tensor> conditions;
  std::vector<at::Tensor> texts;
  std::vector<at::Tensor> images;
  for (const auto index : indices) {
    const TeacherInput& seen = pairs[static_cast<std::size_t>(index)].teacher;
    conditions.push_back(seen.condition);
    texts.push_back(padded_text(seen.text, components_->transformer_config().text_len));
    if (seen.image_embeds.defined()) images.push_back(seen.image_embeds);
  }
  const auto device = sigma.device();
  const auto latents = noisy.clip.latents.index_select(0, states.pairs);
  const NoisyClip clip{latents, scheduler_->timesteps_at(sigma.index_select(0, states.pairs)),
                       conditioning_->denoised_part(torch::stack(conditions).to(device))};
  if (clip.condition.size(2) != latents.size(2))
    throw Error(ErrorCode::InvalidArgument, "the teacher makes " + std::to_string(clip.condition.size(2)) +
                                                " latent frames of a way, the model that learns " +
                                                std::to_string(latents.size(2)) +
                                                ": their blocks cannot be compared");
  ModelCall call = model_call(*conditioning_, clip);
  call.prompt_embeds = torch::stack(texts).to(device);
  if (!images.empty()) call.image_embeds = torch::cat(images).to(device);
  return call;
}

TeacherStates TeacherBlocks::states(const std::vector<EncodedPair>& pairs, const NoisyBatch& noisy,
                                    const at::Tensor& sigma, LoraSet& lora, at::ScalarType dtype,
                                    const RunContext& context) {
  const torch::NoGradGuard no_grad;
  std::vector<std::int64_t> indices;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (pairs[i].teacher.defined()) indices.push_back(static_cast<std::int64_t>(i));
  }
  if (indices.empty()) return {};
  TeacherStates states;
  states.pairs = torch::tensor(indices, torch::kLong).to(sigma.device());
  const ModelCall call = call_of(pairs, indices, states, noisy, sigma);
  WanDitOptions options;
  options.context = &context;
  options.on_block = [&](std::int64_t block, const at::Tensor& hidden) {
    if (std::ranges::binary_search(blocks_, block)) states.hidden.push_back(hidden);
  };
  if (is_the_student_) {
    lora.detach();
    const Autocast narrow(sigma.device().type(), dtype);
    static_cast<void>(call_model(*student_.transformer(context), call, options));
  } else {
    static_cast<void>(call_model(*components_->transformer(context), call, options));
  }
  return states;
}

}  // namespace v4e::training
