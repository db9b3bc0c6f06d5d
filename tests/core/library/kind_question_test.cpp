// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/kind_question.h"

#include <gmock/gmock.h>

#include <fstream>

#include "core/library/kind_memory.h"
#include "core/library/model_description.h"
#include "tests/core/library/loose_files.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using test::refusal;
using test::write_dit;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class KindQuestionTest : public test::LooseModelTest {
 protected:
  [[nodiscard]] fs::path dit(const std::string& name, const test::DitShape& shape = {}) const {
    fs::path file = folder_ / "models/diffusion_models" / name;
    write_dit(file, shape);
    return file;
  }
  static std::vector<std::string> ids(const KindQuestion& question) {
    std::vector<std::string> all;
    for (const KindQuestion::Choice& choice : question.choices) all.push_back(choice.id);
    return all;
  }
};

TEST_F(KindQuestionTest, TheUsualOneIsProposedAndMayBeSaidOtherwise) {
  const fs::path file = dit("some_file.safetensors");
  auto questions = kind_questions(file);
  ASSERT_THAT(questions, SizeIs(1));
  EXPECT_THAT(ids(questions[0]), ElementsAre("i2v-720p", "i2v-480p", "chronoedit", "fun-inp"));
  EXPECT_EQ(questions[0].chosen, "i2v-720p");
  EXPECT_EQ(questions[0].basis, KindBasis::Usual);
  EXPECT_EQ(questions[0].choices[2].name, "ChronoEdit");
  answer(questions[0], "chronoedit");
  questions = kind_questions(file);
  EXPECT_EQ(questions[0].chosen, "chronoedit");
  EXPECT_EQ(questions[0].basis, KindBasis::Said);
  answer(questions[0], "i2v-480p");
  EXPECT_EQ(kind_questions(file)[0].chosen, "i2v-480p") << "an answer can be changed";
}

TEST_F(KindQuestionTest, ANameIsAProposal) {
  const auto questions = kind_questions(dit("wan2.1_i2v_480p_14B.safetensors"));
  ASSERT_THAT(questions, SizeIs(1));
  EXPECT_EQ(questions[0].chosen, "i2v-480p");
  EXPECT_EQ(questions[0].basis, KindBasis::Name);
  EXPECT_FALSE(questions[0].is_open());
}

TEST_F(KindQuestionTest, WhatTheShapesSayIsNotAsked) {
  EXPECT_THAT(kind_questions(dit("5b.safetensors", {.in = 48, .out = 48, .image = false})), IsEmpty());
  EXPECT_THAT(kind_questions(dit("t2v.safetensors", {.in = 16, .image = false})), IsEmpty())
      << "it edits no photos, whichever it is";
  EXPECT_THAT(kind_questions(folder_ / "nothing.safetensors"), IsEmpty());
  fs::create_directories(folder_ / "diffusers");
  std::ofstream(folder_ / "diffusers/model_index.json") << "{}";
  EXPECT_THAT(kind_questions(folder_ / "diffusers"), IsEmpty());
}

TEST_F(KindQuestionTest, ExpertsAreOpenUntilBothAreSaidAndStayChangeable) {
  const fs::path one = dit("one.safetensors", {.image = false, .seed = 1});
  const fs::path two = dit("two.safetensors", {.image = false, .seed = 2});
  write_companions(folder_ / "models");
  auto first = kind_questions(one);
  ASSERT_THAT(first, SizeIs(1));
  EXPECT_TRUE(first[0].is_open());
  EXPECT_TRUE(first[0].chosen.empty());
  EXPECT_THAT(ids(first[0]), ElementsAre("i2v-a14b-high", "i2v-a14b-low"));
  answer(first[0], "i2v-a14b-high");
  answer(kind_questions(two)[0], "i2v-a14b-low");
  EXPECT_EQ(choose_model(one.string()).paths.transformer_2, two);
  // The second one has no row of its own in the list of models any more.
  const auto both = kind_questions(one);
  ASSERT_THAT(both, SizeIs(2));
  EXPECT_EQ(both[0].file, one);
  EXPECT_EQ(both[1].file, two);
  EXPECT_EQ(both[1].chosen, "i2v-a14b-low");
}

TEST_F(KindQuestionTest, RefusesWhatItCannotBe) {
  const auto questions = kind_questions(dit("some_file.safetensors"));
  refusal(ErrorCode::InvalidArgument, [&] { answer(questions.at(0), "ti2v-5b"); });
  EXPECT_EQ(kind_questions(questions[0].file)[0].basis, KindBasis::Usual);
  remember_kind(questions[0].fingerprint, "ti2v-5b");
  EXPECT_EQ(kind_questions(questions[0].file)[0].chosen, "i2v-720p") << "a broken memory is no answer";
}

}  // namespace
}  // namespace v4e
