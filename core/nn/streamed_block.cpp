// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/streamed_block.h"

#include <map>

#include "core/nn/device_packed.h"

namespace v4e {

StreamedBlock::StreamedBlock(torch::nn::Module& block, const std::string& prefix) {
  std::map<std::string, const DevicePacked*> packed;
  for (const auto& item : block.named_modules(/*name_prefix=*/std::string(), /*include_self=*/false)) {
    const auto* taker = dynamic_cast<const TakesPackedWeight*>(item.value().get());
    if (taker == nullptr) continue;
    if (const auto* weight = dynamic_cast<const DevicePacked*>(taker->packed()))
      packed[item.key() + ".weight"] = weight;
  }
  const auto add = [&](const auto& items) {
    for (const auto& item : items) {
      const auto found = packed.find(item.key());
      weights_.push_back(
          {prefix + item.key(), item.value(), found == packed.end() ? nullptr : found->second});
    }
  };
  add(block.named_parameters());
  add(block.named_buffers());
}

std::vector<at::Tensor> StreamedBlock::targets() const {
  std::vector<at::Tensor> all;
  for (const Weight& weight : weights_) {
    if (weight.packed == nullptr) {
      all.push_back(weight.target);
      continue;
    }
    const std::vector<at::Tensor>& parts = weight.packed->brought();
    all.insert(all.end(), parts.begin(), parts.end());
  }
  return all;
}

std::vector<at::Tensor> StreamedBlock::read(
    const std::function<at::Tensor(const std::string& name)>& read) const {
  std::vector<at::Tensor> all;
  for (const Weight& weight : weights_) {
    if (weight.packed == nullptr) {
      all.push_back(read(weight.name));
      continue;
    }
    const std::vector<at::Tensor> parts = weight.packed->parts();
    all.insert(all.end(), parts.begin(), parts.end());
  }
  return all;
}

}  // namespace v4e
