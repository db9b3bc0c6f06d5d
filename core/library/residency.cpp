// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/residency.h"

#include <algorithm>
#include <array>

#include "core/nn/expand_bytes.h"

namespace v4e {
namespace {

constexpr std::int64_t kFrameCopies = 2;  ///< the decoder's tensor, and the pictures made of it
constexpr std::int64_t kPixelBytes = 3 * sizeof(float);
/// Of the full-size VAE (96 channels) in bf16, for each pixel: its caches, three of its widest tensors for
/// four frames, and the convolutions' workspace.
constexpr std::int64_t kDecodeBytesPerPixel = 10 * 1024;
/// The same on the CPU, whose convolutions take hardly any workspace: measured at 416x240 and 832x480.
constexpr std::int64_t kDecodeBytesPerPixelOnCpu = 4 * 1024;
/// LibTorch and the program itself.
constexpr std::int64_t kProgramBytes = 350'000'000;
constexpr std::int64_t kFullVaeChannels = 96;
/// Where blocks are read step by step: the one at work and the next one. What stands before and behind all of
/// them is less than one more.
constexpr std::int64_t kBlocksAtOnce = 2;
/// Keys and values, with the prompt and without it.
constexpr std::int64_t kContentCopies = 4;

/// What `weights` take that are all in memory.
std::int64_t kept_bytes(std::int64_t weights, const PackedBytes& packed, const ComputeMemory& memory) {
  const std::int64_t expanded = weights * memory.value_bytes;
  const std::int64_t as_stored = memory.value_bytes == 2 ? packed.bf16 : packed.fp32;
  return memory.packed && as_stored > 0 ? std::min(as_stored, expanded) : expanded;
}

std::int64_t latent_frames(const ModelSizes& model, const EditShape& shape) {
  return 1 + std::max(0, shape.frames - 1) / std::max(1, model.temporal_factor);
}

/// Between the transformer's layers: the fp32 sum of a token, and its normed value, query, key, value,
/// attention's result, and cross-attention's query and result beside it; then twice the hidden values.
std::int64_t transformer_activations(const ModelSizes& model, const EditShape& shape, int value_bytes) {
  const std::int64_t token_area = std::int64_t{model.token_px} * model.token_px;
  const std::int64_t tokens =
      latent_frames(model, shape) * (shape.area_px / std::max<std::int64_t>(1, token_area));
  return tokens * (model.width * (4 + 7 * value_bytes) + 2 * model.hidden_width * value_bytes);
}

/// Weights that are in memory at once where blocks are read step by step.
std::int64_t streamed_weights(const ModelSizes& model) {
  if (model.in_blocks == 0) return model.transformer / model.blocks * (kBlocksAtOnce + 1);
  return model.in_blocks / model.blocks * kBlocksAtOnce +
         (model.transformer - model.in_blocks) / std::max(1, model.experts);
}

std::int64_t streamed_at_once(const ModelSizes& model, const ComputeMemory& memory) {
  const double share = static_cast<double>(streamed_weights(model)) / static_cast<double>(model.transformer);
  return static_cast<std::int64_t>(share * static_cast<double>(streamed_bytes(model, memory)));
}

/// On a card, where matrices are packed: the largest one expanded, and what expanding takes.
std::int64_t expanding_bytes(const ModelSizes& model, std::int64_t stored, const ComputeMemory& memory) {
  if (memory.on_cpu || stored >= model.transformer * memory.value_bytes) return 0;
  return model.width * model.hidden_width * memory.value_bytes + kExpandBytes;
}

/// What each block keeps from step to step: its keys and values of text and photo.
std::int64_t kept_keys(const ModelSizes& model, int value_bytes) {
  return model.blocks / std::max(1, model.experts) * model.content_tokens * model.width * kContentCopies *
         value_bytes;
}

std::int64_t vae_activations(const ModelSizes& model, const EditShape& shape, bool tiled,
                             const ComputeMemory& memory) {
  const std::int64_t tile = std::int64_t{kVaeTilePx} * kVaeTilePx;
  const std::int64_t area = tiled ? std::min(shape.area_px, tile) : shape.area_px;
  // One frame needs a quarter of the widest tensors, and no caches.
  const std::int64_t share = shape.frames > 1 ? 4 : 1;
  const std::int64_t pixel_bytes = memory.on_cpu ? kDecodeBytesPerPixelOnCpu : kDecodeBytesPerPixel;
  return area * pixel_bytes / 4 * share / kFullVaeChannels * model.vae_channels * memory.value_bytes / 2;
}

std::int64_t picture_bytes(const EditShape& shape) {
  return kFrameCopies * kPixelBytes * shape.area_px * shape.frames;
}

struct Level {
  bool keep_encoders;
  bool stream_blocks;
  bool tile_vae;
  bool encoders_on_cpu = false;
};

bool can_encode_on_cpu(const ModelSizes& model, const ComputeMemory& memory) {
  if (memory.on_cpu || model.encoders() == 0) return false;  // there already, or nothing to put there
  ComputeMemory main = memory;
  main.on_cpu = true;
  const std::int64_t needed = kProgramBytes + kept_bytes(model.encoders(), model.packed_encoders, main);
  return memory.main_free_bytes <= 0 || needed <= memory.main_free_bytes;
}

ResidencyPlan plan_with(const ModelSizes& model, const EditShape& shape, const ComputeMemory& memory,
                        const Level& level) {
  const int value_bytes = memory.value_bytes;
  ResidencyPlan plan;
  plan.keep_encoders = level.keep_encoders;
  plan.stream_blocks = level.stream_blocks && model.blocks > kBlocksAtOnce + 1;
  plan.tile_vae = level.tile_vae;
  plan.encoders_on_cpu = level.encoders_on_cpu;
  const std::int64_t all = kept_bytes(model.transformer, model.packed_transformer, memory);
  plan.packed = all < model.transformer * value_bytes && !(plan.stream_blocks && memory.on_cpu);
  const std::int64_t at_once = plan.keep_encoders ? all : all / std::max(1, model.experts);
  const std::int64_t transformer = plan.stream_blocks ? streamed_at_once(model, memory) : at_once;
  const std::int64_t encoders = kept_bytes(model.encoders(), model.packed_encoders, memory);
  const std::int64_t vae = model.vae * value_bytes;
  const std::int64_t program = memory.on_cpu ? kProgramBytes : 0;
  const std::int64_t resident = program + transformer + vae + (plan.keep_encoders ? encoders : 0);
  const std::int64_t pictures = vae_activations(model, shape, plan.tile_vae, memory);
  // The encoder has fewer layers than the decoder at each size.
  plan.encode_bytes = program + (plan.encoders_on_cpu ? 0 : encoders) + vae + pictures / 5 * 3;
  plan.sample_bytes = resident + transformer_activations(model, shape, value_bytes) +
                      expanding_bytes(model, all, memory) +
                      (plan.stream_blocks ? 0 : kept_keys(model, value_bytes));
  plan.decode_bytes = resident + pictures + picture_bytes(shape);
  return plan;
}

}  // namespace

std::int64_t ResidencyPlan::peak_bytes() const {
  return std::max({encode_bytes, sample_bytes, decode_bytes});
}

std::int64_t transformer_bytes(const ModelSizes& model, const ComputeMemory& memory) {
  return kept_bytes(model.transformer, model.packed_transformer, memory);
}

std::int64_t streamed_bytes(const ModelSizes& model, const ComputeMemory& memory) {
  return memory.on_cpu ? model.transformer * memory.value_bytes : transformer_bytes(model, memory);
}

std::int64_t look_bytes(const ModelSizes& model, const EditShape& shape, const ComputeMemory& memory) {
  return vae_activations(model, shape, false, memory) + picture_bytes(shape);
}

std::int64_t text_encoder_bytes(const ModelSizes& model, const ComputeMemory& memory) {
  if (model.encoders() == 0) return 0;
  // How it is stored is known of both encoders together.
  const auto both = static_cast<double>(kept_bytes(model.encoders(), model.packed_encoders, memory));
  const double share = static_cast<double>(model.text_encoder) / static_cast<double>(model.encoders());
  return static_cast<std::int64_t>(both * share);
}

std::int64_t weight_bytes(const ModelSizes& model, const ComputeMemory& memory) {
  return kept_bytes(model.transformer, model.packed_transformer, memory) +
         kept_bytes(model.encoders(), model.packed_encoders, memory) + model.vae * memory.value_bytes;
}

ResidencyPlan plan_residency(const ModelSizes& model, const EditShape& shape, const ComputeMemory& memory) {
  ResidencyPlan plan;
  const auto fits = [&](const Level& level) {
    plan = plan_with(model, shape, memory, level);
    plan.fits = memory.free_bytes <= 0 || plan.peak_bytes() <= memory.free_bytes;
    return plan.fits;
  };
  constexpr std::array kLess{Level{.keep_encoders = false, .stream_blocks = false, .tile_vae = false},
                             Level{.keep_encoders = false, .stream_blocks = true, .tile_vae = false},
                             Level{.keep_encoders = false, .stream_blocks = false, .tile_vae = true},
                             Level{.keep_encoders = false, .stream_blocks = true, .tile_vae = true}};
  if (fits({.keep_encoders = true, .stream_blocks = false, .tile_vae = false})) return plan;
  if (std::ranges::any_of(kLess, fits) || !can_encode_on_cpu(model, memory)) return plan;
  static_cast<void>(std::ranges::any_of(kLess, [&fits](Level level) {
    level.encoders_on_cpu = true;
    return fits(level);
  }));
  return plan;
}

}  // namespace v4e
