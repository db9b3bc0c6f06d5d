// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ignores_weights.h"
#include "core/base/run_context.h"
#include "core/checkpoints/state_dict.h"

namespace v4e {

/// The classifiers that LPIPS takes its features from.
enum class LpipsBackbone { AlexNet, Vgg16 };

/// "AlexNet", "VGG16".
[[nodiscard]] std::string_view to_string(LpipsBackbone backbone);

/// Which of them weights with Lpips' names are of. Throws Error(Unsupported) on another network.
[[nodiscard]] LpipsBackbone lpips_backbone(const StateDictReader& weights);

/// Smaller pictures leave nothing for the last features.
inline constexpr std::int64_t kLeastLpipsSide = 32;

/// Learned perceptual image patch similarity, version 0.1 (Zhang et al. 2018, arXiv 1801.03924):
/// d = sum over five layers of the mean over places of w . (f(a) - f(b))^2, f being features whose channels
/// at each place have length 1. Parameter names: features.N.weight and .bias of torchvision's alexnet() or
/// vgg16(), linK.model.1.weight of the Python package lpips.
class LpipsImpl : public torch::nn::Module, public IgnoresWeights {
 public:
  explicit LpipsImpl(LpipsBackbone backbone);

  /// a, b [B, 3, H, W] fp32, RGB in -1 … 1, H and W at least kLeastLpipsSide. Returns [B], 0 for equal
  /// pictures. The context is checked before each layer. Throws Error(InvalidArgument) on other shapes,
  /// Cancelled.
  at::Tensor forward(const at::Tensor& a, const at::Tensor& b, const RunContext& context = {});

  /// What files of the whole classifier hold besides.
  [[nodiscard]] std::vector<std::string> ignored_weights() const override;

 private:
  [[nodiscard]] std::vector<at::Tensor> features(const at::Tensor& pixels, const RunContext& context) const;

  LpipsBackbone backbone_;
  std::vector<at::Tensor> weights_;  ///< of the convolutions, [O, I, k, k]
  std::vector<at::Tensor> biases_;   ///< [O]
  std::vector<at::Tensor> heads_;    ///< [1, O, 1, 1], of the layers that count
};
TORCH_MODULE(Lpips);

}  // namespace v4e
