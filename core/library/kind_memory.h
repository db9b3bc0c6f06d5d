// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/checkpoints/state_dict.h"

namespace v4e {

/// What tells a release from others of the same shapes, whatever its file is called and in whatever format
/// and precision it is kept: a hash of modulation values, which conversions leave at 16 bits or more, in
/// bf16. `weights` have the model's names. Empty where these weights are missing.
[[nodiscard]] std::string release_fingerprint(const StateDictReader& weights);

/// The same of a LoRA: a hash of its tensors' names and shapes and of values of a few, whatever the file is
/// called. Empty where it holds nothing that could tell it from others. Throws what reading them throws.
[[nodiscard]] std::string lora_fingerprint(const StateDictReader& lora);

/// The file in which answers of the user are kept, in the user's data folder; empty if there is none.
[[nodiscard]] std::filesystem::path kind_memory_file();

/// What the user said that a release is, an id of known_models(), or that a LoRA is for, one of
/// lora_purposes(); or empty. A file that cannot be read is as none.
[[nodiscard]] std::string remembered_kind(const std::string& fingerprint);
/// Keeps an answer. Throws Error(FileUnwritable).
void remember_kind(const std::string& fingerprint, const std::string& id);

}  // namespace v4e
