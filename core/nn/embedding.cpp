// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/embedding.h"

#include <torch/types.h>

namespace v4e {

EmbeddingImpl::EmbeddingImpl(const EmbeddingConfig& config) : config_(config) {
  weight = register_parameter("weight", placeholder({config.rows, config.width}));
}

at::Tensor EmbeddingImpl::forward(const at::Tensor& ids) {
  return at::embedding(weight, ids);
}

void EmbeddingImpl::initialize(at::Generator& generator) {
  set_normal(weight, config_.start, generator);
}

}  // namespace v4e
