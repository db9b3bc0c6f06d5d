// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <array>
#include <cstdint>

#include "core/nn/placeholder.h"

namespace v4e {

using PatchSize = std::array<std::int64_t, 3>;  ///< (t, h, w)

struct PatchEmbeddingConfig {
  std::int64_t in_channels = 16;
  std::int64_t width = 1;
  PatchSize patch_size = {1, 2, 2};
};

/// Cuts latents into patches and projects each patch to one token. The weight has the shape of the Conv3d
/// that the files store; a convolution without overlap is a matrix product, which is the faster form.
class PatchEmbeddingImpl : public torch::nn::Module, public Initializable {
 public:
  explicit PatchEmbeddingImpl(const PatchEmbeddingConfig& config);

  /// latents [B, C, T, H, W], sizes multiples of the patch size. Returns tokens [B, N, D], N in the order t,
  /// h, w. Throws Error(InvalidArgument) on any other rank or size.
  at::Tensor forward(const at::Tensor& latents);
  void initialize(at::Generator& generator) override;

  at::Tensor weight;  ///< [D, C, pt, ph, pw]
  at::Tensor bias;    ///< [D]

 private:
  PatchEmbeddingConfig config_;
};
TORCH_MODULE(PatchEmbedding);

/// Puts tokens [B, N, pt * ph * pw * C] (channels innermost) back in place: latents [B, C, T, H, W].
/// `grid` is the number of patches along t, h, w; N is their product.
[[nodiscard]] at::Tensor unpatchify(const at::Tensor& tokens, const PatchSize& grid,
                                    const PatchSize& patch_size);

}  // namespace v4e
