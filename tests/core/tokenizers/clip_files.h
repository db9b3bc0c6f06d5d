// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/json_file.h"
#include "core/tokenizers/unicode.h"

namespace v4e::test {

inline constexpr std::array<const char*, 14> kClipPairs{
    "l o",      "lo w</w>", "e r</w>",  "n e", "ne w",     "s t</w>", "c a",
    "ca t</w>", "d o",      "do g</w>", "i n", "in g</w>", "t h",     "th e</w>"};

/// A vocabulary like CLIP's, of 528 pieces: the letters of all bytes, alone and at the end of a word, pairs
/// of them, start and end.
inline nlohmann::json clip_vocabulary() {
  std::vector<std::string> names;
  for (char32_t letter = '!'; letter < 0x144; ++letter) {
    const bool is_letter = letter <= '~' || (letter >= 0xA1 && letter != 0xAD);
    if (is_letter) names.push_back(encode_utf8(std::u32string(1, letter)));
  }
  for (std::size_t i = 0; i < 256; ++i) names.push_back(names[i] + "</w>");
  for (std::string pair : kClipPairs) {
    std::erase(pair, ' ');
    names.push_back(pair);
  }
  names.insert(names.end(), {"<|startoftext|>", "<|endoftext|>"});
  nlohmann::json vocabulary = nlohmann::json::object();
  for (std::size_t i = 0; i < names.size(); ++i) vocabulary[names[i]] = i;
  return vocabulary;
}

/// tokenizer.json, with pairs as newer or older programs write them.
inline void write_clip_tokenizer(const std::filesystem::path& folder, bool pairs_as_lists = true) {
  nlohmann::json merges = nlohmann::json::array();
  for (const std::string pair : kClipPairs) {
    const auto space = pair.find(' ');
    if (pairs_as_lists)
      merges.push_back({pair.substr(0, space), pair.substr(space + 1)});
    else
      merges.push_back(pair);
  }
  write_json_file(folder / "tokenizer.json",
                  {{"model", {{"type", "BPE"}, {"vocab", clip_vocabulary()}, {"merges", merges}}}});
}

}  // namespace v4e::test
