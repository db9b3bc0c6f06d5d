// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace v4e::training {

/// Trains a SentencePiece unigram tokenizer on texts and writes its spiece.model (pad 0, eos 1, unk 2, byte
/// fallback, as UMT5's). The vocabulary is made smaller where the texts do not fill it.
/// Throws Error(Internal | FileUnwritable).
void train_tokenizer(const std::vector<std::string>& texts, std::int64_t vocabulary_size,
                     const std::filesystem::path& model_file);

}  // namespace v4e::training
