// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ignores_weights.h"
#include "core/base/run_context.h"
#include "core/checkpoints/state_dict.h"
#include "core/models/clip_vision/clip_vision_config.h"
#include "core/nn/embedding.h"
#include "core/nn/linear.h"
#include "core/nn/norm.h"

namespace v4e {

/// Class token, patches and their places.
class ClipEmbeddingsImpl : public torch::nn::Module, public Initializable {
 public:
  explicit ClipEmbeddingsImpl(const ClipVisionConfig& config);
  /// pixels [B, 3, S, S]. Returns tokens [B, 1 + patches, D].
  at::Tensor forward(const at::Tensor& pixels);
  void initialize(at::Generator& generator) override;

 private:
  std::int64_t patch_size_;
  at::Tensor class_embedding_;             ///< [D]
  Embedding position_embedding_{nullptr};  ///< [1 + patches, D]
  at::Tensor patch_weight_;                ///< [D, 3, P, P]; a convolution without overlap and bias
};
TORCH_MODULE(ClipEmbeddings);

/// Pre-norm transformer layer, of either tower.
class ClipLayerImpl : public torch::nn::Module {
 public:
  explicit ClipLayerImpl(const ClipLayerConfig& config);
  /// x [B, N, D] fp32; bias: added to the scores, broadcast to [B, A, N, N], undefined is none. Returns the
  /// same as x.
  at::Tensor forward(const at::Tensor& x, const at::Tensor& bias = {});

 private:
  std::int64_t heads_;
  ClipActivation activation_;
  LayerNorm layer_norm1_{nullptr};
  LayerNorm layer_norm2_{nullptr};
  Linear q_proj_{nullptr};
  Linear k_proj_{nullptr};
  Linear v_proj_{nullptr};
  Linear out_proj_{nullptr};
  Linear fc1_{nullptr};
  Linear fc2_{nullptr};
};
TORCH_MODULE(ClipLayer);

struct ClipVisionOptions {
  const RunContext* context = nullptr;  ///< checked before each layer
  /// Gets "hidden_states.0" (after the first norm) to "hidden_states.N" (the result).
  std::function<void(std::string_view name, const at::Tensor& value)> tap = {};
};

/// How much of the tower is built and loaded.
enum class ClipDepth {
  Penultimate,  ///< as Wan2.1 uses it: neither the last layer nor the final norm
  Whole,
};

/// What the whole tower makes of pictures, fp32.
struct ClipFeatures {
  at::Tensor penultimate;  ///< [B, 1 + patches, D]
  at::Tensor pooled;       ///< [B, D]: the last layer's class token after the final norm
};

/// The image tower of CLIP (Radford et al. 2021), as a rule up to the last but one hidden state. The
/// projection is not part of it: see clip_projection(). Parameter names are those of transformers'
/// CLIPVisionModel.
class ClipVisionImpl : public torch::nn::Module, public IgnoresWeights {
 public:
  /// Throws what ClipVisionConfig::validate() throws.
  explicit ClipVisionImpl(const ClipVisionConfig& config, ClipDepth depth = ClipDepth::Penultimate);

  /// pixel_values [B, 3, S, S], normalised with CLIP's mean and deviation, S = image_size.
  /// Returns image_embeds [B, 1 + patches, D] fp32. Throws Error(InvalidArgument) on other shapes.
  at::Tensor forward(const at::Tensor& pixel_values, const ClipVisionOptions& options = {});
  /// The same of a whole tower, with what comes after. Throws as forward(), Error(Internal) on another depth.
  ClipFeatures features(const at::Tensor& pixel_values, const ClipVisionOptions& options = {});

  [[nodiscard]] const ClipVisionConfig& config() const { return config_; }
  [[nodiscard]] std::vector<std::string> ignored_weights() const override;

 private:
  ClipVisionConfig config_;
  ClipDepth depth_;
  ClipEmbeddings embeddings_{nullptr};
  LayerNorm pre_layrnorm_{nullptr};  // spelled as in the files
  std::vector<ClipLayer> layers_;
  LayerNorm post_layernorm_{nullptr};  ///< of a whole tower
};
TORCH_MODULE(ClipVision);

/// The matrix [P, D] that makes image embeddings of pooled features, by transformers' name or, as files have
/// it, by the original Wan's or OpenCLIP's; undefined where it is not there, as in diffusers' Wan folders.
/// Throws Error(CheckpointMismatch) on another shape.
[[nodiscard]] at::Tensor clip_projection(const StateDictReader& weights, const ClipVisionConfig& config);

}  // namespace v4e
