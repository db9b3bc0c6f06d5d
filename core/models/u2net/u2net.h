// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/run_context.h"

namespace v4e {

/// Sizes of U2-Net; defaults are the published small one, U2-Netp.
struct U2NetConfig {
  std::int64_t channels = 64;        ///< between the stages
  std::int64_t inner_channels = 16;  ///< inside a stage

  /// Throws Error(InvalidArgument) on sizes below 1 or impossibly large.
  void validate() const;
};

/// A convolution that keeps the picture's size, then perhaps a ReLU.
struct U2NetConvConfig {
  std::int64_t in_channels = 1;
  std::int64_t out_channels = 1;
  std::int64_t kernel = 3;
  std::int64_t dilation = 1;
  bool relu = true;
};

class U2NetConvImpl : public torch::nn::Module {
 public:
  explicit U2NetConvImpl(const U2NetConvConfig& config);
  /// [B, I, H, W] to [B, O, H, W].
  at::Tensor forward(const at::Tensor& x);

 private:
  U2NetConvConfig config_;
  at::Tensor weight_;  ///< [O, I, k, k]
  at::Tensor bias_;    ///< [O]
};
TORCH_MODULE(U2NetConv);

/// One stage, itself a small U-Net: its input goes down `levels` levels and up again, and what comes out is
/// added to it. A dilated stage widens its view by dilation and keeps the size.
class U2NetStageImpl : public torch::nn::Module {
 public:
  U2NetStageImpl(const U2NetConfig& config, std::int64_t in_channels, int levels, bool dilated);
  /// [B, I, H, W] to [B, channels, H, W].
  at::Tensor forward(const at::Tensor& x);

 private:
  bool dilated_;
  U2NetConv rebnconvin_{nullptr};
  std::vector<U2NetConv> down_;  ///< rebnconv1, rebnconv2 …
  std::vector<U2NetConv> up_;    ///< … rebnconv2d, rebnconv1d
};
TORCH_MODULE(U2NetStage);

/// U2-Net: Qin et al., "U2-Net: Going Deeper with Nested U-Structure for Salient Object Detection" (2020).
/// Finds what stands out in a picture. Parameter names are those of the published model with the batch norm
/// folded into the convolutions.
class U2NetImpl : public torch::nn::Module {
 public:
  /// Throws what U2NetConfig::validate() throws.
  explicit U2NetImpl(const U2NetConfig& config = {});

  /// pixels [B, 3, H, W] fp32: RGB, divided by the picture's largest sample, then normalised with ImageNet's
  /// mean and deviation; H and W are 320 in training. Returns the saliency [B, 1, H, W], 0..1.
  /// The context is checked before each stage. Throws Error(InvalidArgument) on other shapes, Cancelled.
  at::Tensor forward(const at::Tensor& pixels, const RunContext& context = {});

 private:
  std::array<U2NetStage, 6> encoder_{nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};
  std::array<U2NetStage, 5> decoder_{nullptr, nullptr, nullptr, nullptr, nullptr};  ///< of the encoder's 0..4
  std::array<U2NetConv, 6> sides_{nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};
  U2NetConv outconv_{nullptr};
};
TORCH_MODULE(U2Net);

}  // namespace v4e
