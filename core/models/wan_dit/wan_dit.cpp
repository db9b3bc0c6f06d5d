// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_dit/wan_dit.h"

#include <torch/types.h>

#include <cmath>

#include "core/base/error.h"
#include "core/nn/block_stream.h"
#include "core/nn/checkpointed.h"
#include "core/nn/name_scope.h"
#include "core/nn/rotary_embedding.h"
#include "core/nn/streamed_block.h"

namespace v4e {
namespace {

void require(bool condition, const char* name, const std::string& expected, const at::Tensor& found) {
  if (condition) return;
  throw Error(ErrorCode::InvalidArgument, std::string("transformer: ") + name + ": expected " + expected +
                                              ", found " +
                                              (found.defined() ? c10::str(found.sizes()) : "nothing"));
}

void tap_embeddings(const Tap& tap, const at::Tensor& tokens, const PatchSize& grid, const at::Tensor& rotary,
                    const ConditionEmbedderImpl::Time& time,
                    const ConditionEmbedderImpl::Content& condition) {
  if (!tap) return;
  tap("patch_embedding", tokens.transpose(1, 2).unflatten(2, {grid[0], grid[1], grid[2]}));
  // As in diffusers: [1, N, 1, d], every value twice.
  tap("rope.cos", at::real(rotary).repeat_interleave(2, 1).unsqueeze(0).unsqueeze(2));
  tap("rope.sin", at::imag(rotary).repeat_interleave(2, 1).unsqueeze(0).unsqueeze(2));
  tap("condition_embedder.temb", time.temb);
  tap("condition_embedder.timestep_proj", time.timestep_proj);
  tap("condition_embedder.text", condition.text);
  if (condition.image.defined()) tap("condition_embedder.image", condition.image);
}

struct Text {
  at::Tensor embeds;  ///< [B, L, C]
  at::Tensor bias;    ///< [1, L] for the scores of cross-attention, or undefined
};

/// The rows of zeros behind a prompt give keys and values that are all the same, so one row with n times the
/// weight stands for n of them: exp(score + log n) = n exp(score). On the CPU only, where looking for them is
/// no wait for a device, and in fp32, where log n is exact enough.
Text without_padding(const at::Tensor& embeds) {
  if (!embeds.is_cpu() || embeds.scalar_type() != at::kFloat || at::GradMode::is_enabled())
    return {embeds, {}};
  const at::Tensor used = embeds.ne(0).any(2).any(0);  // [L]
  const std::int64_t rows = embeds.size(1);
  std::int64_t length = rows;
  while (length > 0 && !used.const_data_ptr<bool>()[length - 1]) --length;
  if (rows - length < 2) return {embeds, {}};
  at::Tensor bias = at::zeros({1, length + 1});
  bias.mutable_data_ptr<float>()[length] = std::log(static_cast<float>(rows - length));
  return {embeds.narrow(1, 0, length + 1), bias};
}

}  // namespace

WanDitImpl::WanDitImpl(const WanDitConfig& config) : config_(config) {
  config_.validate();
  const std::int64_t width = config.width();
  const auto& [pt, ph, pw] = config.patch_size;
  patch_embedding_ = register_module(
      "patch_embedding", PatchEmbedding(PatchEmbeddingConfig{config.in_channels, width, config.patch_size}));
  condition_embedder_ = register_module("condition_embedder", ConditionEmbedder(config));
  const auto blocks = register_module("blocks", std::make_shared<NameScope>());
  for (std::int64_t i = 0; i < config.num_layers; ++i) {
    blocks_.push_back(blocks->register_module(std::to_string(i), DitBlock(config)));
  }
  norm_out_ = register_module("norm_out", LayerNorm(NormConfig{width, config.eps, /*affine=*/false}));
  // The head starts at zero, so that training starts from an output of zero.
  proj_out_ = register_module("proj_out", Linear(LinearConfig{width, config.out_channels * pt * ph * pw,
                                                              /*bias=*/true, /*start=*/0.0}));
  scale_shift_table_ = register_parameter("scale_shift_table", placeholder({1, 2, width}));
}

void WanDitImpl::check_inputs(const at::Tensor& latents, const at::Tensor& timestep,
                              const at::Tensor& prompt_embeds, const at::Tensor& image_embeds) const {
  require(latents.defined() && latents.dim() == 5, "latents", "[B, C, T, H, W]", latents);
  const std::int64_t batch = latents.size(0);
  const std::int64_t tokens = latents.size(2) / config_.patch_size[0] *
                              (latents.size(3) / config_.patch_size[1]) *
                              (latents.size(4) / config_.patch_size[2]);
  const bool by_token = timestep.defined() && timestep.sizes().equals({batch, tokens});
  require(
      timestep.defined() && (by_token || timestep.sizes().equals({batch})), "timestep",
      "[" + std::to_string(batch) + "] or [" + std::to_string(batch) + ", " + std::to_string(tokens) + "]",
      timestep);
  const at::IntArrayRef text = prompt_embeds.defined() ? prompt_embeds.sizes() : at::IntArrayRef();
  require(text.equals({batch, config_.text_len, config_.text_dim}), "prompt_embeds",
          c10::str(at::IntArrayRef({batch, config_.text_len, config_.text_dim})), prompt_embeds);
  if (!config_.image_dim) {
    require(!image_embeds.defined(), "image_embeds", "none, as the model has no image branch", image_embeds);
    return;
  }
  require(image_embeds.defined() && image_embeds.dim() == 3 && image_embeds.size(0) > 0 &&
              image_embeds.size(0) % batch == 0 && image_embeds.size(2) == *config_.image_dim,
          "image_embeds",
          "[n * " + std::to_string(batch) + ", M, " + std::to_string(*config_.image_dim) + "]", image_embeds);
}

/// What no step changes.
struct WanDitImpl::Content {
  at::Tensor rotary;
  at::Tensor text_bias;
  ConditionEmbedderImpl::Content embedded;
  std::vector<CrossKeys>* keys = nullptr;  ///< of the blocks
};

WanDitImpl::Content WanDitImpl::content_of(const DitRunCache::For& inputs, const at::Device& device,
                                           const WanDitOptions& options) {
  DitRunCache* cache = at::GradMode::is_enabled() || options.tap ? nullptr : options.cache;
  if (cache == nullptr || !cache->rotary.defined() || !cache->made_for.is_same(inputs)) {
    const RotaryConfig rotary{.head_dim = config_.attention_head_dim,
                              .max_length = config_.rope_max_seq_len,
                              .temporal_skip = config_.rope_temporal_skip_len.value_or(0),
                              .places = inputs.frame_places};
    const Text text = options.tap ? Text{inputs.prompt_embeds, {}} : without_padding(inputs.prompt_embeds);
    const auto embedded = condition_embedder_->content(text.embeds, inputs.image_embeds);
    const Content made{rotary_table(rotary, inputs.grid, device), text.bias, embedded};
    if (cache == nullptr) return made;
    *cache = {.made_for = inputs,
              .rotary = made.rotary,
              .text = embedded.text,
              .text_bias = text.bias,
              .image = embedded.image};
    // Where blocks do not stay in memory, what is made of them does not either.
    if (!source_) cache->keys.resize(blocks_.size());
  }
  return {cache->rotary,
          cache->text_bias,
          {cache->text, cache->image},
          cache->keys.empty() ? nullptr : &cache->keys};
}

at::Tensor WanDitImpl::forward(const at::Tensor& latents, const at::Tensor& timestep,
                               const at::Tensor& prompt_embeds, const at::Tensor& image_embeds,
                               const WanDitOptions& options) {
  check_inputs(latents, timestep, prompt_embeds, image_embeds);
  const at::Tensor tokens = patch_embedding_(latents);  // [B, N, D]
  const PatchSize grid = {latents.size(2) / config_.patch_size[0], latents.size(3) / config_.patch_size[1],
                          latents.size(4) / config_.patch_size[2]};
  const Content content =
      content_of({prompt_embeds, image_embeds, grid, options.frame_places}, latents.device(), options);
  const auto time = condition_embedder_->time(timestep);
  tap_embeddings(options.tap, tokens, grid, content.rotary, time, content.embedded);

  at::Tensor x = tokens.to(island_dtype(tokens));
  DitBlockImpl::Inputs inputs{
      time.timestep_proj.to(island_dtype(x)).unflatten(-1, {6, config_.width()}),  // [B, (N,) 6, D]
      content.embedded.text,
      content.text_bias,
      content.embedded.image,
      content.rotary,
      grid};
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    if (options.context != nullptr) options.context->check();
    const std::string name = "blocks." + std::to_string(i);
    if ((options.checkpoint_blocks || recomputes_) && !options.tap) {
      x = checkpointed_block(i, x, inputs);
    } else {
      if (source_) source_->acquire(i);
      inputs.keys = content.keys != nullptr ? &content.keys->at(i) : nullptr;
      x = blocks_[i](x, inputs, options.tap, name + ".");
    }
    if (options.tap) options.tap(name, x);
    if (options.on_block) options.on_block(static_cast<std::int64_t>(i), x);
  }
  return unpatchify(head(x, time.temb, options.tap), grid, config_.patch_size).to(island_dtype(x));
}

