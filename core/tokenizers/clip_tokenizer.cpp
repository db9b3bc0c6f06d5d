// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizers/clip_tokenizer.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/stand_in.h"
#include "core/tokenizers/unicode.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBpeBytes = 64U << 20U;
constexpr const char* kStart = "<|startoftext|>";
constexpr const char* kEnd = "<|endoftext|>";
constexpr const char* kWordEnd = "</w>";
constexpr std::array<std::u32string_view, 7> kShortForms{U"'s", U"'t", U"'re", U"'ve", U"'m", U"'ll", U"'d"};

std::string text_in(const fs::path& file) {
  std::string text = read_file(file, kMostBpeBytes);
  refuse_stand_in(file, text);
  return text;
}

/// The letter that stands for each byte: itself where it can be seen, else one from U+0100 on.
std::array<std::string, 256> byte_letters() {
  std::array<std::string, 256> letters;
  char32_t next = 0x100;
  for (char32_t byte = 0; byte < 256; ++byte) {
    const bool is_seen = (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
    append_utf8(letters[byte], is_seen ? byte : next++);
  }
  return letters;
}

/// NFC, lower case.
std::u32string plain_text(std::string_view text) {
  constexpr char32_t kDottedCapitalI = 0x130;  // the only one whose lower case is two characters
  std::u32string plain;
  for (const char32_t character : normalize_nfc(decode_utf8(text))) {
    if (character == kDottedCapitalI)
      plain += U"i\u0307";
    else
      plain += lower_case(character);
  }
  return plain;
}

/// How much of the text from `at` on is one word; white space is none.
std::size_t word_length(std::u32string_view text, std::size_t at) {
  const std::u32string_view rest = text.substr(at);
  for (const std::u32string_view form : kShortForms) {
    if (rest.starts_with(form)) return form.size();
  }
  const auto run_of = [&](const auto& belongs) {
    return static_cast<std::size_t>(std::ranges::find_if_not(rest, belongs) - rest.begin());
  };
  if (is_letter(rest[0])) return run_of(is_letter);
  if (is_number(rest[0])) return 1;
  return run_of([](char32_t c) { return !is_space(c) && !is_letter(c) && !is_number(c); });
}

}  // namespace

bool ClipTokenizer::is_in(const fs::path& folder) {
  return fs::exists(folder / "tokenizer.json") ||
         (fs::exists(folder / "vocab.json") && fs::exists(folder / "merges.txt"));
}

void ClipTokenizer::add_pair(const std::string& first, const std::string& second) {
  const auto rank = static_cast<std::int64_t>(ranks_.size());
  ranks_.try_emplace({first, second}, rank);
}

void ClipTokenizer::find_ends(const std::string& origin) {
  if (!ids_.contains(kStart) || !ids_.contains(kEnd))
    throw Error(ErrorCode::Unsupported,
                origin + ": is no tokenizer of CLIP: it has no " + kStart + " and " + kEnd);
  start_ = ids_.at(kStart);
  end_ = ids_.at(kEnd);
}

ClipTokenizer ClipTokenizer::open(const fs::path& folder) {
  const bool is_one_file = fs::exists(folder / "tokenizer.json");
  const fs::path file = folder / (is_one_file ? "tokenizer.json" : "vocab.json");
  if (!is_in(folder))
    throw Error(ErrorCode::FileUnreadable,
                "CLIP's tokenizer.json, or vocab.json and merges.txt, are missing in " + folder.string());
  ClipTokenizer tokenizer;
  try {
    const nlohmann::json json = parse_json(text_in(file), file.string());
    if (!is_one_file) {
      tokenizer.ids_ = json.get<std::map<std::string, std::int64_t>>();
      std::istringstream lines(text_in(folder / "merges.txt"));
      std::string line;
      while (std::getline(lines, line)) {
        std::istringstream words(line);
        std::string first;
        std::string second;
        if (!line.starts_with("#version") && words >> first >> second) tokenizer.add_pair(first, second);
      }
    } else {
      const auto& model = json.at("model");
      if (model.value("type", std::string("BPE")) != "BPE")
        throw Error(ErrorCode::Unsupported, file.string() + ": is no tokenizer of CLIP");
      tokenizer.ids_ = model.at("vocab").get<std::map<std::string, std::int64_t>>();
      for (const auto& pair : model.at("merges")) {
        if (pair.is_array()) {
          tokenizer.add_pair(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
          continue;
        }
        const auto text = pair.get<std::string>();
        const auto space = text.find(' ');
        tokenizer.add_pair(text.substr(0, space), space == text.npos ? "" : text.substr(space + 1));
      }
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::FileMalformed, file.string() + ": not a tokenizer of CLIP: " + error.what());
  }
  tokenizer.find_ends(file.string());
  return tokenizer;
}

std::vector<std::string> ClipTokenizer::pieces_of(std::vector<std::string> letters) const {
  letters.back() += kWordEnd;
  while (letters.size() > 1) {
    auto best = ranks_.end();
    for (std::size_t i = 0; i + 1 < letters.size(); ++i) {
      const auto found = ranks_.find({letters[i], letters[i + 1]});
      if (found != ranks_.end() && (best == ranks_.end() || found->second < best->second)) best = found;
    }
    if (best == ranks_.end()) break;
    const auto& [first, second] = best->first;
    std::vector<std::string> joined;
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const bool joins = i + 1 < letters.size() && letters[i] == first && letters[i + 1] == second;
      joined.push_back(joins ? first + second : letters[i]);
      if (joins) ++i;
    }
    letters = std::move(joined);
  }
  return letters;
}

std::vector<std::int64_t> ClipTokenizer::encode(std::string_view text, std::int64_t max_tokens) const {
  if (max_tokens < 2) throw Error(ErrorCode::InvalidArgument, "a text has at least two tokens");
  static const std::array<std::string, 256> byte_names = byte_letters();
  const auto most = static_cast<std::size_t>(max_tokens);
  const std::u32string plain = plain_text(text);
  std::vector<std::int64_t> ids{start_};
  for (std::size_t at = 0; at < plain.size() && ids.size() < most;) {
    if (is_space(plain[at])) {
      ++at;
      continue;
    }
    const std::size_t length = word_length(plain, at);
    std::vector<std::string> letters;
    for (const char byte : encode_utf8(std::u32string_view(plain).substr(at, length)))
      letters.push_back(byte_names[static_cast<std::uint8_t>(byte)]);
    for (const std::string& piece : pieces_of(std::move(letters))) {
      const auto id = ids_.find(piece);
      ids.push_back(id == ids_.end() ? end_ : id->second);  // CLIP has its end token for what is unknown
    }
    at += length;
  }
  if (ids.size() > most - 1) ids.resize(most - 1);
  ids.push_back(end_);
  return ids;
}

}  // namespace v4e
