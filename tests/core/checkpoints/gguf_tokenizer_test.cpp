// SPDX-License-Identifier: GPL-3.0-or-later
// Tokenizers in the header of GGUF files, as converters for llama.cpp write T5's.
#include "core/checkpoints/formats/gguf_tokenizer.h"

#include <gmock/gmock.h>

#include <cstdint>
#include <cstring>
#include <fstream>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/pipelines/carried_tokenizer.h"
#include "core/tokenizers/tokenizer.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

using testing::HasSubstr;

template <typename Number>
std::string raw(Number value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

std::string text(const std::string& value) {
  return raw<std::uint64_t>(value.size()) + value;
}

/// What a SentencePiece model holds that a GGUF file has too.
struct Pieces {
  std::vector<std::string> tokens;
  std::vector<float> scores;
  std::vector<std::int32_t> types;
  std::string characters;
};

/// Reads a message of protocol buffers: `take` gets each field's number and its bytes, or its value as text.
template <typename Take>
void each_field(const std::string& bytes, const Take& take) {
  std::size_t at = 0;
  const auto varint = [&] {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes.at(at++));
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.size()) {
    const std::uint64_t tag = varint();
    const std::size_t size = (tag & 7) == 2 ? varint() : (tag & 7) == 5 ? 4 : 0;
    take(static_cast<int>(tag >> 3),
         size > 0 || (tag & 7) == 2 ? bytes.substr(at, size) : std::to_string(varint()));
    at += size;
  }
}

Pieces pieces_of(const std::string& model) {
  Pieces all;
  each_field(model, [&all](int field, const std::string& value) {
    if (field == 3) {
      each_field(value, [&all](int inner, const std::string& data) {
        if (inner == 2) all.characters = data;
      });
    }
    if (field != 1) return;
    all.types.push_back(1);
    all.scores.push_back(0);
    each_field(value, [&all](int inner, const std::string& data) {
      if (inner == 1) all.tokens.push_back(data);
      if (inner == 2) std::memcpy(&all.scores.back(), data.data(), sizeof(float));
      if (inner == 3) all.types.back() = std::stoi(data);
    });
  });
  return all;
}

std::string list(const std::string& key, std::uint32_t item, std::uint64_t count, const std::string& data) {
  return text("tokenizer.ggml." + key) + raw<std::uint32_t>(9) + raw(item) + raw(count) + data;
}

std::string gguf_of(const Pieces& pieces, const std::string& kind = "t5") {
  std::string tokens;
  for (const std::string& token : pieces.tokens) tokens += text(token);
  const auto numbers = [](const auto& values) {
    return std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(values[0]));
  };
  std::vector<std::string> fields{
      text("tokenizer.ggml.model") + raw<std::uint32_t>(8) + text(kind),
      list("tokens", 8, pieces.tokens.size(), tokens),
      list("scores", 6, pieces.scores.size(), numbers(pieces.scores)),
      list("token_type", 5, pieces.types.size(), numbers(pieces.types)),
      list("precompiled_charsmap", 0, pieces.characters.size(), pieces.characters)};
  std::string bytes =
      "GGUF" + raw<std::uint32_t>(3) + raw<std::uint64_t>(0) + raw<std::uint64_t>(fields.size());
  for (const std::string& field : fields) bytes += field;
  bytes.resize((bytes.size() + 31) / 32 * 32, '\0');
  return bytes;
}

class GgufTokenizer : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& bytes) {
    std::ofstream(folder_ / "umt5.gguf", std::ios::binary) << bytes;
    return folder_ / "umt5.gguf";
  }
  const std::string model_ = read_file(test::golden_path("tokenizer/spiece.model"), 8 << 20);
  test::TemporaryFolder folder_;
};

TEST_F(GgufTokenizer, TokenizesAsItsSource) {
  const auto file = write(gguf_of(pieces_of(model_)));
  EXPECT_TRUE(carries_tokenizer(file));
  const Tokenizer expected = Tokenizer::from_bytes(model_, "spiece.model");
  const Tokenizer read = Tokenizer::from_bytes(carried_tokenizer(file), "umt5.gguf");
  ASSERT_EQ(read.vocabulary_size(), expected.vocabulary_size());
  for (const char* prompt :
       {"day slowly turns into night", "  two   spaces ", "Ünïcode ﬁ ½ 雪が降る", "", "x</s>y"}) {
    EXPECT_EQ(read.encode(prompt, 64).token_ids, expected.encode(prompt, 64).token_ids) << prompt;
  }
}

TEST_F(GgufTokenizer, WhatDoesNotGoTogetherIsRefused) {
  const auto refusal = [this](const std::string& bytes, ErrorCode code) -> std::string {
    try {
      static_cast<void>(carried_tokenizer(write(bytes)));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code);
      return error.what();
    }
    return "taken";
  };
  Pieces pieces = pieces_of(model_);
  EXPECT_THAT(refusal(gguf_of(pieces, "gpt2"), ErrorCode::Unsupported), HasSubstr("spiece.model"));
  pieces.scores.pop_back();
  EXPECT_THAT(refusal(gguf_of(pieces), ErrorCode::FileMalformed), HasSubstr("scores"));
  EXPECT_EQ(carried_tokenizer(test::golden_path("gguf/kquants.gguf")), "");
  EXPECT_FALSE(carries_tokenizer(test::golden_path("gguf/kquants.gguf")));
}

}  // namespace
}  // namespace v4e
