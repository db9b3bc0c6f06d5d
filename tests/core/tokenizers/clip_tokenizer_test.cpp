// SPDX-License-Identifier: GPL-3.0-or-later
// Expected ids are those of transformers' CLIPTokenizerFast with the same small vocabulary.
#include "core/tokenizers/clip_tokenizer.h"

#include <gmock/gmock.h>

#include <fstream>

#include "core/base/error.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/tokenizers/clip_files.h"

namespace v4e {
namespace {

using testing::ElementsAre;

void expect_the_references_ids(const ClipTokenizer& tokenizer) {
  EXPECT_EQ(tokenizer.vocabulary_size(), 528);
  EXPECT_THAT(tokenizer.encode("a Low newer CAT"), ElementsAre(526, 320, 513, 516, 514, 519, 527));
  EXPECT_THAT(
      tokenizer.encode("the dog's  bowl, isn't it?"),
      ElementsAre(526, 525, 521, 6, 338, 65, 78, 86, 331, 267, 72, 82, 333, 6, 339, 72, 339, 286, 527));
  EXPECT_THAT(tokenizer.encode("42 cats!!"), ElementsAre(526, 275, 273, 518, 83, 338, 0, 256, 527));
  EXPECT_THAT(tokenizer.encode("Ünïcode ÉTÉ 日本語 ½"),
              ElementsAre(526, 127, 120, 77, 127, 107, 66, 78, 67, 324, 127, 102, 83, 127, 358, 162, 245, 98,
                          162, 250, 105, 164, 103, 508, 126, 377, 527));
  EXPECT_THAT(tokenizer.encode("don't DO-ing\n"), ElementsAre(526, 520, 333, 6, 339, 67, 334, 268, 523, 527));
  EXPECT_THAT(tokenizer.encode("I'LL thethe"), ElementsAre(526, 328, 6, 75, 331, 524, 68, 525, 527));
  EXPECT_THAT(tokenizer.encode(""), ElementsAre(526, 527));
  // Put together, a capital whose small form has two characters, and the sign of the kelvin.
  EXPECT_THAT(tokenizer.encode("e\u0301t\u00e9 \u0130\u212a"),
              ElementsAre(526, 127, 102, 83, 127, 358, 328, 136, 485, 330, 527));
}

TEST(ClipTokenizer, GivesTheReferencesIds) {
  const test::TemporaryFolder folder;
  for (const bool as_lists : {true, false}) {
    test::write_clip_tokenizer(folder.path(), as_lists);
    ASSERT_TRUE(ClipTokenizer::is_in(folder.path()));
    expect_the_references_ids(ClipTokenizer::open(folder.path()));
  }
}

TEST(ClipTokenizer, ReadsTheOlderFiles) {
  const test::TemporaryFolder folder;
  write_json_file(folder / "vocab.json", test::clip_vocabulary());
  EXPECT_FALSE(ClipTokenizer::is_in(folder.path()));
  std::ofstream merges(folder / "merges.txt");
  merges << "#version: 0.2\n";
  for (const char* pair : test::kClipPairs) merges << pair << "\n";
  merges.close();
  expect_the_references_ids(ClipTokenizer::open(folder.path()));
}

TEST(ClipTokenizer, LongTextsAreCutBeforeTheEnd) {
  const test::TemporaryFolder folder;
  test::write_clip_tokenizer(folder.path());
  const ClipTokenizer tokenizer = ClipTokenizer::open(folder.path());
  EXPECT_THAT(tokenizer.encode("a Low newer CAT", 5), ElementsAre(526, 320, 513, 516, 527));
  EXPECT_EQ(tokenizer.encode(std::string(100'000, 'x')).size(), 77u);
  EXPECT_THROW((void)tokenizer.encode("a", 1), Error);
}

TEST(ClipTokenizer, OtherFilesAreRefused) {
  const test::TemporaryFolder folder;
  EXPECT_THROW((void)ClipTokenizer::open(folder.path()), Error);
  for (const char* text : {"{", "[]", R"({"model": {"type": "Unigram", "vocab": []}})",
                           R"({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}})",
                           R"({"model": {"type": "BPE", "vocab": {"a": "b"}, "merges": [1]}})"}) {
    std::ofstream(folder / "tokenizer.json") << text;
    EXPECT_THROW((void)ClipTokenizer::open(folder.path()), Error) << text;
  }
}

}  // namespace
}  // namespace v4e
