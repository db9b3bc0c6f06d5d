// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/checkpoints/formats/gguf.h"

namespace v4e {

/// The tokenizer that a GGUF file of T5 has in its header (tokenizer.ggml.*), as the bytes of a SentencePiece
/// model; empty where it has none. Throws Error(FileMalformed) where its lists do not go together,
/// Error(Unsupported) where it is of another kind than T5's unigrams.
[[nodiscard]] std::string sentencepiece_model(const GgufFile& file);

}  // namespace v4e
