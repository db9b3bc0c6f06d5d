// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/embedding.h"

#include <torch/types.h>

#include "core/base/error.h"

namespace v4e {

EmbeddingImpl::EmbeddingImpl(const EmbeddingConfig& config) : config_(config) {
  weight = register_parameter("weight", placeholder({config.rows, config.width}));
}

at::Tensor EmbeddingImpl::forward(const at::Tensor& ids) {
  if (packed_ == nullptr) return at::embedding(weight, ids);
  const at::Tensor wanted = ids.cpu().contiguous();
  auto shape = ids.sizes().vec();
  shape.push_back(packed_->columns());
  const at::Tensor rows = at::empty(shape, at::kFloat);
  for (std::int64_t i = 0; i < wanted.numel(); ++i) {
    const std::int64_t id = wanted.const_data_ptr<std::int64_t>()[i];
    V4E_ASSERT(id >= 0 && id < packed_->rows());
    packed_->expand(id, id + 1, rows.mutable_data_ptr<float>() + i * packed_->columns());
  }
  return rows.to(weight.options());
}

at::Tensor EmbeddingImpl::table() {
  return packed_ == nullptr ? weight : forward(at::arange(config_.rows, at::kLong));
}

void EmbeddingImpl::initialize(at::Generator& generator) {
  set_normal(weight, config_.start, generator);
}

}  // namespace v4e
