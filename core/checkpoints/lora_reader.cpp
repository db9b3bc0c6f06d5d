// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/lora_reader.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/checkpoints/packed_weights.h"

namespace v4e {
namespace {

constexpr std::array<std::string_view, 13> kPrefixes{
    {"model.diffusion_model.", "base_model.model.", "diffusion_model.", "diffusion.model.", "transformer_2.",
     "transformer.", "lora_transformer_", "lora_unet__", "lora_unet_", "pipe.dit.", "lycoris_", "unet.",
     "model."}};

bool is_for_text_encoder(std::string_view key) {
  return key.starts_with("lora_te") || key.starts_with("text_encoder");
}

std::string underscored(std::string name) {
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

/// The module that a key names, in the model's words; empty if the model has none of that name.
std::string find_module(const std::map<std::string, std::string>& spellings, const std::string& path) {
  if (const auto found = spellings.find(path); found != spellings.end()) return found->second;
  for (const std::string_view prefix : kPrefixes) {
    if (!path.starts_with(prefix)) continue;
    const auto found = spellings.find(path.substr(prefix.size()));
    if (found != spellings.end()) return found->second;
  }
  return {};
}

}  // namespace

bool is_linear_weight(const StateDictReader& weights, const std::string& name) {
  return name.ends_with(".weight") && weights.contains(name) && weights.info(name).shape.size() == 2;
}

LoraReader::LoraReader(std::shared_ptr<const StateDictReader> model, const WeightFamily& family,
                       const std::vector<LoraWeights>& loras)
    : model_(std::move(model)), loras_(loras) {
  const Spellings known = spellings(family);
  for (const LoraWeights& lora : loras_) add(lora, known);
}

LoraReader::Spellings LoraReader::spellings(const WeightFamily& family) const {
  Spellings result;
  const auto note = [&result](const std::string& spelling, const std::string& module) {
    result.emplace(spelling, module);
    result.emplace(underscored(spelling), module);
  };
  for (const std::string& name : model_->names()) {
    const std::size_t dot = name.rfind('.');
    const bool is_table = name.ends_with("scale_shift_table");
    if (dot == name.npos && !is_table) continue;
    const std::string module = is_table ? name : name.substr(0, dot);
    note(module, module);
    for (const KeyLayout& layout : family.layouts) {
      for (const KeyRule& rule : layout.rules) {
        const auto stored = stored_name(rule, name);
        // A table has no name of its own in a LoRA: "blocks.0.diff_m" is the delta of "blocks.0.modulation".
        if (stored && stored->rfind('.') != stored->npos) note(stored->substr(0, stored->rfind('.')), module);
      }
    }
  }
  return result;
}

void LoraReader::add(const LoraWeights& lora, const Spellings& spellings) {
  std::map<std::string, LoraPieces> modules;
  std::map<std::string, bool> unmatched;
  for (const std::string& key : lora.reader->names()) {
    const LoraKey split = split_lora_key(key, lora.file);
    if (split.piece.empty() || is_for_text_encoder(key)) continue;
    const std::string module = find_module(spellings, split.path);
    if (module.empty()) {
      unmatched[split.path] = true;
    } else {
      modules[module][split.piece] = key;
    }
  }
  LoraCoverage coverage{static_cast<int>(modules.size()), 0, {}};
  for (const auto& [module, unused] : modules) {
    if (is_linear_weight(*model_, module + ".weight")) ++coverage.layers;
  }
  for (const auto& [path, unused] : unmatched) coverage.unmatched.push_back(path);
  if (modules.empty())
    throw Error(ErrorCode::CheckpointMismatch,
                lora.file + " is a LoRA for another model: none of its " + std::to_string(unmatched.size()) +
                    " modules is in this one" +
                    (unmatched.empty() ? "" : " (" + unmatched.begin()->first + " …)"));
  for (const auto& [module, pieces] : modules) add_module(lora, module, pieces);
  logger("checkpoint")
      .info("{}: {} of {} modules matched", lora.file, modules.size(), modules.size() + unmatched.size());
  coverage_.push_back(std::move(coverage));
}

void LoraReader::add_module(const LoraWeights& lora, const std::string& module, const LoraPieces& pieces) {
  const bool is_table = module.ends_with("scale_shift_table");
  const std::string weight = is_table ? module : module + ".weight";
  const std::string bias = module + ".bias";
  const std::vector<std::int64_t> shape =
      model_->contains(weight) ? model_->info(weight).shape : std::vector<std::int64_t>();
  for (LoraDelta& delta : product_deltas(lora, weight, shape, pieces)) {
    // What a pair adds behind its product is scaled like it.
    if (const auto found = pieces.find("up_bias"); found != pieces.end())
      add_whole(lora, bias, found->second, delta.factor);
    deltas_[weight].push_back(std::move(delta));
  }
  for (const auto& [piece, target] : {std::pair<std::string, std::string>{"whole", weight},
                                      {"whole_modulation", weight},
                                      {"whole_bias", bias}}) {
    if (const auto found = pieces.find(piece); found != pieces.end())
      add_whole(lora, target, found->second, lora.strength);
  }
}

void LoraReader::add_whole(const LoraWeights& lora, const std::string& target, const std::string& delta,
                           double factor) {
  const std::vector<std::int64_t> shape = lora.reader->info(delta).shape;
  if (!model_->contains(target) || model_->info(target).shape != shape) {
    // A text-to-video LoRA's patch embedding has fewer input channels than an image model's.
    if (target == "patch_embedding.weight") return;
    throw Error(ErrorCode::CheckpointMismatch,
                lora.file + " is a LoRA for another model: " + delta + " " + shape_text(shape) +
                    " does not fit " + target +
                    (model_->contains(target) ? " " + shape_text(model_->info(target).shape)
                                              : ", which this one does not have"));
  }
  deltas_[target].push_back({lora.reader.get(), DeltaForm::Plain, {delta, {}}, {}, factor});
}

TensorInfo LoraReader::info(const std::string& name) const {
  TensorInfo info = model_->info(name);
  if (!deltas_.contains(name)) return info;
  info.packed_bytes = stored_bytes(info);
  info.packing = storage_text(info) + " with LoRA";
  info.dtype = at::kFloat;
  return info;
}

std::shared_ptr<const PackedWeight> LoraReader::packed(const std::string& name) const {
  PackedPointer base = model_->packed(name);
  const auto found = deltas_.find(name);
  if (base == nullptr || found == deltas_.end()) return base;
  std::vector<MatrixDelta> deltas;
  for (const LoraDelta& delta : found->second) deltas.push_back(delta.read());
  return with_deltas(std::move(base), std::move(deltas));
}

at::Tensor LoraReader::read(const std::string& name) const {
  const at::Tensor stored = model_->read(name);
  const auto found = deltas_.find(name);
  if (found == deltas_.end()) return stored;
  at::Tensor sum = stored.to(at::kFloat, /*non_blocking=*/false, /*copy=*/true);
  for (const LoraDelta& delta : found->second) add_rows(delta.read(), 0, sum.size(0), sum);
  return sum;
}

}  // namespace v4e
