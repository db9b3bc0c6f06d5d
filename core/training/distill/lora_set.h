// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/run_context.h"
#include "core/models/wan_dit/wan_dit.h"
#include "core/nn/linear.h"

namespace v4e::training {

struct LoraOptions {
  std::int64_t rank = 32;
  std::uint64_t seed = 1;

  /// Throws Error(InvalidArgument).
  void validate() const;
};

/// Low-rank additions to a frozen transformer's weights (LoRA, arXiv 2106.09685): W + B A with A [rank, in]
/// random and B [out, rank] zero at the start, on the projections of both attentions and both layers of the
/// feed-forward network. Its parameters are A and B; the transformer keeps its own and gets no gradient.
class LoraSet : public torch::nn::Module {
 public:
  /// The transformer must outlive it.
  LoraSet(WanDitImpl& transformer, const LoraOptions& options);
  ~LoraSet() override;

  /// Makes the transformer compute with W + B A, with a graph where gradients are on; W stays as it is, in
  /// its own dtype, and B A is never made as a whole. `context` is checked as the gradient reaches each
  /// layer, so that a stop counts on the way back too: Cancelled comes out of backward() then. It must
  /// outlive that.
  void attach(const RunContext* context = nullptr);
  /// Makes it compute with W alone.
  void detach();

  /// Names of the layers that it changes.
  [[nodiscard]] std::vector<std::string> layers() const;

  /// What save() writes, by name: A [rank, in] and B [out, rank] without a graph.
  [[nodiscard]] std::vector<std::pair<std::string, at::Tensor>> named_tensors() const;
  /// Writes it as peft and diffusers name it ("transformer.LAYER.lora_A.weight", alpha = rank), fp32.
  void save(const std::filesystem::path& path, const std::map<std::string, std::string>& metadata) const;
  /// Takes what save() wrote for the same transformer. Throws Error(CheckpointMismatch) where it does not
  /// fit.
  void load(const std::filesystem::path& path);

 private:
  struct Layer {
    std::string name;
    std::shared_ptr<LinearImpl> linear;
    at::Tensor down;  ///< A
    at::Tensor up;    ///< B
  };
  std::vector<Layer> layers_;
};

}  // namespace v4e::training
