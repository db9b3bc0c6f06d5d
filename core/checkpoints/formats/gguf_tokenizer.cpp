// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/formats/gguf_tokenizer.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/checkpoints/formats/malformed.h"
#include "core/tokenizers/unigram_vocabulary.h"

namespace v4e {
namespace {

constexpr const char* kKeys = "tokenizer.ggml.";

std::uint64_t number_of(const GgufFile& file, const std::string& key, std::uint64_t usual) {
  const auto found = file.metadata().find(kKeys + key);
  return found == file.metadata().end() ? usual : std::strtoull(found->second.c_str(), nullptr, 10);
}

/// The numbers of a list, each of which takes four bytes.
template <typename Number>
std::vector<Number> numbers_of(const GgufFile& file, const std::string& key, std::size_t count) {
  static_assert(sizeof(Number) == 4);
  const std::string bytes = file.list_bytes(kKeys + key);
  if (bytes.size() != count * sizeof(Number))
    malformed(file.source({}), "its tokenizer has " + std::to_string(count) + " tokens, and " + key +
                                   " for " + std::to_string(bytes.size() / sizeof(Number)));
  std::vector<Number> numbers(count);
  std::memcpy(numbers.data(), bytes.data(), bytes.size());
  return numbers;
}

}  // namespace

std::string sentencepiece_model(const GgufFile& file) {
  const std::vector<std::string> tokens = file.list_texts(std::string(kKeys) + "tokens");
  if (tokens.empty()) return {};
  const auto kind = file.metadata().find(std::string(kKeys) + "model");
  if (kind == file.metadata().end() || kind->second != "t5")
    throw Error(ErrorCode::Unsupported, file.source({}) + ": its tokenizer is " +
                                            (kind == file.metadata().end() ? "of no kind" : kind->second) +
                                            "; put spiece.model of UMT5 beside it");
  const auto scores = numbers_of<float>(file, "scores", tokens.size());
  const auto types = numbers_of<std::int32_t>(file, "token_type", tokens.size());
  UnigramVocabulary vocabulary;
  for (std::size_t i = 0; i < tokens.size(); ++i)
    vocabulary.pieces.push_back({tokens[i], scores[i], types[i]});  // both count kinds alike
  vocabulary.characters = file.list_bytes(std::string(kKeys) + "precompiled_charsmap");
  if (vocabulary.characters.empty())
    logger("checkpoint")
        .warn("{}: its tokenizer has no table of characters; rare ones may be read as others",
              file.source({}));
  const auto id = [&](const char* key, std::uint64_t usual) {
    return static_cast<std::int64_t>(number_of(file, key, usual));
  };
  vocabulary.unknown_id = id("unknown_token_id", 2);
  vocabulary.eos_id = id("eos_token_id", 1);
  vocabulary.pad_id = id("padding_token_id", 0);
  vocabulary.add_space_prefix = id("add_space_prefix", 1) != 0;
  vocabulary.remove_extra_spaces = id("remove_extra_whitespaces", 1) != 0;
  return vocabulary.sentencepiece_model();
}

}  // namespace v4e
