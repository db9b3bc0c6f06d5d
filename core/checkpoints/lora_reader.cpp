// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/lora_reader.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/checkpoints/packed_weights.h"

namespace v4e {
namespace {

/// What a key's end says about it; `piece` is our word for it.
struct Ending {
  std::string_view suffix;
  std::string_view piece;
};
constexpr std::array<Ending, 21> kEndings{{{".lora_A.default.weight", "down"},
                                           {".lora_B.default.weight", "up"},
                                           {".lora_A.weight", "down"},
                                           {".lora_B.weight", "up"},
                                           {".lora_B.bias", "up_bias"},
                                           {".lora_down.weight", "down"},
                                           {".lora_up.weight", "up"},
                                           {".lora.down.weight", "down"},
                                           {".lora.up.weight", "up"},
                                           {"_lora.down.weight", "down"},
                                           {"_lora.up.weight", "up"},
                                           {".lora_linear_layer.down.weight", "down"},
                                           {".lora_linear_layer.up.weight", "up"},
                                           {".lora_A", "down"},
                                           {".lora_B", "up"},
                                           {".alpha", "alpha"},
                                           {".diff", "whole"},
                                           {".w_norm", "whole"},
                                           {".diff_b", "whole_bias"},
                                           {".b_norm", "whole_bias"},
                                           {".diff_m", "whole_modulation"}}};

constexpr std::array<std::string_view, 14> kRefused{{".dora_scale", ".reshape_weight", ".lora_mid.weight",
                                                     ".hada_w1_a", ".hada_w1_b", ".hada_w2_a", ".hada_w2_b",
                                                     ".lokr_w1", ".lokr_w2", ".lokr_w1_a", ".lokr_w1_b",
                                                     ".lokr_w2_a", ".lokr_w2_b", ".lokr_t2"}};

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

double number_of(const StateDictReader& reader, const std::string& name) {
  const TensorInfo info = reader.info(name);
  const at::Tensor value = reader.read(name);
  if (value.numel() != 1 || !std::isfinite(value.to(at::kDouble).item<double>()))
    throw Error(ErrorCode::FileMalformed,
                name + ": its alpha is not one finite number but " + shape_text(info.shape));
  return value.to(at::kDouble).item<double>();
}

/// peft's alpha for a module without one of its own, from the file's metadata; `rank` if there is none.
double metadata_alpha(const StateDictReader& reader, double rank) {
  for (const char* key : {"lora_alpha", "transformer.lora_alpha"}) {
    const auto found = reader.metadata().find(key);
    if (found == reader.metadata().end()) continue;
    const double alpha = std::strtod(found->second.c_str(), nullptr);
    if (std::isfinite(alpha) && alpha > 0) return alpha;
  }
  return rank;
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
  std::map<std::string, std::map<std::string, std::string>> modules;  // module -> piece -> key
  std::map<std::string, bool> unmatched;
  for (const std::string& key : lora.reader->names()) {
    for (const std::string_view refused : kRefused) {
      if (key.ends_with(refused))
        throw Error(ErrorCode::Unsupported, lora.file + ": " + key +
                                                " is of a kind of LoRA that is not read (DoRA, LoHa, LoKr "
                                                "and LoRAs that change shapes are not)");
    }
    const auto ending = std::find_if(kEndings.begin(), kEndings.end(),
                                     [&](const Ending& known) { return key.ends_with(known.suffix); });
    if (ending == kEndings.end() || is_for_text_encoder(key)) continue;
    const std::string path = key.substr(0, key.size() - ending->suffix.size());
    const std::string module = find_module(spellings, path);
    if (module.empty()) {
      unmatched[path] = true;
    } else {
      modules[module][std::string(ending->piece)] = key;
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

void LoraReader::add_module(const LoraWeights& lora, const std::string& module,
                            const std::map<std::string, std::string>& pieces) {
  const bool is_table = module.ends_with("scale_shift_table");
  const std::string weight = is_table ? module : module + ".weight";
  const bool has_down = pieces.contains("down");
  if (has_down != pieces.contains("up"))
    throw Error(ErrorCode::CheckpointMismatch,
                lora.file + ": of the pair for " + module + " only one half is there");
  if (has_down) add_pair(lora, weight, pieces);
  for (const auto& [piece, target] : {std::pair<std::string, std::string>{"whole", weight},
                                      {"whole_modulation", weight},
                                      {"whole_bias", module + ".bias"}}) {
    if (const auto found = pieces.find(piece); found != pieces.end()) add_whole(lora, target, found->second);
  }
}

void LoraReader::add_pair(const LoraWeights& lora, const std::string& weight,
                          const std::map<std::string, std::string>& pieces) {
  const std::string& down = pieces.at("down");
  const std::string& up = pieces.at("up");
  const std::vector<std::int64_t> a = lora.reader->info(down).shape;
  const std::vector<std::int64_t> b = lora.reader->info(up).shape;
  const std::vector<std::int64_t> w = model_->info(weight).shape;
  if (a.size() != 2 || b.size() != 2 || w.size() != 2 || a[0] != b[1] || a[1] != w[1] || b[0] != w[0])
    throw Error(ErrorCode::CheckpointMismatch, lora.file + " is a LoRA for a model of another size: " + down +
                                                   " " + shape_text(a) + " and " + up + " " + shape_text(b) +
                                                   " do not fit " + weight + " " + shape_text(w));
  const double rank = static_cast<double>(a[0]);
  const auto alpha = pieces.find("alpha");
  const double scale =
      (alpha == pieces.end() ? metadata_alpha(*lora.reader, rank) : number_of(*lora.reader, alpha->second)) /
      std::max(rank, 1.0);
  deltas_[weight].push_back({lora.reader.get(), {}, down, up, lora.strength * scale});
  if (const auto bias = pieces.find("up_bias"); bias != pieces.end()) {
    add_whole(lora, weight.substr(0, weight.rfind('.')) + ".bias", bias->second);
  }
}

void LoraReader::add_whole(const LoraWeights& lora, const std::string& target, const std::string& delta) {
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
  deltas_[target].push_back({lora.reader.get(), delta, {}, {}, lora.strength});
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
  for (const Delta& delta : found->second) {
    MatrixDelta added{.up = {}, .down = {}, .whole = {}, .factor = delta.factor};
    if (!delta.whole.empty()) {
      added.whole = delta.reader->read(delta.whole);
    } else {
      added.up = delta.reader->read(delta.up);
      added.down = delta.reader->read(delta.down);
    }
    deltas.push_back(std::move(added));
  }
  return with_deltas(std::move(base), std::move(deltas));
}

at::Tensor LoraReader::read(const std::string& name) const {
  const at::Tensor stored = model_->read(name);
  const auto found = deltas_.find(name);
  if (found == deltas_.end()) return stored;
  at::Tensor sum = stored.to(at::kFloat, /*non_blocking=*/false, /*copy=*/true);
  for (const Delta& delta : found->second) {
    const auto part = [&](const std::string& key) { return delta.reader->read(key).to(at::kFloat); };
    if (!delta.whole.empty()) {
      sum.add_(part(delta.whole), delta.factor);
    } else {
      sum.addmm_(part(delta.up), part(delta.down), 1.0, delta.factor);
    }
  }
  return sum;
}

}  // namespace v4e
