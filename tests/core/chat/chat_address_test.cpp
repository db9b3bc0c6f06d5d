// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chat/chat_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.h"

namespace v4e {
namespace {

using testing::HasSubstr;

TEST(ChatAddress, TakesWhatServersPrint) {
  const ChatAddress llama{"http://localhost:8080/v1", "localhost:8080", true};
  for (const char* text :
       {"http://localhost:8080", "http://localhost:8080/", "http://localhost:8080/v1", "localhost:8080",
        "http://localhost:8080/v1/", " HTTP://LocalHost:8080/v1/chat/completions "})
    EXPECT_EQ(parse_chat_address(text), llama) << text;
}

TEST(ChatAddress, KeepsOtherPaths) {
  EXPECT_EQ(parse_chat_address("https://example.org/api/v3/").base, "https://example.org/api/v3");
  EXPECT_EQ(parse_chat_address("https://example.org/api/v3/chat/completions").base,
            "https://example.org/api/v3");
}

TEST(ChatAddress, KnowsThisMachine) {
  for (const char* text : {"http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:11434",
                           "http://0.0.0.0:8000", "https://localhost"})
    EXPECT_TRUE(parse_chat_address(text).is_local) << text;
  // Names may lead anywhere, whatever they look like.
  for (const char* text :
       {"http://192.168.1.5:8080", "http://127.0.0.1.example.org", "http://localhost.example.org",
        "http://mybox", "http://127.example", "http://[fe80::1]", "http://1270.0.0.1.org"})
    EXPECT_FALSE(parse_chat_address(text).is_local) << text;
}

TEST(ChatAddress, ADisguisedNumberIsReadAsTheConnectionWillReadIt) {
  EXPECT_TRUE(parse_chat_address("http://0x7f000001/").is_local);
  EXPECT_FALSE(parse_chat_address("http://0x08080808/").is_local);
}

TEST(ChatAddress, RefusesWhatIsNone) {
  for (const char* text : {"", "   ", "http://", "ftp://localhost/", "file:///etc/passwd", "http://a b/",
                           "http://localhost:99999", "http://user:word@localhost",
                           "http://localhost/v1?key=1", "http://localhost\n/v1", "http://localhost:port"}) {
    try {
      (void)parse_chat_address(text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidArgument) << text;
      EXPECT_THAT(error.what(), HasSubstr("http://localhost:8080/v1"));
    }
  }
}

TEST(ChatAddress, ElsewhereItHasToBeSaidWhetherTheConnectionIsEncrypted) {
  try {
    (void)parse_chat_address("example.org/v1");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("https://"));
  }
}

}  // namespace
}  // namespace v4e
