// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/formats/gguf_tokenizer.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/checkpoints/formats/malformed.h"

namespace v4e {
namespace {

constexpr const char* kKeys = "tokenizer.ggml.";
constexpr std::int32_t kByteType = 6;  ///< what no piece has is spelt in bytes

/// A message of protocol buffers, field by field (protobuf.dev, "Encoding").
class Message {
 public:
  void number(int field, std::uint64_t value) {
    tag(field, 0);
    varint(value);
  }
  void bytes(int field, std::string_view value) {
    tag(field, 2);
    varint(value.size());
    bytes_ += value;
  }
  void real(int field, float value) {
    tag(field, 5);
    char raw[sizeof value];
    std::memcpy(raw, &value, sizeof value);
    bytes_.append(raw, sizeof raw);
  }
  [[nodiscard]] const std::string& data() const { return bytes_; }

 private:
  void tag(int field, int wire) {
    varint(static_cast<std::uint64_t>(field) << 3 | static_cast<std::uint64_t>(wire));
  }
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
    bytes_ += static_cast<char>(value);
  }

  std::string bytes_;
};

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
  Message model;
  bool has_bytes = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    Message piece;
    piece.bytes(1, tokens[i]);
    piece.real(2, scores[i]);
    piece.number(3, static_cast<std::uint64_t>(types[i]));  // both count kinds alike: 1 normal … 6 byte
    model.bytes(1, piece.data());
    has_bytes = has_bytes || types[i] == kByteType;
  }
  Message trainer;
  trainer.number(3, 1);  // unigrams
  trainer.number(35, has_bytes ? 1 : 0);
  trainer.number(40, number_of(file, "unknown_token_id", 2));
  trainer.number(41, ~std::uint64_t{0});  // T5 begins with nothing
  trainer.number(42, number_of(file, "eos_token_id", 1));
  trainer.number(43, number_of(file, "padding_token_id", 0));
  model.bytes(2, trainer.data());
  Message normalizer;
  const std::string characters = file.list_bytes(std::string(kKeys) + "precompiled_charsmap");
  if (characters.empty())
    logger("checkpoint")
        .warn("{}: its tokenizer has no table of characters; rare ones may be read as others",
              file.source({}));
  normalizer.bytes(2, characters);
  normalizer.number(3, number_of(file, "add_space_prefix", 1));
  normalizer.number(4, number_of(file, "remove_extra_whitespaces", 1));
  model.bytes(3, normalizer.data());
  return model.data();
}

}  // namespace v4e
