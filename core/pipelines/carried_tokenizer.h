// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace v4e {

/// The SentencePiece model that weights of a text encoder carry along: ComfyUI's as a tensor, GGUF files in
/// their header. Empty where they carry none. Throws what opening them throws.
[[nodiscard]] std::string carried_tokenizer(const std::filesystem::path& weights);
/// Whether there is one, by the header alone.
[[nodiscard]] bool carries_tokenizer(const std::filesystem::path& weights);

}  // namespace v4e
