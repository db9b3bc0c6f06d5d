// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
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

TEST(ParseJson, DepthIsThatOfWhatIsInIt) {
  EXPECT_NO_THROW(static_cast<void>(parse_json(R"({"a": [1]})", "test", 2)));
  EXPECT_THROW(static_cast<void>(parse_json(R"({"a": [{"b": 1}]})", "test", 2)), Error);
}

/// A header of that many tensors without values; seconds to read it.
double seconds_of(int objects) {
  std::string text = "{";
  for (int i = 0; i < objects; ++i) text += "\"t" + std::to_string(i) + R"(": {"shape": [0]},)";
  text.back() = '}';
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(parse_json(text, "test").size(), static_cast<std::size_t>(objects));
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

TEST(ParseJson, TimeGrowsWithTheSizeAndNotItsSquare) {
  // The square would be 64 times as much; a busy machine is no reason to fail.
  EXPECT_LT(seconds_of(80'000), 40 * std::max(seconds_of(10'000), 0.01));
}

}  // namespace
}  // namespace v4e
