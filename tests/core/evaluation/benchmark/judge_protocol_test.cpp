// SPDX-License-Identifier: GPL-3.0-or-later
// How answers of judges are read, and what is made of them.
#include "core/evaluation/benchmark/judge_protocol.h"

#include <gmock/gmock.h>

#include <cmath>

namespace v4e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(GEditProtocol, AsksAboutBothPicturesAndThenAboutTheEdit) {
  const auto questions = gedit_protocol().questions("style_change", "make it night", {"PHOTO", "EDIT"});
  ASSERT_EQ(questions.size(), 2u);
  EXPECT_THAT(questions[0].messages[0].jpegs, ElementsAre("PHOTO", "EDIT"));
  EXPECT_THAT(questions[0].messages[0].text, HasSubstr("make it night"));
  EXPECT_THAT(questions[1].messages[0].jpegs, ElementsAre("EDIT"));
  EXPECT_THAT(questions[1].messages[0].text, Not(HasSubstr("make it night")));
}

TEST(GEditProtocol, TheLowerMarkOfEachCounts) {
  const Measures scores = gedit_protocol().scores({{9, 4}, {8, 9}});
  EXPECT_EQ(scores.at("judge_semantics"), 4);
  EXPECT_EQ(scores.at("judge_quality"), 8);
  EXPECT_NEAR(scores.at("judge_overall"), std::sqrt(32.0), 1e-12);
}

TEST(GEditProtocol, ReadsWhatWasAskedFor) {
  const JudgeMarks marks = gedit_protocol().marks_in(0, R"({"score": [7, 8.5], "reasoning": "a hat"})");
  EXPECT_THAT(marks.strict.value(), ElementsAre(7, 8.5));
  EXPECT_EQ(marks.tolerant, marks.strict);
}

TEST(GEditProtocol, RescuesWhatIsMeantBeyondDoubt) {
  for (const char* answer :
       {"```json\n{\"score\": [7, 8], \"reasoning\": \"a\"}\n```", "Sure! {\"score\": [7, 8]} Bye.",
        R"({"score": ["7", "8/10"]})", "<think>{\"score\": [1, 1]}</think>{\"score\": [7, 8]}"}) {
    const JudgeMarks marks = gedit_protocol().marks_in(0, answer);
    EXPECT_FALSE(marks.strict) << answer;
    ASSERT_TRUE(marks.tolerant) << answer;
    EXPECT_THAT(*marks.tolerant, ElementsAre(7, 8)) << answer;
  }
}

TEST(GEditProtocol, InventsNothing) {
  for (const char* answer :
       {"", "I like it, 8 of 10.", R"({"score": [7]})", R"({"score": [7, 8, 9]})", R"({"score": [7, 11]})",
        R"({"score": [-1, 8]})", R"({"score": "7, 8"})", R"({"score": [7, null]})", R"({"score": [7, 8)",
        R"({"score": [true, 8]})", "[7, 8]"}) {
    const JudgeMarks marks = gedit_protocol().marks_in(0, answer);
    EXPECT_FALSE(marks.strict) << answer;
    EXPECT_FALSE(marks.tolerant) << answer;
  }
}

TEST(ImgEditProtocol, NamesTheScalesOfTheKindOfEdit) {
  const auto text = [](const char* kind) {
    return imgedit_protocol().questions(kind, "make it night", {"PHOTO", "EDIT"}).at(0).messages.at(0).text;
  };
  EXPECT_THAT(text("style"), HasSubstr("Style Fidelity"));
  EXPECT_THAT(text("style"), HasSubstr("make it night"));
  EXPECT_THAT(text("remove"), HasSubstr("Physical & Detail Integrity"));
  EXPECT_THAT(text("never heard of"), HasSubstr("Instruction Compliance"));
}

TEST(ImgEditProtocol, ReadsWhatWasAskedFor) {
  const JudgeMarks marks =
      imgedit_protocol().marks_in(0,
                                  "Brief reasoning: all good.\nPrompt Compliance: 4\nVisual Naturalness: "
                                  "3\r\nPhysical & Detail Coherence: 2\n");
  EXPECT_THAT(marks.strict.value(), ElementsAre(4, 3, 2));
  EXPECT_NEAR(imgedit_protocol().scores({*marks.strict}).at("judge_overall"), 3, 1e-12);
}

TEST(ImgEditProtocol, RescuesWhatIsMeantBeyondDoubt) {
  for (const char* answer :
       {"Brief reasoning: x\nA: 4.\nB: 3 (Acceptable)\nC: 2/5", "**A**: **4**\n- B: 3\nC: `2`",
        "A - 4\nB - 3\nC = 2", "Reasoning: 5 of them: 5\nA: 4\nB: 3.\nC: 2"}) {
    const JudgeMarks marks = imgedit_protocol().marks_in(0, answer);
    EXPECT_FALSE(marks.strict) << answer;
    ASSERT_TRUE(marks.tolerant) << answer;
    EXPECT_THAT(*marks.tolerant, ElementsAre(4, 3, 2)) << answer;
  }
}

TEST(ImgEditProtocol, InventsNothing) {
  for (const char* answer :
       {"", "The edit is fine.", "A: 4\nB: 3", "A: 4\nB: 3\nC: 6", "A: 4\nB: 3\nC: 0", "A: 4\nB: 3\nC: 45",
        "A: 4\nB: 3.5\nC: 2", "A: 4\nB: 3\nC: 2\nD: 1", "A: four\nB: three\nC: two"}) {
    const JudgeMarks marks = imgedit_protocol().marks_in(0, answer);
    EXPECT_FALSE(marks.strict) << answer;
    EXPECT_FALSE(marks.tolerant) << answer;
  }
}

TEST(JudgeProtocol, BelongsToTheBenchmarksThatHaveOne) {
  EXPECT_EQ(judge_protocol_of("gedit"), &gedit_protocol());
  EXPECT_EQ(judge_protocol_of("imgedit"), &imgedit_protocol());
  EXPECT_EQ(judge_protocol_of("pie"), nullptr);
}

}  // namespace
}  // namespace v4e
