// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/distill/distill_run.h"
#include "core/training/pairs/encoded_set.h"

namespace v4e::training {

/// What makes a checkpoint this training's; `block` is resolved.
[[nodiscard]] nlohmann::json distill_identity(const DistillOptions& options, const Student& student,
                                              const EncodedSet& set, double learning_rate,
                                              const BlockLossOptions& block);

/// Makes the folder and writes distill.json. Throws Error(FileUnwritable), Error(CheckpointMismatch) where it
/// has another training's. With company all processes call it, and the first one writes.
void claim_folder(const std::filesystem::path& folder, const nlohmann::json& identity,
                  const Company& company);

/// Throws Error(CheckpointMismatch) where the set is another model's.
void check_set(const EncodedSet& set, const Student& student);

/// What the edit is asked for with, for kLoraTexts: an empty list where it is many edits.
[[nodiscard]] std::string taught_texts(const EncodedSet& set);

}  // namespace v4e::training
