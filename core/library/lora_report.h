// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/library/few_steps.h"
#include "core/library/lora_purpose.h"

namespace v4e {

struct ComponentPaths;

/// Whether a LoRA goes with a model, and how much of either meets the other.
struct LoraReport {
  enum class Fit {
    Good,
    Partly,      ///< most of the LoRA belongs to another model, and has no effect
    OtherModel,  ///< it fits nowhere, or is for a model of another size
    UnreadKind,  ///< DoRA and the like
    NoLora,      ///< something else: `detail` says what
    Unreadable,  ///< missing, cut off …
  };
  Fit fit = Fit::Unreadable;
  int layers = 0;                          ///< linear layers of the model
  int reached = 0;                         ///< of these
  int parts = 0;                           ///< of the LoRA
  int unused = 0;                          ///< of these, what the model does not have
  std::optional<FewSteps> few_steps = {};  ///< of one that is known to make the model work in few
  LoraPurpose purpose = LoraPurpose::Any;
  /// The model may use it for several things, and its file does not say for which.
  bool may_say_purpose = false;
  PurposeBasis purpose_basis = PurposeBasis::Open;
  std::vector<std::string> texts = {};     ///< that it says its edit is asked for with
  std::string detail = {};                 ///< in core's words, with names of tensors; empty for a good one

  [[nodiscard]] bool is_usable() const { return fit == Fit::Good || fit == Fit::Partly; }
  bool operator==(const LoraReport&) const = default;
};

/// Reads the headers of both and no weight. Never throws for what it finds in the LoRA.
[[nodiscard]] LoraReport check_lora(const std::string& file, const ComponentPaths& model);

/// A path as it is. A bare name is what an exported picture knows of a LoRA: it is looked for in the folders
/// called "loras" beside the model and in the user's data folder; where it is not there it stays as it is.
[[nodiscard]] std::filesystem::path find_lora(const std::string& file, const ComponentPaths& model);

}  // namespace v4e
