// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/feed_forward.h"

#include <torch/types.h>

#include "core/base/error.h"
#include "core/nn/fused.h"
#include "core/nn/name_scope.h"

namespace v4e {
at::Tensor gelu(const at::Tensor& x, Gelu kind) {
  return at::gelu(x, kind == Gelu::Exact ? "none" : "tanh");
}

FeedForwardImpl::FeedForwardImpl(const FeedForwardConfig& config) : config_(config) {
  const auto net = register_module("net", std::make_shared<NameScope>());
  const auto first = net->register_module("0", std::make_shared<NameScope>());
  up_ = first->register_module("proj", Linear(LinearConfig{config.in, config.hidden}));
  down_ = net->register_module("2", Linear(LinearConfig{config.hidden, config.out}));
  if (!config.depthwise) return;
  depthwise_ = register_parameter("depthwise", placeholder({config.hidden, 1, 3, 3}));
}

at::Tensor FeedForwardImpl::hidden(const at::Tensor& x) {
  const bool fused = config_.activation == Gelu::Tanh && can_fuse(x, up_);
  return fused ? fused_linear_gelu(up_, x) : gelu(up_(x), config_.activation);
}

at::Tensor FeedForwardImpl::forward(const at::Tensor& x) {
  V4E_ASSERT(!config_.depthwise);
  return down_(hidden(x));
}

at::Tensor FeedForwardImpl::forward_on_grid(const at::Tensor& x, const std::array<std::int64_t, 3>& grid) {
  if (!config_.depthwise) return forward(x);
  const at::Tensor tokens = hidden(x);  // [B, T * H * W, hidden]
  const at::Tensor picture =
      tokens.reshape({-1, grid[1], grid[2], config_.hidden}).permute({0, 3, 1, 2});  // [B * T, hidden, H, W]
  const at::Tensor around =
      at::conv2d(picture, depthwise_.to(tokens.scalar_type()), {}, at::IntArrayRef{1, 1},
                 at::IntArrayRef{1, 1}, at::IntArrayRef{1, 1}, config_.hidden);
  return down_(tokens + around.permute({0, 2, 3, 1}).reshape(tokens.sizes()));
}

void FeedForwardImpl::initialize(at::Generator&) {
  if (depthwise_.defined()) set_constant(depthwise_, 0.0);
}

}  // namespace v4e
