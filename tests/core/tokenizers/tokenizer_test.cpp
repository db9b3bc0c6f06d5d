// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizers/tokenizer.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/tokenizers/prompt_cleaning.h"

namespace v4e {
namespace {

std::filesystem::path folder() {
  return std::filesystem::path(V4E_SOURCE_DIR) / "tests/goldens/tokenizer";
}

using Ids = std::vector<std::int64_t>;

Ids real_ids(const TokenizedText& text) {
  return {text.token_ids.begin(), text.token_ids.begin() + text.length};
}

TEST(Tokenizer, GivesTheReferenceIdsForEveryPrompt) {
  const auto golden = read_json_file(folder() / "expected.json");
  const std::int64_t max_length = golden.at("max_length");
  const Tokenizer plain = Tokenizer::open_model(folder() / "spiece.model");
  const Tokenizer with_json = Tokenizer::open(folder());
  int differing = 0;
  for (const auto& example : golden.at("cases")) {
    const std::string prompt = example.at("prompt");
    EXPECT_EQ(clean_prompt(prompt), example.at("cleaned").get<std::string>());
    EXPECT_EQ(plain.encode_clean(example.at("cleaned").get<std::string>()), example.at("ids").get<Ids>())
        << prompt;
    EXPECT_EQ(real_ids(plain.encode(prompt, max_length)), example.at("ids_eos").get<Ids>()) << prompt;
    EXPECT_EQ(real_ids(with_json.encode(prompt, max_length)), example.at("ids_json").get<Ids>()) << prompt;
    differing += example.at("json_differs").get<bool>();
  }
  EXPECT_GE(golden.at("cases").size(), 30U);
  EXPECT_GE(differing, 1);
  EXPECT_EQ(plain.vocabulary_size(), golden.at("vocab_size").get<std::int64_t>());
}

/// Newer programs save no spiece.model.
TEST(Tokenizer, JsonAloneIsTheSameTokenizer) {
  const auto alone = std::filesystem::temp_directory_path() / ("v4e_json_" + std::to_string(::getpid()));
  std::filesystem::create_directories(alone);
  EXPECT_FALSE(Tokenizer::is_in(alone));
  std::filesystem::copy_file(folder() / "tokenizer.json", alone / "tokenizer.json");
  EXPECT_TRUE(Tokenizer::is_in(alone));
  const Tokenizer from_json = Tokenizer::open(alone);
  const auto golden = read_json_file(folder() / "expected.json");
  for (const auto& example : golden.at("cases"))
    EXPECT_EQ(real_ids(from_json.encode(example.at("prompt").get<std::string>(), golden.at("max_length"))),
              example.at("ids_json").get<Ids>())
        << example.at("prompt");
  for (const char* broken :
       {"{}", "{\"model\": {\"type\": \"BPE\"}}", "[1", "{\"model\": {\"type\": \"Unigram\"}}",
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"}) {
    std::ofstream(alone / "tokenizer.json") << broken;
    EXPECT_THROW((void)Tokenizer::open(alone), Error) << broken;
  }
  std::filesystem::remove_all(alone);
}

TEST(Tokenizer, PadsAndMasks) {
  const Tokenizer tokenizer = Tokenizer::open(folder());
  const TokenizedText text = tokenizer.encode("", 4);
  EXPECT_EQ(text.token_ids, (Ids{1, 0, 0, 0}));
  EXPECT_EQ(text.attention_mask, (Ids{1, 0, 0, 0}));
  EXPECT_EQ(text.length, 1);
  EXPECT_EQ(tokenizer.encode("a long prompt is cut", 3).token_ids.back(), 1);
  EXPECT_EQ(real_ids(tokenizer.encode("anything", 1)), Ids{1});
}

TEST(Tokenizer, DecodesWhatItEncoded) {
  const Tokenizer tokenizer = Tokenizer::open(folder());
  EXPECT_EQ(tokenizer.decode(tokenizer.encode_clean("A red fox, 中!")), "A red fox, 中!");
  EXPECT_THROW((void)tokenizer.decode({100000}), Error);
}

TEST(Tokenizer, TakesAnyBytes) {
  const Tokenizer tokenizer = Tokenizer::open(folder());
  std::string bytes;
  for (int i = 0; i < 4096; ++i) bytes.push_back(static_cast<char>(i * 37 % 256));
  EXPECT_EQ(tokenizer.encode(bytes, 512).token_ids.size(), 512U);
  EXPECT_EQ(clean_prompt("a\xff\xc3"), "a\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(clean_prompt("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(tokenizer.encode(std::string(10000, 'w'), 512).length, 512);
  EXPECT_THROW((void)tokenizer.encode(std::string((1U << 20U) + 1, 'w')), Error);
}

TEST(Tokenizer, RefusesBrokenFiles) {
  EXPECT_THROW((void)Tokenizer::open("/nonexistent"), Error);
  EXPECT_THROW((void)Tokenizer::from_bytes("", "empty"), Error);
  EXPECT_THROW((void)Tokenizer::from_bytes("no model at all", "text"), Error);
  std::ifstream file(folder() / "spiece.model", std::ios::binary);
  const std::string model((std::istreambuf_iterator<char>(file)), {});
  for (const std::size_t length : {std::size_t{7}, std::size_t{1000}, model.size() / 2}) {
    try {
      (void)Tokenizer::from_bytes(model.substr(0, length), "cut");
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::FileMalformed);
    }
  }
}

struct Cleaning {
  const char* prompt;
  const char* expected;
};

class CleaningTest : public testing::TestWithParam<Cleaning> {};

// Expected texts are those of whitespace_clean(basic_clean(text)) with ftfy 6.3.1.
TEST_P(CleaningTest, GivesTheReferenceText) {
  EXPECT_EQ(clean_prompt(GetParam().prompt), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Prompts, CleaningTest,
    testing::Values(Cleaning{"&notit; &amp;amp;amp;lt; &NTILDE;", "¬it; < Ñ"},
                    Cleaning{"&#0; &#x110000; &#128;", "� � €"},
                    Cleaning{"&copy2024 &nosuch; & &# &#x;", "©2024 &nosuch; & &# &#x;"},
                    Cleaning{"q\u0307\u0323 \u1E9B\u0323", "q\u0323\u0307 \u1E9B\u0323"},
                    Cleaning{"\u1112\u1161\u11AB", "\uD55C"}, Cleaning{"a\u0315\u0300", "\u00E0\u0315"},
                    Cleaning{"\u212B \u2126", "\u00C5 \u03A9"}, Cleaning{"cafÃ© naÃ¯ve", "café naïve"},
                    Cleaning{"x\u2028y\u2029z\u3000w", "x y z w"}, Cleaning{"ﬃ Ǆ ﾊﾟ", "ffi DŽ パ"},
                    Cleaning{"\x1b[1;31mred\x1b[0m", "red"}, Cleaning{"a\u200b b", "a\u200b b"}));

}  // namespace
}  // namespace v4e
