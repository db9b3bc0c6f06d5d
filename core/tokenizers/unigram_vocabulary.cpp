// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizers/unigram_vocabulary.h"

#include <cstring>
#include <string_view>

namespace v4e {
namespace {

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

}  // namespace

std::string UnigramVocabulary::sentencepiece_model() const {
  Message model;
  bool has_bytes = false;
  for (const Piece& each : pieces) {
    Message piece;
    piece.bytes(1, each.text);
    piece.real(2, each.score);
    piece.number(3, static_cast<std::uint64_t>(each.kind));
    model.bytes(1, piece.data());
    has_bytes = has_bytes || each.kind == kByte;  // what no piece has is spelt in bytes
  }
  Message trainer;
  trainer.number(3, 1);  // unigrams
  trainer.number(35, has_bytes ? 1 : 0);
  trainer.number(40, static_cast<std::uint64_t>(unknown_id));
  trainer.number(41, ~std::uint64_t{0});  // T5 begins with nothing
  trainer.number(42, static_cast<std::uint64_t>(eos_id));
  trainer.number(43, static_cast<std::uint64_t>(pad_id));
  model.bytes(2, trainer.data());
  Message normalizer;
  normalizer.bytes(2, characters);
  normalizer.number(3, add_space_prefix ? 1 : 0);
  normalizer.number(4, remove_extra_spaces ? 1 : 0);
  model.bytes(3, normalizer.data());
  return model.data();
}

}  // namespace v4e
