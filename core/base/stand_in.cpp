// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/stand_in.h"

#include <algorithm>
#include <cctype>

#include "core/base/error.h"

namespace v4e {
namespace {

bool starts_with_any_case(std::string_view text, std::string_view lower_prefix) {
  return text.size() >= lower_prefix.size() &&
         std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(), [](char expected, char found) {
           return expected == static_cast<char>(std::tolower(static_cast<unsigned char>(found)));
         });
}

std::string_view without_leading_space(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

}  // namespace

std::string describe_stand_in(std::string_view start) {
  start = without_leading_space(start);
  if (start.starts_with("version https://git-lfs") || start.starts_with("version https://hawser"))
    return "it is a Git LFS pointer: the file itself was not downloaded; run \"git lfs pull\" in its folder";
  for (const char* tag : {"<!doctype", "<html", "<head", "<body", "<?xml"}) {
    if (starts_with_any_case(start, tag))
      return "it is a web page that was saved in place of the file; download the file again (its site may "
             "want you to sign in or to accept a licence first)";
  }
  return {};
}

void refuse_stand_in(const std::filesystem::path& file, std::string_view start) {
  const std::string description = describe_stand_in(start.substr(0, kStandInBytes));
  if (!description.empty()) throw Error(ErrorCode::FileMalformed, file.string() + ": " + description);
}

}  // namespace v4e
