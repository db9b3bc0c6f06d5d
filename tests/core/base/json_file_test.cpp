// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json_file.h"

#include <gtest/gtest.h>

#include <string>

#include "core/base/error.h"

namespace v4e {
namespace {

TEST(ParseJson, ReadsOrdinaryJson) {
  EXPECT_EQ(parse_json(R"({"a": [1, {"a": 2}], "b": {"a": 3}})", "test")["a"][1]["a"], 2);
}

TEST(ParseJson, RefusesWhatIsNotJson) {
  for (const char* text : {"", "{", "{\"a\":}", "[1,]", "nul", "{\"a\":1}x"}) {
    EXPECT_THROW(static_cast<void>(parse_json(text, "test")), Error) << text;
  }
}

TEST(ParseJson, RefusesDeepNesting) {
  EXPECT_THROW(static_cast<void>(parse_json(std::string(100000, '['), "test")), Error);
}

TEST(ParseJson, RefusesDuplicateKeys) {
  EXPECT_THROW(static_cast<void>(parse_json(R"({"a": 1, "a": 2})", "test")), Error);
}

}  // namespace
}  // namespace v4e