at::Tensor WanDitImpl::checkpointed_block(std::size_t index, const at::Tensor& x,
                                          const DitBlockImpl::Inputs& inputs) {
  std::vector<at::Tensor> tensors{x, inputs.modulation, inputs.text};
  if (inputs.image.defined()) tensors.push_back(inputs.image);
  // What needs no gradient is held by the work itself.
  const auto work = [this, index, bias = inputs.text_bias, rotary = inputs.rotary,
                     grid = inputs.grid](const std::vector<at::Tensor>& given) {
    if (source_) source_->acquire(index);
    const DitBlockImpl::Inputs again{given[1], given[2], bias, given.size() > 3 ? given[3] : at::Tensor(),
                                     rotary,   grid};
    return blocks_[index](given[0], again);
  };
  return checkpointed(work, tensors);
}

at::Tensor WanDitImpl::head(const at::Tensor& x, const at::Tensor& temb, const Tap& tap) {
  const at::ScalarType dtype = island_dtype(x);
  const auto terms = modulation_terms(scale_shift_table_.to(dtype), temb.to(dtype).unsqueeze(-2));
  const at::Tensor normed = norm_out_(x);
  const at::Tensor projected = proj_out_(at::addcmul(terms[0], normed, terms[1] + 1.0));
  if (tap) {
    tap("norm_out", normed);
    tap("proj_out", projected);
  }
  return projected;
}

