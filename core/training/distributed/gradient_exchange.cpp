// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distributed/gradient_exchange.h"

#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/types.h>

#include <algorithm>
#include <optional>

namespace v4e::training {
namespace {

/// Buckets under way at a time where each has memory of its own.
constexpr std::size_t kMostStaged = 2;

}  // namespace

class GradientExchange::Hook : public torch::autograd::PostAccumulateGradHook {
 public:
  Hook(GradientExchange& exchange, std::size_t slot) : exchange_(exchange), slot_(slot) {}
  void operator()(const torch::autograd::Variable& /*parameter*/) override { exchange_.on_gradient(slot_); }

 private:
  GradientExchange& exchange_;
  std::size_t slot_;
};

GradientExchange::GradientExchange(FlatParameters& parameters, Peers& peers, Sharding sharding,
                                   const ShardPlan& plan)
    : parameters_(parameters),
      peers_(peers),
      sharding_(sharding),
      plan_(plan),
      parameters_of_(plan.buckets().size(), 0),
      staged_(plan.buckets().size()) {
  V4E_ASSERT(stages() == (sharding == Sharding::Gradients || sharding == Sharding::Weights));
  own_ = sharding == Sharding::None ? parameters.gradients()
                                    : torch::zeros({plan.shard_elements()}, parameters.options());
  std::vector<std::optional<std::size_t>> block_of(plan.buckets().size());
  for (std::size_t i = 0; i < parameters.slots().size(); ++i) {
    const auto& slot = parameters.slots()[i];
    const auto first = plan.bucket_of(slot.offset);
    const auto last = plan.bucket_of(slot.offset + slot.count - 1);
    buckets_of_.emplace_back(first, last);
    for (std::size_t bucket = first; bucket <= last; ++bucket) {
      ++parameters_of_[bucket];
      block_of[bucket] = slot.block;
    }
    torch::autograd::impl::set_post_acc_grad_hooks(slot.parameter, std::make_unique<Hook>(*this, i));
  }
  for (std::size_t bucket = plan.buckets().size(); bucket-- > 0;) order_.push_back(bucket);
  std::ranges::stable_sort(order_, [&](std::size_t a, std::size_t b) { return block_of[a] > block_of[b]; });
}

GradientExchange::~GradientExchange() {
  for (const auto& slot : parameters_.slots())
    torch::autograd::impl::set_post_acc_grad_hooks(slot.parameter, nullptr);
}

void GradientExchange::begin() {
  missing_ = parameters_of_;
  started_ = 0;
  is_on_ = true;
}

void GradientExchange::on_gradient(std::size_t slot) {
  if (!is_on_) return;
  if (stages()) stage(parameters_.slots()[slot]);
  const auto [first, last] = buckets_of_[slot];
  for (std::size_t bucket = first; bucket <= last; ++bucket) --missing_[bucket];
  // All processes must start them in one order, whichever is ready first.
  while (started_ < order_.size() && missing_[order_[started_]] == 0) start_next();
}

/// Moves a parameter's gradient into its buckets.
void GradientExchange::stage(const FlatParameters::Slot& slot) {
  const torch::NoGradGuard no_grad;
  at::Tensor parameter = slot.parameter;
  const auto gradient = parameter.grad().reshape({-1});
  for (std::int64_t at = slot.offset; at < slot.offset + slot.count;) {
    const auto index = plan_.bucket_of(at);
    const auto& bucket = plan_.buckets()[index];
    const std::int64_t end = std::min(bucket.end, slot.offset + slot.count);
    whole(index)
        .slice(0, at - bucket.begin, end - bucket.begin)
        .copy_(gradient.slice(0, at - slot.offset, end - slot.offset));
    at = end;
  }
  parameter.mutable_grad().reset();
}

/// A bucket's gradients, as many as the processes' parts together.
at::Tensor GradientExchange::whole(std::size_t index) {
  const auto& bucket = plan_.buckets()[index];
  const auto size = bucket.end - bucket.begin;
  const auto padded = bucket.part * peers_.world();
  if (!stages() && padded == size) return parameters_.gradients().slice(0, bucket.begin, bucket.end);
  auto& staged = staged_[index];
  if (!staged.defined()) {
    staged = torch::zeros({padded}, parameters_.options());
    if (!stages()) staged.slice(0, 0, size).copy_(parameters_.gradients().slice(0, bucket.begin, bucket.end));
  }
  return staged;
}

void GradientExchange::start_next() {
  start(order_[started_++]);
}

void GradientExchange::start(std::size_t index) {
  const torch::NoGradGuard no_grad;
  const auto& bucket = plan_.buckets()[index];
  if (sharding_ == Sharding::None) {
    pending_.push_back({index, peers_.start_sum(own_.slice(0, bucket.begin, bucket.end))});
    return;
  }
  const auto part = own_.slice(0, bucket.stored, bucket.stored + bucket.part);
  pending_.push_back({index, peers_.start_sum_of_part(part, whole(index))});
  if (stages()) wait_for(kMostStaged);
}

void GradientExchange::wait_for(std::size_t most_pending) {
  while (pending_.size() > most_pending) {
    pending_.front().exchange->wait();
    staged_[pending_.front().bucket] = at::Tensor();
    pending_.pop_front();
  }
}

void GradientExchange::finish() {
  is_on_ = false;
  while (started_ < order_.size()) start_next();
  wait_for(0);
  const torch::NoGradGuard no_grad;
  own_.div_(peers_.world());
}

void GradientExchange::clear() {
  is_on_ = false;
  pending_.clear();
  std::ranges::fill(staged_, at::Tensor());
  const torch::NoGradGuard no_grad;
  own_.zero_();
  if (parameters_.gradients().defined()) parameters_.gradients().zero_();
}

}  // namespace v4e::training
