// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chat/json_answer.h"

#include <gtest/gtest.h>

#include <string>

namespace v4e {
namespace {

TEST(JsonAnswer, IsFoundInWhateverStandsAroundIt) {
  const nlohmann::json wanted{{"a", "}\"{"}};
  const std::string object = wanted.dump();
  for (const std::string& text :
       {object, "```json\n" + object + "\n```", "Here you are: " + object + "\nAnything else?",
        "I use {braces} and \"quotes. " + object, "<think>{\"a\": 1}</think>\n" + object})
    EXPECT_EQ(json_object_in(text), wanted) << text;
}

TEST(JsonAnswer, NothingIsFoundWhereThereIsNone) {
  for (const std::string& text : {std::string(), std::string("no"), std::string("{"), std::string("[1, 2]"),
                                  std::string("{\"a\": 1"), std::string("{'a': 1}"), std::string(2000, '{'),
                                  std::string("{\"a\": 1, \"a\": 2}"), std::string("{\"a\": \"\xff\"}")})
    EXPECT_FALSE(json_object_in(text)) << text.substr(0, 40);
}

TEST(JsonAnswer, AnAnswerNestedWithoutEndIsNoAnswer) {
  EXPECT_FALSE(json_object_in("{\"a\":" + std::string(5000, '[') + std::string(5000, ']') + "}"));
}

}  // namespace
}  // namespace v4e
