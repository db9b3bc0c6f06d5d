// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace v4e {

/// Metadata of a LoRA file that says, as a JSON list, what its edit is asked for with.
inline constexpr const char* kLoraTexts = "v4e.texts";

/// These texts; none where the file does not say. Throws what opening the file throws.
[[nodiscard]] std::vector<std::string> lora_texts(const std::filesystem::path& file);

}  // namespace v4e
