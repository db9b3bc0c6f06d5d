// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/base64.h"

#include <gtest/gtest.h>

#include <utility>

namespace v4e {
namespace {

TEST(Base64, HasTheStandardsExamples) {
  // RFC 4648, section 10.
  for (const auto& [bytes, text] : {std::pair("f", "Zg=="), std::pair("fo", "Zm8="), std::pair("foo", "Zm9v"),
                                    std::pair("foob", "Zm9vYg=="), std::pair("foobar", "Zm9vYmFy")}) {
    EXPECT_EQ(to_base64(bytes), text);
    EXPECT_EQ(from_base64(text), bytes);
  }
  EXPECT_EQ(to_base64(""), "");
}

TEST(Base64, HoldsAnyByte) {
  EXPECT_EQ(to_base64("\xff\xfe\x00z"), "//4=");  // the zero ends the literal
  EXPECT_EQ(from_base64("//4AAQ=="), std::string("\xff\xfe\x00\x01", 4));
}

TEST(Base64, RefusesWhatIsNone) {
  for (const char* text : {"", "Zg=", "Zg", "Zm9v!m==", "Z===", "=Zg=", "Zg==Zg==", "Zm9v\nZg=="})
    EXPECT_FALSE(from_base64(text)) << text;
}

}  // namespace
}  // namespace v4e
