// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distributed/sharded_weights.h"

#include <torch/types.h>

#include <utility>

#include "core/base/error.h"
#include "core/nn/placeholder.h"

namespace v4e::training {

ShardedWeights::ShardedWeights(FlatParameters& parameters, Peers& peers, const ShardPlan& plan)
    : parameters_(parameters), peers_(peers), plan_(plan) {
  const torch::NoGradGuard no_grad;
  own_ = torch::zeros({plan.shard_elements()}, parameters.options());
  for (const auto& piece : plan.pieces()) {
    parameters.visit(piece.begin, piece.end, [&](const auto& slot, std::int64_t begin, std::int64_t end) {
      own_.slice(0, begin - piece.begin + piece.stored, end - piece.begin + piece.stored)
          .copy_(slot.parameter.detach().flatten().slice(0, begin - slot.offset, end - slot.offset));
    });
  }
  for (const auto& slot : parameters.slots()) {
    if (slot.block) {
      if (blocks_.size() <= *slot.block) blocks_.resize(*slot.block + 1);
      blocks_[*slot.block].slots.push_back(slot);
    } else {
      at::Tensor parameter = slot.parameter;
      parameter.set_data(parameter.detach().to(parameters.options()).contiguous());
    }
  }
  for (std::size_t i = 0; i < plan.buckets().size(); ++i) {
    const auto& bucket = plan.buckets()[i];
    std::optional<std::size_t> block;
    parameters.visit(bucket.begin, bucket.begin + 1,
                     [&](const auto& slot, std::int64_t, std::int64_t) { block = slot.block; });
    (block ? blocks_[*block].buckets : whole_buckets_).push_back(i);
  }
  for (std::size_t block = 0; block < blocks_.size(); ++block) empty(block);
}

void ShardedWeights::acquire(std::size_t block) {
  V4E_ASSERT(block < blocks_.size());
  // On the way back the last block is asked for again, then the one before it.
  const bool goes_back = filled_ && (block == *filled_ || block + 1 == *filled_);
  if (filled_ != block) {
    begin(block);
    for (const auto& exchange : ahead_->exchanges) exchange->wait();
    const Ahead brought = *std::exchange(ahead_, std::nullopt);
    if (filled_) empty(*std::exchange(filled_, std::nullopt));
    place(brought);
  }
  if (goes_back && block > 0) begin(block - 1);
  if (!goes_back && block + 1 < blocks_.size()) begin(block + 1);
}

ShardedWeights::Started ShardedWeights::start(std::size_t index) {
  const auto& bucket = plan_.buckets()[index];
  const auto own = own_.slice(0, bucket.stored, bucket.stored + bucket.part);
  const auto whole = torch::empty({bucket.part * peers_.world()}, own_.options());
  return {whole, peers_.start_gather(whole, own)};
}

/// Has no effect where it is under way.
void ShardedWeights::begin(std::size_t block) {
  if (ahead_ && ahead_->block == block) return;
  drop_ahead();
  const torch::NoGradGuard no_grad;
  ahead_ = Ahead{.block = block, .buckets = {}, .exchanges = {}};
  for (const std::size_t bucket : blocks_[block].buckets) {
    auto started = start(bucket);
    ahead_->buckets.push_back(std::move(started.whole));
    ahead_->exchanges.push_back(std::move(started.exchange));
  }
}

/// What others still read of this process's part must not change before it has arrived.
void ShardedWeights::drop_ahead() {
  if (!ahead_) return;
  for (const auto& exchange : ahead_->exchanges) exchange->wait();
  ahead_.reset();
}

void ShardedWeights::place(const Ahead& brought) {
  const torch::NoGradGuard no_grad;
  for (const auto& slot : blocks_[brought.block].slots) {
    at::Tensor parameter = slot.parameter;
    const std::size_t index = plan_.bucket_of(slot.offset);
    const auto& buckets = blocks_[brought.block].buckets;
    for (std::size_t i = 0; i < buckets.size(); ++i) {
      if (buckets[i] != index) continue;
      const auto from = slot.offset - plan_.buckets()[index].begin;
      parameter.set_data(brought.buckets[i].slice(0, from, from + slot.count).view(slot.shape));
    }
  }
  filled_ = brought.block;
}

void ShardedWeights::empty(std::size_t block) {
  const torch::NoGradGuard no_grad;
  for (const auto& slot : blocks_[block].slots) {
    at::Tensor parameter = slot.parameter;
    parameter.set_data(placeholder(slot.shape, own_.device()));
  }
}

void ShardedWeights::release() {
  drop_ahead();
  if (filled_) empty(*std::exchange(filled_, std::nullopt));
}

void ShardedWeights::spread() {
  const torch::NoGradGuard no_grad;
  for (const std::size_t index : whole_buckets_) {
    const auto& bucket = plan_.buckets()[index];
    const auto started = start(index);
    started.exchange->wait();
    parameters_.visit(bucket.begin, bucket.end, [&](const auto& slot, std::int64_t begin, std::int64_t end) {
      slot.parameter.detach()
          .view({-1})
          .slice(0, begin - slot.offset, end - slot.offset)
          .copy_(started.whole.slice(0, begin - bucket.begin, end - bucket.begin));
    });
  }
}

}  // namespace v4e::training
