// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/stand_in.h"

#include <gtest/gtest.h>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json_file.h"

namespace v4e {
namespace {

TEST(StandIn, PointersAndPagesAreToldWithTheRemedy) {
  const std::string pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n";
  EXPECT_NE(describe_stand_in(pointer).find("git lfs pull"), std::string::npos);
  for (const char* page :
       {"<!DOCTYPE html><html>", "<html lang=\"en\">", "  \n<HTML>", "\xEF\xBB\xBF<!doctype html>",
        "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"}) {
    EXPECT_NE(describe_stand_in(page).find("web page"), std::string::npos) << page;
    EXPECT_NE(describe_stand_in(page).find("download the file again"), std::string::npos) << page;
  }
}

TEST(StandIn, WhatIsMeantIsNone) {
  for (const char* text : {"", " ", "{\"a\": 1}", "GGUF", "version 2", "<", "[1]"})
    EXPECT_EQ(describe_stand_in(text), "") << text;
}

TEST(StandIn, JsonFilesAreLookedAt) {
  const std::filesystem::path file = std::filesystem::temp_directory_path() / "v4e_stand_in_test.json";
  AtomicFile out(file);
  out.write("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n");
  out.commit();
  try {
    (void)read_json_file(file);
    ADD_FAILURE() << "read";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::FileMalformed);
    EXPECT_NE(std::string(error.what()).find("git lfs pull"), std::string::npos) << error.what();
  }
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace v4e
