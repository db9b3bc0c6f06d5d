// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/tokenizers/unigram_vocabulary.h"

namespace v4e {

/// The vocabulary in the tokenizer.json of Hugging Face's tokenizers, which newer programs save without a
/// spiece.model beside it. Throws Error(FileUnreadable | FileMalformed), Error(Unsupported) where it is of
/// another kind than T5's unigrams.
[[nodiscard]] UnigramVocabulary read_tokenizer_json(const std::filesystem::path& file);

}  // namespace v4e
