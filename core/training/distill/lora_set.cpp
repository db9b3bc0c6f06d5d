// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distill/lora_set.h"

#include <torch/types.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/pipelines/noise.h"
#include "core/training/seeds.h"

namespace v4e::training {
namespace {

/// What ChronoEdit's and DiffSynth's recipes adapt.
bool is_adapted(const std::string& name) {
  constexpr std::array<const char*, 10> kEndings{
      ".attn1.to_q", ".attn1.to_k", ".attn1.to_v",     ".attn1.to_out.0", ".attn2.to_q",
      ".attn2.to_k", ".attn2.to_v", ".attn2.to_out.0", ".ffn.net.0.proj", ".ffn.net.2"};
  return name.starts_with("blocks.") &&
         std::any_of(kEndings.begin(), kEndings.end(),
                     [&name](const char* ending) { return name.ends_with(ending); });
}

}  // namespace

void LoraOptions::validate() const {
  if (rank < 1 || rank > 1024)
    throw Error(ErrorCode::InvalidArgument, "the rank must be 1 to 1024, got " + std::to_string(rank));
}

LoraSet::LoraSet(WanDitImpl& transformer, const LoraOptions& options) {
  options.validate();
  for (auto& parameter : transformer.parameters()) parameter.requires_grad_(false);
  for (const auto& item : transformer.named_modules()) {
    const auto linear = std::dynamic_pointer_cast<LinearImpl>(item.value());
    if (!linear || !is_adapted(item.key())) continue;
    Layer layer{.name = item.key(), .linear = linear, .down = {}, .up = {}};
    const at::Tensor& base = linear->weight;
    const auto in = base.size(1);
    const auto rank = std::min({options.rank, in, base.size(0)});
    const auto number = layers_.size();
    const auto start =
        draw_noise({rank, in}, mixed_seed(options.seed, number)) / std::sqrt(static_cast<double>(in));
    layer.down = register_parameter("down" + std::to_string(number), start.to(base.device()));
    layer.up = register_parameter(
        "up" + std::to_string(number),
        torch::zeros({base.size(0), rank}, torch::TensorOptions(torch::kFloat).device(base.device())));
    layers_.push_back(std::move(layer));
  }
  V4E_ASSERT(!layers_.empty());
}

LoraSet::~LoraSet() {
  detach();
}

void LoraSet::attach(const RunContext* context) {
  for (auto& layer : layers_) {
    LowRankAddition addition{layer.down, layer.up};
    if (context) addition.on_gradient = [context] { context->check(); };
    layer.linear->set_addition(std::move(addition));
  }
}

void LoraSet::detach() {
  for (auto& layer : layers_) {
    if (layer.linear->addition().down.is_same(layer.down)) layer.linear->set_addition({});
  }
}

std::vector<std::string> LoraSet::layers() const {
  std::vector<std::string> names;
  for (const auto& layer : layers_) names.push_back(layer.name);
  return names;
}

std::vector<std::pair<std::string, at::Tensor>> LoraSet::named_tensors() const {
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  for (const auto& layer : layers_) {
    tensors.emplace_back("transformer." + layer.name + ".lora_A.weight", layer.down.detach());
    tensors.emplace_back("transformer." + layer.name + ".lora_B.weight", layer.up.detach());
  }
  return tensors;
}

void LoraSet::save(const std::filesystem::path& path,
                   const std::map<std::string, std::string>& metadata) const {
  save_safetensors(path, named_tensors(), metadata);
}

void LoraSet::load(const std::filesystem::path& path) {
  const torch::NoGradGuard no_grad;
  const SafetensorsFile file(path);
  const auto take = [&](const std::string& name, at::Tensor& target) {
    const bool fits = file.contains(name) && file.info(name).shape == target.sizes().vec();
    if (!fits)
      throw Error(ErrorCode::CheckpointMismatch,
                  path.string() + ": " + name + " is not there in the size of this model's");
    target.copy_(file.read(name));
  };
  for (auto& layer : layers_) {
    take("transformer." + layer.name + ".lora_A.weight", layer.down);
    take("transformer." + layer.name + ".lora_B.weight", layer.up);
  }
}

}  // namespace v4e::training
