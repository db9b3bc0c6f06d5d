// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/edit_judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/chat/chat_error.h"
#include "tests/core/chat/fake_server.h"

namespace v4e {
namespace {

using test::FakeRequest;
using test::FakeServer;
using testing::HasSubstr;

TEST(EditJudge, ReadsMarksHoweverTheyAreWritten) {
  for (const char* text :
       {R"({"reason": "a hat", "done": 7, "kept": 9.5})",
        R"(Sure: {"done": "7", "kept": "9.5/10", "reason": "a hat"})",
        "```json\n{\"done\": 7.0, \"kept\": 9.5, \"reason\": \"a hat\", \"more\": 1}\n```"}) {
    const auto judgement = judgement_in(text);
    ASSERT_TRUE(judgement) << text;
    EXPECT_EQ(judgement->done, 7);
    EXPECT_EQ(judgement->kept, 9.5);
    EXPECT_EQ(judgement->reason, "a hat");
    EXPECT_EQ(judgement->score(), 7);
  }
}

TEST(EditJudge, WhatIsNoJudgementIsNone) {
  for (const char* text :
       {"", "8/10", "Score: 4.", R"({"done": 7})", R"({"done": 11, "kept": 5})", R"({"done": -1, "kept": 5})",
        R"({"done": "seven", "kept": 5})", R"x({"done": "3 (Acceptable)", "kept": 5})x",
        R"({"done": null, "kept": 5})", R"({"done": true, "kept": 5})", R"({"done": "", "kept": 5})",
        R"({"done": "nan", "kept": 5})"})
    EXPECT_FALSE(judgement_in(text)) << text;
}

TEST(EditJudge, ShowsBothPicturesAndTellsWhatWasAskedFor) {
  const FakeServer server(
      test::model_that_writes([](const FakeRequest&) { return R"({"reason": "", "done": 6, "kept": 4})"; }));
  const EditJudge judge({.address = server.address()}, AnswerCache());
  const Judgement judgement = judge.judge("PHOTO", "EDIT", {"make it night", "add fog"});
  EXPECT_EQ(judgement.score(), 4);
  EXPECT_EQ(judgement.model, "fake-7b");
  const auto content =
      nlohmann::json::parse(server.requests().back().body).at("messages").at(1).at("content");
  EXPECT_THAT(content.at(0).at("text"), HasSubstr("make it night; then: add fog"));
  EXPECT_EQ(content.at(1).at("image_url").at("url"), "data:image/jpeg;base64,UEhPVE8=");
  EXPECT_EQ(content.at(2).at("image_url").at("url"), "data:image/jpeg;base64,RURJVA==");
}

TEST(EditJudge, ProseIsAnError) {
  const FakeServer server(test::model_that_writes([](const FakeRequest&) { return "I like it!"; }));
  try {
    (void)EditJudge({.address = server.address()}, AnswerCache()).judge("PHOTO", "EDIT", {"make it night"});
    FAIL();
  } catch (const ChatError& error) {
    EXPECT_EQ(error.failure(), ChatFailure::Malformed);
    EXPECT_THAT(error.what(), HasSubstr("I like it!"));
  }
}

}  // namespace
}  // namespace v4e
