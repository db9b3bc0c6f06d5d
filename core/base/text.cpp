// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"

#include <array>
#include <cstdio>

namespace v4e {
namespace {

nlohmann::json readable_json(const nlohmann::json& json) {
  if (json.is_string()) return readable(json.get_ref<const std::string&>());
  if (json.is_array()) {
    nlohmann::json copy = nlohmann::json::array();
    for (const auto& value : json) copy.push_back(readable_json(value));
    return copy;
  }
  if (!json.is_object()) return json;
  nlohmann::json copy = nlohmann::json::object();
  for (const auto& [key, value] : json.items()) copy[readable(key)] = readable_json(value);
  return copy;
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xc2 && first <= 0xdf   ? 2
                             : first >= 0xe0 && first <= 0xef ? 3
                             : first >= 0xf0 && first <= 0xf4 ? 4
                                                              : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const unsigned char second = byte(1);
  const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool beyond = (first == 0xed && second > 0x9f) || (first == 0xf4 && second > 0x8f);
  return overlong || beyond ? 0 : length;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string readable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length > 0) {
      result += text.substr(0, length);
    } else {
      std::array<char, 5> escape{};
      std::snprintf(escape.data(), escape.size(), "\\x%02X", static_cast<unsigned char>(text.front()));
      result += escape.data();
    }
    text.remove_prefix(length > 0 ? length : 1);
  }
  return result;
}

std::string json_text(const nlohmann::json& json, int indent) {
  return readable_json(json).dump(indent);
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::string letters_and_digits(std::string_view text) {
  std::string result = lower_case(text);
  std::erase_if(result, [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')); });
  return result;
}

std::string cut_text(std::string text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  while (max_bytes > 0 && (static_cast<unsigned char>(text[max_bytes]) & 0xc0) == 0x80) --max_bytes;
  text.resize(max_bytes);
  return text;
}

std::filesystem::path file_name(const std::string& stem, const std::string& ending,
                                const std::string& extension) {
  const std::size_t taken = ending.size() + extension.size();
  return cut_text(stem, taken < kMaxNameBytes ? kMaxNameBytes - taken : 0) + ending + extension;
}

}  // namespace v4e
