// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/ignores_weights.h"
#include "core/base/run_context.h"
#include "core/models/wan_dit/run_cache.h"
#include "core/models/wan_dit/wan_dit_blocks.h"
#include "core/models/wan_dit/wan_dit_config.h"
#include "core/nn/block_source.h"

namespace v4e {

struct WanDitOptions {
  const RunContext* context = nullptr;  ///< checked before each block
  /// Gets intermediates under the names "patch_embedding", "rope.cos", "rope.sin", "condition_embedder.temb",
  /// ".timestep_proj", ".text", ".image", "blocks.N.norm1" … ".ffn", "blocks.N", "norm_out", "proj_out".
  Tap tap = {};
  /// Gets the residual stream [B, N, D] behind each block, with its graph where gradients are on; tokens in
  /// the order frame, row, column. Slows nothing down, unlike `tap`.
  std::function<void(std::int64_t block, const at::Tensor& hidden)> on_block = {};
  /// Places of the latent frames in time, where they are not 0, 1, 2 …: one for each.
  std::vector<std::int64_t> frame_places = {};
  /// Where gradients are on, blocks keep their input alone and are computed once more on the way back: more
  /// time, a fraction of the memory, the same gradients. Not with `tap`.
  bool checkpoint_blocks = false;
  DitRunCache* cache = nullptr;  ///< of the run, not with `tap`; null: everything is computed in every step
};

/// The video diffusion transformer of Wan2.1 and 2.2: text to video, image to video, first-last-frame and
/// ChronoEdit.
/// Parameter names are those of diffusers' WanTransformer3DModel. Trainable.
class WanDitImpl : public torch::nn::Module, public Initializable, public IgnoresWeights {
 public:
  /// Throws what WanDitConfig::validate() throws.
  explicit WanDitImpl(const WanDitConfig& config);

  /// latents [B, in_channels, T, H, W] (image models: noise, mask and condition joined), H and W multiples of
  /// the patch size; timestep [B], 0 … 1000, int64 or float, or [B, N] with one for each token (in the order
  /// frame, row, column); prompt_embeds [B, text_len, text_dim], zeros
  /// behind the text; image_embeds [B * n, M, image_dim], n images per sample in order, only for models with
  /// that branch. Returns [B, out_channels, T, H, W] fp32. Throws Error(InvalidArgument) on other shapes,
  /// Cancelled on a stop.
  at::Tensor forward(const at::Tensor& latents, const at::Tensor& timestep, const at::Tensor& prompt_embeds,
                     const at::Tensor& image_embeds = {}, const WanDitOptions& options = {});
  /// From now on the blocks' weights are in memory one after the other only. `read` gives those of a block
  /// by their names in the model ("blocks.3.attn1.to_q.weight"), which are brought to `device`, as are the
  /// parts of weights that stay packed there; null: they stay from now on.
  using ReadWeight = std::function<at::Tensor(const std::string& name)>;
  void stream_blocks(ReadWeight read, const at::Device& device = at::kCPU);
  [[nodiscard]] bool streams_blocks() const { return source_ != nullptr; }
  /// From now on `source` brings the weights of each block before it computes. Where gradients are on,
  /// blocks are computed once more on the way back, as WanDitOptions::checkpoint_blocks has it.
  void bring_blocks(std::shared_ptr<BlockSource> source);
  [[nodiscard]] std::vector<torch::nn::Module*> blocks() const;
  /// For LoadOptions::later: what stream_blocks() reads.
  [[nodiscard]] static std::vector<std::string> block_names() { return {"blocks.*"}; }

  void initialize(at::Generator& generator) override;
  [[nodiscard]] std::vector<std::string> ignored_weights() const override;

  [[nodiscard]] const WanDitConfig& config() const { return config_; }

  /// Weights to leave in fp32 beside 16-bit ones (LoadOptions::keep_fp32): timestep, modulation, norms and
  /// head, about 2 % of them. Accuracy is that of the vendor's mixed precision.
  [[nodiscard]] static std::vector<std::string> fp32_names();

 private:
  struct Content;
  [[nodiscard]] Content content_of(const DitRunCache::For& inputs, const at::Device& device,
                                   const WanDitOptions& options);
  void check_inputs(const at::Tensor& latents, const at::Tensor& timestep, const at::Tensor& prompt_embeds,
                    const at::Tensor& image_embeds) const;
  [[nodiscard]] at::Tensor checkpointed_block(std::size_t index, const at::Tensor& x,
                                              const DitBlockImpl::Inputs& inputs);
  [[nodiscard]] at::Tensor head(const at::Tensor& x, const at::Tensor& temb, const Tap& tap);

  WanDitConfig config_;
  PatchEmbedding patch_embedding_{nullptr};
  ConditionEmbedder condition_embedder_{nullptr};
  std::vector<DitBlock> blocks_;
  std::shared_ptr<BlockSource> source_;  ///< null: all blocks are in memory
  bool recomputes_ = false;              ///< on the way back, whatever the options say
  LayerNorm norm_out_{nullptr};
  Linear proj_out_{nullptr};
  at::Tensor scale_shift_table_;  ///< [1, 2, D]: shift, scale of the head
};
TORCH_MODULE(WanDit);

}  // namespace v4e
