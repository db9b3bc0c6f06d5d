// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"

#include <gtest/gtest.h>

namespace v4e {
namespace {

TEST(Text, KnowsUtf8) {
  EXPECT_TRUE(is_utf8("caf\xC3\xA9 \xE6\x97\xA5 \xF0\x9F\x8C\x85"));
  for (const char* bad :
       {"caf\xE9", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE6\x97"})
    EXPECT_FALSE(is_utf8(bad)) << readable(bad);
}

TEST(Text, BytesThatAreNoTextAreWrittenAsNumbers) {
  EXPECT_EQ(readable("caf\xE9.jpg"), "caf\\xE9.jpg");
  EXPECT_EQ(readable("caf\xC3\xA9.jpg"), "caf\xC3\xA9.jpg");
  const nlohmann::json json{{"photo", "a\xFF"}, {"list", {"\xE9", 3}}, {"k\xE9", nullptr}};
  const auto read = nlohmann::json::parse(json_text(json));
  EXPECT_EQ(read.at("photo"), "a\\xFF");
  EXPECT_EQ(read.at("list"), nlohmann::json({"\\xE9", 3}));
  EXPECT_TRUE(read.contains("k\\xE9"));
}

TEST(Text, NamesHaveRoomOnAnyDisk) {
  EXPECT_EQ(file_name("photo", "-edited", ".jpg"), "photo-edited.jpg");
  std::string name;
  while (name.size() < 250) name += "\xE6\x97\xA5";
  const std::string shortened = file_name(name, "-edited", ".jpg").string();
  EXPECT_LE(shortened.size(), kMaxNameBytes);
  EXPECT_GT(shortened.size(), kMaxNameBytes - 3);
  EXPECT_TRUE(is_utf8(shortened)) << "cut within a character";
  EXPECT_TRUE(shortened.ends_with("-edited.jpg"));
}

}  // namespace
}  // namespace v4e
