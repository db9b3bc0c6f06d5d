// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/flat_parameters.h"

#include <torch/types.h>

#include "core/base/error.h"

namespace v4e::training {

FlatParameters::FlatParameters(const NamedModules& modules, bool flat_gradients) {
  std::vector<std::pair<std::string, at::Tensor>> ordered;
  for (const bool decayed : {true, false}) {
    for (const auto& [prefix, module] : modules) {
      for (const auto& parameter : module->named_parameters()) {
        if (!parameter.value().requires_grad() || (parameter.value().dim() >= 2) != decayed) continue;
        ordered.emplace_back(prefix + "." + parameter.key(), parameter.value());
      }
    }
    if (decayed) {
      for (const auto& [name, parameter] : ordered) decayed_count_ += parameter.numel();
    }
  }
  if (ordered.empty()) throw Error(ErrorCode::InvalidArgument, "there is nothing to train");

  std::int64_t total = 0;
  for (const auto& [name, parameter] : ordered) {
    slots_.push_back({name, parameter.sizes().vec(), total, parameter.numel(), parameter});
    total += parameter.numel();
  }
  const auto options = torch::TensorOptions().dtype(torch::kFloat).device(ordered.front().second.device());
  values_ = torch::empty({total}, options);
  if (flat_gradients) gradients_ = torch::zeros({total}, options);
  for (Slot& slot : slots_) {
    at::Tensor& parameter = slot.parameter;
    const auto place = [&](at::Tensor& flat) {
      return flat.slice(0, slot.offset, slot.offset + slot.count).view(slot.shape);
    };
    place(values_).copy_(parameter.detach());
    parameter.set_data(place(values_));
    if (flat_gradients) parameter.mutable_grad() = place(gradients_);
  }
}

std::vector<std::pair<std::string, at::Tensor>> FlatParameters::named_views(const at::Tensor& flat) const {
  std::vector<std::pair<std::string, at::Tensor>> views;
  for (const auto& slot : slots_) {
    views.emplace_back(slot.name, flat.slice(0, slot.offset, slot.offset + slot.count).view(slot.shape));
  }
  return views;
}

}  // namespace v4e::training
