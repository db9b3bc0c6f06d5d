// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/feed_forward.h"

#include <torch/torch.h>

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
}

at::Tensor FeedForwardImpl::forward(const at::Tensor& x) {
  const bool fused = config_.activation == Gelu::Tanh && can_fuse(x, up_);
  if (fused) return down_(fused_linear_gelu(up_, x));
  return down_(gelu(up_(x), config_.activation));
}

}  // namespace v4e
