// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/asked_caption.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/base/base64.h"
#include "core/chat/chat_error.h"
#include "tests/core/chat/fake_server.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using test::FakeConnection;
using test::FakeRequest;
using test::FakeServer;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kHat =
    "An object is added: a red felt hat slowly takes shape on the woman's head until it sits there, with "
    "soft "
    "shadows on her hair. Her face, her clothes, the wall behind her and the camera stay exactly as they "
    "are.";

std::string as_json(const std::string& caption, const std::string& kind = "add") {
  return nlohmann::json{{"kind", kind}, {"caption", caption}}.dump();
}

class AskedCaptionTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "v4e-asked-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] CaptionAsker asker(const std::string& address, const std::string& model = "") const {
    return CaptionAsker({.address = address, .model = model}, AnswerCache(folder_ / "answers"));
  }

  /// What comes of an answer of that text.
  [[nodiscard]] AskedCaption with_answer(const std::string& text, const std::string& instruction) const {
    const FakeServer server(test::model_that_writes([&text](const FakeRequest&) { return text; }));
    return asker(server.address()).ask({.instruction = instruction});
  }
  [[nodiscard]] std::string failure_of(const std::string& text,
                                       const std::string& instruction = "put a red hat on her") const {
    try {
      return "taken: " + with_answer(text, instruction).caption;
    } catch (const ChatError& error) {
      EXPECT_EQ(error.failure(), ChatFailure::Malformed);
      return error.what();
    }
  }

  fs::path folder_;
};

TEST_F(AskedCaptionTest, IsWhatTheModelWrote) {
  const AskedCaption asked = with_answer(as_json(kHat), "put a red hat on her");
  EXPECT_EQ(asked.caption, kHat);
  EXPECT_EQ(asked.kind, EditKind::Add);
  EXPECT_EQ(asked.model, "fake-7b");
  EXPECT_FALSE(asked.is_kept);
}

TEST_F(AskedCaptionTest, IsFoundAmongWordsAndTidied) {
  const std::string text =
      "Sure!\n```json\n{\"kind\": \"Weather_Light\", \"caption\": \" Snow  begins\\nto fall on "
      "the roofs. \"}\n```\nDone.";
  const AskedCaption asked = with_answer(text, "make it snow");
  EXPECT_EQ(asked.caption, "Snow begins to fall on the roofs.");
  EXPECT_EQ(asked.kind, EditKind::WeatherLight);
}

TEST_F(AskedCaptionTest, AnUnknownKindIsOther) {
  EXPECT_EQ(with_answer(as_json(kHat, "magic"), "put a red hat on her").kind, EditKind::Other);
  EXPECT_EQ(with_answer("{\"caption\": \"Snow begins to fall.\"}", "make it snow").kind, EditKind::Other);
}

TEST_F(AskedCaptionTest, AbsurdAnswersAreRefused) {
  EXPECT_THAT(failure_of("The woman now wears a hat."), HasSubstr("no JSON object"));
  EXPECT_THAT(failure_of(""), HasSubstr("no JSON object"));
  EXPECT_THAT(failure_of("{\"kind\": \"add\"}"), HasSubstr("no caption"));
  EXPECT_THAT(failure_of("{\"caption\": 7}"), HasSubstr("no caption"));
  EXPECT_THAT(failure_of(as_json("hat")), HasSubstr("too short"));
  EXPECT_THAT(failure_of(as_json(std::string(5000, 'a'))), HasSubstr("too long"));
  EXPECT_THAT(failure_of(as_json("I'm sorry, but I cannot help with editing photos of people.")),
              HasSubstr("an excuse"));
  EXPECT_THAT(failure_of(as_json("<p>A hat appears on her head.</p>")), HasSubstr("marks of a program"));
  std::string loop = "A hat appears";
  for (int i = 0; i < 40; ++i) loop += " and a hat appears";
  EXPECT_THAT(failure_of(as_json(loop)), HasSubstr("repeats itself"));
}

