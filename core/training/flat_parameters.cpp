// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/flat_parameters.h"

#include <torch/types.h>

#include <algorithm>
#include <unordered_map>

#include "core/base/error.h"

namespace v4e::training {

FlatParameters::FlatParameters(const NamedModules& modules, Sharding sharding,
                               const std::vector<torch::nn::Module*>& blocks) {
  std::unordered_map<const void*, std::size_t> block_of;
  if (sharding == Sharding::Weights) {
    V4E_ASSERT(!blocks.empty());
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      for (const auto& parameter : blocks[i]->parameters()) block_of[parameter.unsafeGetTensorImpl()] = i;
    }
  }
  std::int64_t total = 0;
  for (const bool decayed : {true, false}) {
    for (const auto& [prefix, module] : modules) {
      for (const auto& item : module->named_parameters()) {
        const at::Tensor& parameter = item.value();
        if (!parameter.requires_grad() || (parameter.dim() >= 2) != decayed) continue;
        slots_.push_back(
            {prefix + "." + item.key(), parameter.sizes().vec(), total, parameter.numel(), parameter});
        if (const auto found = block_of.find(parameter.unsafeGetTensorImpl()); found != block_of.end())
          slots_.back().block = found->second;
        total += parameter.numel();
      }
    }
    if (decayed) decayed_count_ = total;
  }
  if (slots_.empty()) throw Error(ErrorCode::InvalidArgument, "there is nothing to train");
  // Blocks may still wait where they were read for being shared.
  const auto placed = std::ranges::find_if(slots_, [](const Slot& slot) { return !slot.block; });
  options_ = torch::TensorOptions()
                 .dtype(torch::kFloat)
                 .device((placed != slots_.end() ? *placed : slots_.front()).parameter.device());
  if (sharding != Sharding::Weights) make_flat(sharding != Sharding::Gradients);
}

void FlatParameters::make_flat(bool with_gradients) {
  values_ = torch::empty({count()}, options_);
  if (with_gradients) gradients_ = torch::zeros({count()}, options_);
  for (Slot& slot : slots_) {
    at::Tensor& parameter = slot.parameter;
    const auto place = [&](at::Tensor& flat) {
      return flat.slice(0, slot.offset, slot.offset + slot.count).view(slot.shape);
    };
    place(values_).copy_(parameter.detach());
    parameter.set_data(place(values_));
    if (with_gradients) parameter.mutable_grad() = place(gradients_);
  }
}

std::int64_t FlatParameters::count() const {
  return slots_.back().offset + slots_.back().count;
}

std::vector<FlatRange> FlatParameters::block_ranges() const {
  std::vector<FlatRange> ranges;
  std::optional<std::size_t> last;
  for (const Slot& slot : slots_) {
    if (slot.block && slot.block == last) {
      ranges.back().end = slot.offset + slot.count;
    } else if (slot.block) {
      ranges.push_back({slot.offset, slot.offset + slot.count});
    }
    last = slot.block;
  }
  return ranges;
}

void FlatParameters::visit(std::int64_t begin, std::int64_t end,
                           const std::function<void(const Slot&, std::int64_t, std::int64_t)>& take) const {
  const auto reaches = [](const Slot& slot) { return slot.offset + slot.count; };
  for (auto slot = std::ranges::upper_bound(slots_, begin, {}, reaches);
       slot != slots_.end() && slot->offset < end; ++slot)
    take(*slot, std::max(begin, slot->offset), std::min(end, reaches(*slot)));
}

std::vector<std::pair<std::string, at::Tensor>> FlatParameters::named_views(const at::Tensor& flat) const {
  std::vector<std::pair<std::string, at::Tensor>> views;
  for (const auto& slot : slots_) {
    views.emplace_back(slot.name, flat.slice(0, slot.offset, slot.offset + slot.count).view(slot.shape));
  }
  return views;
}

}  // namespace v4e::training
