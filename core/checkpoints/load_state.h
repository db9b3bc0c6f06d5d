// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>

#include <optional>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/checkpoints/state_dict.h"

namespace v4e {

/// How weights get into a module. Patterns match whole names; `*` stands for any run of characters.
struct LoadOptions {
  /// Dtype of floating-point weights in the module; empty keeps each as it is in the file.
  std::optional<at::ScalarType> dtype = {};
  /// Names in the module that become fp32 whatever `dtype` says (a model lists its own, e.g. WanDit's).
  std::vector<std::string> keep_fp32 = {};
  at::Device device = at::kCPU;
  /// Throw on missing or unexpected names; a wrong shape or dtype always throws.
  bool strict = true;
  /// Names whose weights are checked with all others but not read: they stay placeholders until somebody
  /// takes them from read_weight(), or, where they stay packed on another device than the CPU, brings their
  /// parts there.
  std::vector<std::string> later = {};
  /// Matrices of at least so many values stay packed where they go into a module that takes them so
  /// (TakesPackedWeight), and the file holds them in fewer bytes than their dtype. Empty: none.
  std::optional<std::int64_t> keep_packed_from = {};
  /// Refuse weights that hold NaN or infinity; reads every weight once.
  bool check_finite = false;
};

/// What load_state() did.
struct LoadReport {
  std::vector<std::string> loaded;
  std::vector<std::string> missing;
  std::vector<std::string> unexpected;
  std::vector<std::string> converted;  ///< loaded with another dtype than stored
  std::vector<std::string> packed;     ///< of the loaded ones, those that stay as they are stored
};

/// Puts the weights of `reader` in the parameters and buffers of `module`, tensor by tensor: peak memory is
/// the module's weights and one tensor. A weight that needs no conversion stays a view of the file. Nothing
/// is changed unless all names, shapes (but for sides of 1 in front) and dtypes fit: else one
/// Error(CheckpointMismatch) lists all that do not. With check_finite a bad weight throws half-way. Weights
/// that the module itself declares useless (IgnoresWeights) are skipped. Reports Stage::Load per tensor.
LoadReport load_state(torch::nn::Module& module, const StateDictReader& reader,
                      const LoadOptions& options = {}, const RunContext& context = {});

/// `keep_packed_from` where memory counts: from a matrix of 1024 x 1024 on. Smaller ones are a small part of
/// a large model, and in small models time counts more.
inline constexpr std::int64_t kPackedFrom = 1 << 20;

/// The first value of a packed weight that is NaN or infinite makes it true; expands all of it, some rows at
/// a time.
[[nodiscard]] bool holds_infinity(const PackedWeight& weight);

/// One weight as load_state() with these options puts it in a module, always as a copy of its own. Throws
/// what reading throws.
[[nodiscard]] at::Tensor read_weight(const StateDictReader& reader, const std::string& name,
                                     const LoadOptions& options);

/// Parameters and buffers with their names, in the order of registration: what save_safetensors() takes.
[[nodiscard]] std::vector<std::pair<std::string, at::Tensor>> state_of(const torch::nn::Module& module);

}  // namespace v4e
