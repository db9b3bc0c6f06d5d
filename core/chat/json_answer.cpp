// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chat/json_answer.h"

#include "core/base/error.h"
#include "core/base/json_file.h"

namespace v4e {
namespace {

constexpr int kMostTries = 32;  // braces that begin no JSON
constexpr int kMaxDepth = 16;

/// The bytes from a brace to the one that closes it; empty where none does.
std::string_view balanced(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      return text.substr(0, i + 1);
    }
  }
  return {};
}

}  // namespace

std::optional<nlohmann::json> json_object_in(std::string_view answer) {
  constexpr std::string_view kThoughtEnd = "</think>";
  if (const auto end = answer.rfind(kThoughtEnd); end != std::string_view::npos)
    answer.remove_prefix(end + kThoughtEnd.size());
  for (int tries = 0; tries < kMostTries; ++tries) {
    const std::size_t begin = answer.find('{');
    if (begin == std::string_view::npos) return std::nullopt;
    answer.remove_prefix(begin);
    try {
      if (const std::string_view object = balanced(answer); !object.empty())
        return parse_json(object, "the answer", kMaxDepth);
    } catch (const Error&) {
      // It was prose with braces; the object may come later.
    }
    answer.remove_prefix(1);
  }
  return std::nullopt;
}

}  // namespace v4e
