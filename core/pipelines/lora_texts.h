// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace v4e {

/// Metadata of a LoRA file that says, as a JSON list, what its edit is asked for with.
inline constexpr const char* kLoraTexts = "v4e.texts";
/// Metadata with names that its user gave it, as a JSON list: each stands for the first of the texts.
inline constexpr const char* kLoraNames = "v4e.names";

/// What an edit is asked for with, and what the model was taught to understand.
struct LoraText {
  std::string asked;
  std::string text;

  bool operator==(const LoraText&) const = default;
};

/// The texts, then the names; none where the file does not say. Throws what opening the file throws.
[[nodiscard]] std::vector<LoraText> lora_texts(const std::filesystem::path& file);

}  // namespace v4e