TEST_F(AskedCaptionTest, QuotedTextHasToStayLetterByLetter) {
  const std::string instruction = "write \"Caf\u00e9 <3\" on the sign";
  EXPECT_THAT(failure_of(as_json("The word CAFE slowly appears on the sign."), instruction),
              HasSubstr("\"Caf\u00e9 <3\" is missing"));
  const std::string good = "The words \"Caf\u00e9 <3\" slowly appear on the sign.";
  EXPECT_EQ(with_answer(as_json(good), instruction).caption, good);
}

TEST_F(AskedCaptionTest, ACutAnswerIsRefused) {
  const FakeServer server([](const FakeRequest&, const FakeConnection& connection) {
    connection.send(test::chat_answer(as_json(kHat), "length"));
  });
  EXPECT_THROW((void)asker(server.address(), "fake").ask({.instruction = "put a red hat on her"}), ChatError);
}

TEST_F(AskedCaptionTest, TheQuestionHoldsWhatCountsAndNothingMore) {
  const FakeServer server(test::model_that_writes([](const FakeRequest&) { return as_json(kHat); }));
  (void)asker(server.address(), "fake").ask({.instruction = "put a red hat on her"});
  (void)asker(server.address(), "fake")
      .ask({.instruction = "put a hat on this",
            .before = {"make it night"},
            .has_region = true,
            .jpeg = "JPEG"});
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2u);
  const auto plain = nlohmann::json::parse(requests[0].body);
  const std::string task = plain["messages"][0]["content"];
  for (const char* words :
       {"kind of edit", "over time", "stays as it is", "letter by letter", "weather_light"})
    EXPECT_THAT(task, HasSubstr(words));
  EXPECT_THAT(plain["messages"][1]["content"], testing::EndsWith("put a red hat on her"));
  EXPECT_THAT(requests[0].body, Not(HasSubstr("image_url")));
  const auto shown = nlohmann::json::parse(requests[1].body);
  const std::string words = shown["messages"][1]["content"][0]["text"];
  EXPECT_THAT(words, HasSubstr("make it night"));
  EXPECT_THAT(words, HasSubstr("selected a part"));
  EXPECT_EQ(shown["messages"][1]["content"][1]["image_url"]["url"],
            "data:image/jpeg;base64," + to_base64("JPEG"));
}

TEST_F(AskedCaptionTest, IsAskedForOnce) {
  const FakeServer server(test::model_that_writes([](const FakeRequest&) { return as_json(kHat); }));
  const CaptionQuestion question{.instruction = "put a red hat on her"};
  const CaptionAsker first = asker(server.address(), "fake");
  EXPECT_FALSE(first.find(question));
  EXPECT_FALSE(first.ask(question).is_kept);
  const AskedCaption again = asker(server.address(), "fake").ask(question);
  EXPECT_TRUE(again.is_kept);
  EXPECT_EQ(again.caption, kHat);
  EXPECT_EQ(again.kind, EditKind::Add);
  EXPECT_EQ(server.requests().size(), 1u);
  EXPECT_TRUE(first.find(question));
  // Anything else that is asked is another question.
  EXPECT_FALSE(asker(server.address(), "other").find(question));
  EXPECT_FALSE(first.find({.instruction = "put a red hat on her", .jpeg = "JPEG"}));
  EXPECT_FALSE(first.find({.instruction = "put a red hat on him"}));
  EXPECT_FALSE(first.ask(question, {}, true).is_kept);
  EXPECT_EQ(server.requests().size(), 2u);
}

TEST_F(AskedCaptionTest, WhatIsOfNoUseIsNotKept) {
  const FakeServer server(test::model_that_writes([](const FakeRequest&) { return "no JSON"; }));
  const CaptionAsker asking = asker(server.address(), "fake");
  EXPECT_THROW((void)asking.ask({.instruction = "make it snow"}), ChatError);
  EXPECT_THROW((void)asking.ask({.instruction = "make it snow"}), ChatError);
  EXPECT_EQ(server.requests().size(), 2u);
}

}  // namespace
}  // namespace v4e
