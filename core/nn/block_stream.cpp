// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/block_stream.h"

#include <c10/core/InferenceMode.h>
#include <torch/types.h>

#include <utility>

#include "core/base/error.h"
#include "core/nn/placeholder.h"

namespace v4e {

BlockStream::BlockStream(std::vector<std::vector<at::Tensor>> weights, Read read, const at::Device& device)
    : inference_(c10::InferenceMode::is_enabled()),
      weights_(std::move(weights)),
      read_(std::move(read)),
      copies_(device) {
  copies_.hold();
}

BlockStream::~BlockStream() {
  if (ahead_) ahead_->tensors.wait();
}

void BlockStream::acquire(std::size_t block) {
  V4E_ASSERT(block < weights_.size());
  if (filled_ == block) return;
  if (!ahead_ || ahead_->block != block) begin_to_read(block);
  const std::vector<at::Tensor> tensors = std::exchange(ahead_, std::nullopt)->tensors.get();
  // Not while these were brought, which could then lie where the device still reads those.
  if (filled_) empty(*std::exchange(filled_, std::nullopt));
  copies_.wait();
  V4E_ASSERT(tensors.size() == weights_[block].size());
  const c10::InferenceMode mode(inference_);
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < tensors.size(); ++i)
    weights_[block][i].set_data(tensors[i].reshape(weights_[block][i].sizes()));
  filled_ = block;
  if (weights_.size() > 1) begin_to_read((block + 1) % weights_.size());
}

void BlockStream::begin_to_read(std::size_t block) {
  // What was read ahead in vain must be through first: read_ is not called twice at once.
  if (ahead_) ahead_->tensors.wait();
  ahead_ = Ahead{block, std::async(std::launch::async, [this, block] {
                   const c10::InferenceMode mode(inference_);
                   const torch::NoGradGuard no_grad;
                   return copies_.bring(read_(block));
                 })};
}

void BlockStream::empty(std::size_t block) {
  const c10::InferenceMode mode(inference_);
  const torch::NoGradGuard no_grad;
  for (at::Tensor& weight : weights_[block]) weight.set_data(placeholder(weight.sizes()));
  // The device may not have come to this block yet: what is brought next may lie where its weights are.
  copies_.hold();
}

}  // namespace v4e
