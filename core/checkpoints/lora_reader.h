// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/checkpoints/lora_delta.h"
#include "core/checkpoints/state_dict.h"
#include "core/checkpoints/weight_family.h"

namespace v4e {

/// How much of a LoRA found a place in the model.
struct LoraCoverage {
  int matched = 0;                     ///< modules that it changes
  int layers = 0;                      ///< of these, linear layers
  std::vector<std::string> unmatched;  ///< modules that the model does not have
};

/// Whether that is the matrix of a linear layer, which is what LoRAs are made for.
[[nodiscard]] bool is_linear_weight(const StateDictReader& weights, const std::string& name);

/// A model's weights with LoRAs added, in fp32: W + strength * (alpha / rank) * B A, LoHa and LoKr likewise
/// (see DeltaForm), and whole deltas of weights and biases. Understands the spellings of peft, kohya, LyCORIS
/// and the step-distillation files, in the model's names and in every layout of its family. `model` has the
/// model's names; the sum does not depend on the order of LoRAs.
class LoraReader final : public StateDictReader {
 public:
  /// Throws Error(CheckpointMismatch) for a LoRA of another size, or that fits nowhere; Error(Unsupported)
  /// for DoRA, LoRAs of convolutions and LoRAs that change shapes.
  LoraReader(std::shared_ptr<const StateDictReader> model, const WeightFamily& family,
             const std::vector<LoraWeights>& loras);

  /// One for each LoRA.
  [[nodiscard]] const std::vector<LoraCoverage>& coverage() const { return coverage_; }

  [[nodiscard]] const std::vector<std::string>& names() const override { return model_->names(); }
  [[nodiscard]] TensorInfo info(const std::string& name) const override;
  [[nodiscard]] at::Tensor read(const std::string& name) const override;
  /// With the LoRAs as they are in their files; they are added when rows are expanded.
  [[nodiscard]] std::shared_ptr<const PackedWeight> packed(const std::string& name) const override;
  [[nodiscard]] std::string source(const std::string& name) const override { return model_->source(name); }
  [[nodiscard]] const std::map<std::string, std::string>& metadata() const override {
    return model_->metadata();
  }

 private:
  using Spellings = std::map<std::string, std::string>;  ///< as a LoRA may call a module -> the model's name
  [[nodiscard]] Spellings spellings(const WeightFamily& family) const;
  void add(const LoraWeights& lora, const Spellings& spellings);
  void add_module(const LoraWeights& lora, const std::string& module, const LoraPieces& pieces);
  void add_whole(const LoraWeights& lora, const std::string& target, const std::string& delta, double factor);

  std::shared_ptr<const StateDictReader> model_;
  std::vector<LoraWeights> loras_;
  std::map<std::string, std::vector<LoraDelta>> deltas_;  ///< by the model's tensor
  std::vector<LoraCoverage> coverage_;
};

}  // namespace v4e
