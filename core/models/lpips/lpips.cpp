// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/lpips/lpips.h"

#include <torch/types.h>

#include <algorithm>
#include <array>

#include "core/base/error.h"
#include "core/nn/name_scope.h"
#include "core/nn/placeholder.h"

namespace v4e {
namespace {

constexpr std::int64_t kColours = 3;
constexpr double kLengthEps = 1e-10;
constexpr std::array<double, 3> kShift{-.030, -.088, -.188};
constexpr std::array<double, 3> kScale{.458, .448, .450};

/// A convolution with its ReLU, and what comes before and after it.
struct Layer {
  int place = 0;  ///< in torchvision's stack of features
  std::int64_t out = 0;
  std::int64_t kernel = 3;
  std::int64_t stride = 1;
  bool pools_before = false;
  bool counts = true;  ///< its features are compared
};

const std::vector<Layer>& layers_of(LpipsBackbone backbone) {
  static const std::vector<Layer> alex_net{{.place = 0, .out = 64, .kernel = 11, .stride = 4},
                                           {.place = 3, .out = 192, .kernel = 5, .pools_before = true},
                                           {.place = 6, .out = 384, .pools_before = true},
                                           {.place = 8, .out = 256},
                                           {.place = 10, .out = 256}};
  static const std::vector<Layer> vgg16{{.place = 0, .out = 64, .counts = false},
                                        {.place = 2, .out = 64},
                                        {.place = 5, .out = 128, .pools_before = true, .counts = false},
                                        {.place = 7, .out = 128},
                                        {.place = 10, .out = 256, .pools_before = true, .counts = false},
                                        {.place = 12, .out = 256, .counts = false},
                                        {.place = 14, .out = 256},
                                        {.place = 17, .out = 512, .pools_before = true, .counts = false},
                                        {.place = 19, .out = 512, .counts = false},
                                        {.place = 21, .out = 512},
                                        {.place = 24, .out = 512, .pools_before = true, .counts = false},
                                        {.place = 26, .out = 512, .counts = false},
                                        {.place = 28, .out = 512}};
  return backbone == LpipsBackbone::AlexNet ? alex_net : vgg16;
}

std::int64_t padding_of(const Layer& layer) {
  return layer.stride > 1 ? 2 : layer.kernel / 2;  // AlexNet's first one does not keep the size
}

at::Tensor pooled(const at::Tensor& x, LpipsBackbone backbone) {
  const std::int64_t window = backbone == LpipsBackbone::AlexNet ? 3 : 2;
  return at::max_pool2d(x, {window, window}, {2, 2});
}

at::Tensor per_colour(const std::array<double, 3>& values, const at::Tensor& like) {
  return at::tensor({values[0], values[1], values[2]}, like.options()).view({1, kColours, 1, 1});
}

at::Tensor of_length_one(const at::Tensor& features) {
  return features / (features.square().sum(1, /*keepdim=*/true).sqrt() + kLengthEps);
}

}  // namespace

std::string_view to_string(LpipsBackbone backbone) {
  return backbone == LpipsBackbone::AlexNet ? "AlexNet" : "VGG16";
}

LpipsBackbone lpips_backbone(const StateDictReader& weights) {
  constexpr const char* kFirst = "features.0.weight";
  if (weights.contains(kFirst)) {
    const std::vector<std::int64_t> shape = weights.info(kFirst).shape;
    if (shape == std::vector<std::int64_t>{64, kColours, 11, 11}) return LpipsBackbone::AlexNet;
    if (shape == std::vector<std::int64_t>{64, kColours, 3, 3}) return LpipsBackbone::Vgg16;
  }
  throw Error(ErrorCode::Unsupported,
              "LPIPS: these weights are neither AlexNet's nor VGG16's; expected features.0.weight of "
              "[64, 3, 11, 11] or [64, 3, 3, 3] and the heads lin0.model.1.weight to lin4.model.1.weight");
}

LpipsImpl::LpipsImpl(LpipsBackbone backbone) : backbone_(backbone) {
  const auto stack = register_module("features", std::make_shared<NameScope>());
  std::int64_t in = kColours;
  for (const Layer& layer : layers_of(backbone)) {
    const auto scope = stack->register_module(std::to_string(layer.place), std::make_shared<NameScope>());
    weights_.push_back(
        scope->register_parameter("weight", placeholder({layer.out, in, layer.kernel, layer.kernel})));
    biases_.push_back(scope->register_parameter("bias", placeholder({layer.out})));
    in = layer.out;
    if (!layer.counts) continue;
    const auto head = register_module("lin" + std::to_string(heads_.size()), std::make_shared<NameScope>())
                          ->register_module("model", std::make_shared<NameScope>())
                          ->register_module("1", std::make_shared<NameScope>());
    heads_.push_back(head->register_parameter("weight", placeholder({1, layer.out, 1, 1})));
  }
}

std::vector<at::Tensor> LpipsImpl::features(const at::Tensor& pixels, const RunContext& context) const {
  const std::vector<Layer>& layers = layers_of(backbone_);
  std::vector<at::Tensor> found;
  at::Tensor x = (pixels - per_colour(kShift, pixels)) / per_colour(kScale, pixels);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    context.check();
    if (layers[i].pools_before) x = pooled(x, backbone_);
    x = at::conv2d(x, weights_[i], biases_[i], layers[i].stride, padding_of(layers[i])).relu_();
    if (layers[i].counts) found.push_back(of_length_one(x));
  }
  return found;
}

at::Tensor LpipsImpl::forward(const at::Tensor& a, const at::Tensor& b, const RunContext& context) {
  const bool fits = a.dim() == 4 && a.sizes() == b.sizes() && a.size(1) == kColours &&
                    std::min(a.size(2), a.size(3)) >= kLeastLpipsSide;
  if (!fits)
    throw Error(ErrorCode::InvalidArgument, "LPIPS compares pictures [B, 3, H, W] of one size, of " +
                                                std::to_string(kLeastLpipsSide) +
                                                " pixels a side at least, and got " + shape_text(a.sizes()) +
                                                " and " + shape_text(b.sizes()));
  const std::vector<at::Tensor> of_a = features(a, context);
  const std::vector<at::Tensor> of_b = features(b, context);
  at::Tensor distance = at::zeros({a.size(0)}, a.options());
  for (std::size_t i = 0; i < heads_.size(); ++i)
    distance = distance + ((of_a[i] - of_b[i]).square() * heads_[i]).sum(1).mean({1, 2});
  return distance;
}

std::vector<std::string> LpipsImpl::ignored_weights() const {
  return {"classifier.*", "scaling_layer.*"};
}

}  // namespace v4e