void WanDitImpl::stream_blocks(ReadWeight read, const at::Device& device) {
  source_.reset();
  if (!read) return;
  std::vector<StreamedBlock> blocks;
  std::vector<std::vector<at::Tensor>> weights;
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    blocks.emplace_back(*blocks_[i], "blocks." + std::to_string(i) + ".");
    weights.push_back(blocks.back().targets());
  }
  const auto read_block = [blocks = std::move(blocks), read = std::move(read)](std::size_t block) {
    return blocks[block].read(read);
  };
  source_ = std::make_shared<BlockStream>(std::move(weights), read_block, device);
}

void WanDitImpl::bring_blocks(std::shared_ptr<BlockSource> source) {
  source_ = std::move(source);
  recomputes_ = true;
}

std::vector<torch::nn::Module*> WanDitImpl::blocks() const {
  std::vector<torch::nn::Module*> all;
  for (const DitBlock& block : blocks_) all.push_back(block.ptr().get());
  return all;
}

void WanDitImpl::initialize(at::Generator& generator) {
  set_normal(scale_shift_table_, 1.0 / std::sqrt(static_cast<double>(config_.width())), generator);
}

std::vector<std::string> WanDitImpl::ignored_weights() const {
  return {"blocks.*.attn2.norm_added_q.weight"};  // written by diffusers, used by no Wan model
}

std::vector<std::string> WanDitImpl::fp32_names() {
  return {"condition_embedder.time_embedder.*",
          "condition_embedder.time_proj.*",
          "condition_embedder.image_embedder.norm*",
          "condition_embedder.image_embedder.pos_embed",
          "*norm1.*",
          "*norm2.*",
          "*norm_q.*",
          "*norm_k.*",
          "*norm_added_k.*",
          "*scale_shift_table",
          "proj_out.*"};
}

}  // namespace v4e
