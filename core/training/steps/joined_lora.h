// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/training/distill/lora_set.h"

namespace v4e::training {

/// Writes one LoRA that does what `below` and, on top of it, `above` do: their ranks side by side. `below`
/// must be a file as LoraSet::save() writes it, or is empty: `above` alone. Throws Error(Unsupported) where
/// it is another kind, and what reading and writing throw.
void save_joined_lora(const std::filesystem::path& path, const LoraSet& above,
                      const std::filesystem::path& below, const std::map<std::string, std::string>& metadata);

}  // namespace v4e::training
