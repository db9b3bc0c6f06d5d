// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace v4e {

/// The vocabulary of a unigram tokenizer as other files than spiece.model keep it.
struct UnigramVocabulary {
  /// SentencePiece's kinds of pieces, by its numbers.
  enum Kind : std::int32_t {
    kNormal = 1,
    kUnknown = 2,
    kControl = 3,
    kUserDefined = 4,
    kUnused = 5,
    kByte = 6
  };
  struct Piece {
    std::string text;
    float score = 0;
    std::int32_t kind = kNormal;
  };
  std::vector<Piece> pieces;  ///< in the order of their ids
  std::string characters;     ///< SentencePiece's table of what is written otherwise (precompiled_charsmap)
  std::int64_t unknown_id = 2;
  std::int64_t eos_id = 1;
  std::int64_t pad_id = 0;
  bool add_space_prefix = true;
  bool remove_extra_spaces = true;

  /// The bytes of a SentencePiece model that is the same tokenizer.
  [[nodiscard]] std::string sentencepiece_model() const;
};

}  // namespace v4e
