// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "core/models/wan_vae/vae_run.h"
#include "core/models/wan_vae/winograd.h"

namespace v4e {

/// Weights of a causal convolution in the form in which they are fastest to use.
struct TapWeights {
  std::vector<at::Tensor> taps;  ///< a 2-D kernel [O, I, k, k], channels last, for each frame, oldest first
  at::Tensor bias;               ///< [O]
  std::shared_ptr<const WinogradKernel> winograd;  ///< if set, `taps` is empty
};

/// Convolution in time and space which sees no future frame: weight [O, I, kt, k, k], kt and k are 1 or 3,
/// zero padding around the picture and before the first frame.
///
/// It is computed as a sum of 2-D convolutions over the time taps, because 3-D convolutions of few channels
/// are slow on CPUs. GFLOP/s, fp32, 2 AVX2 cores, input channels = output channels:
///   channels, frames          conv3d  taps concatenated  sum of taps (channels last, both)
///    16   4x 60x104                3                126          130
///    32   4x 60x104               15                132          130
///    48   4x 60x104               22                144          141
///    96   4x 60x104              157                168          164
///    96   4x240x416              128                101          126
///   192   4x 60x104              152                140          131
///   384   2x 60x104              151                 98          153
/// The sum needs no second copy of the input and skips the taps that fall on zeros before the first frame:
/// a third of the work is left in the first chunk. In inference in fp32 on the CPU, 3x3 kernels of at least
/// 32 channels take Winograd's way, which is 1.6 (32 channels) to 2.5 times (192 and more) as fast again.
class CausalConv3dImpl : public torch::nn::Module {
 public:
  CausalConv3dImpl(std::int64_t in_channels, std::int64_t out_channels, std::int64_t kernel_time,
                   std::int64_t kernel_space);

  /// The weights rearranged for forward(); made once per chunk, since keeping them would double the model.
  /// `pixels` is how many positions a pass has: Winograd's weights are not worth it for a few.
  [[nodiscard]] TapWeights taps(std::int64_t pixels) const;

  /// frames [T*B, I, H, W] -> [T*B, O, H, W]. `history` holds what came before and is brought up to date.
  [[nodiscard]] at::Tensor forward(const TapWeights& taps, const at::Tensor& frames, std::int64_t batch,
                                   FrameHistory& history) const;
  /// The same with a history that belongs to `run` and this module.
  [[nodiscard]] at::Tensor forward(const at::Tensor& frames, VaeRun& run) const;

  /// Time kernel 3 with stride 2 and no padding: `previous` frame [B, I, H, W] and 2m frames -> m frames.
  [[nodiscard]] at::Tensor forward_strided(const at::Tensor& previous, const at::Tensor& frames,
                                           std::int64_t batch) const;

  at::Tensor weight;
  at::Tensor bias;
};
TORCH_MODULE(CausalConv3d);

/// Plain 2-D convolution over each frame: weight [O, I, k, k].
class FrameConvImpl : public torch::nn::Module {
 public:
  FrameConvImpl(std::int64_t in_channels, std::int64_t out_channels, std::int64_t kernel);

  /// frames [N, I, H, W] -> [N, O, H', W'].
  [[nodiscard]] at::Tensor forward(const at::Tensor& frames, std::int64_t stride, std::int64_t padding) const;
  /// Each pixel doubled along both sides, then the 3x3 convolution: [N, I, H, W] -> [N, O, 2H, 2W].
  [[nodiscard]] at::Tensor forward_enlarged(const at::Tensor& frames) const;

  at::Tensor weight;
  at::Tensor bias;
};
TORCH_MODULE(FrameConv);

/// RMS norm over channels as the Wan-VAE defines it: x / max(|x|, 1e-12) * sqrt(C) * gamma, in fp32.
class ChannelRmsNormImpl : public torch::nn::Module {
 public:
  /// `gamma_dims` is 4 in convolution blocks ([C, 1, 1, 1]) and 3 in attention ([C, 1, 1]).
  ChannelRmsNormImpl(std::int64_t channels, std::int64_t gamma_dims);

  /// frames [N, C, H, W] -> the same shape.
  [[nodiscard]] at::Tensor forward(const at::Tensor& frames) const;
  /// silu(forward(frames)); one pass over memory on the CPU in inference.
  [[nodiscard]] at::Tensor forward_silu(const at::Tensor& frames) const;

  at::Tensor gamma;
};
TORCH_MODULE(ChannelRmsNorm);

}  // namespace v4e
