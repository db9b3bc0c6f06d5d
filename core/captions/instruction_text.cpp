// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/instruction_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>

namespace v4e {
namespace {

struct QuotePair {
  std::string_view open;
  std::string_view close;
};

constexpr std::array<QuotePair, 8> kQuotes{{
    {"\"", "\""},
    {"\u201c", "\u201d"},
    {"\u201e", "\u201c"},
    {"\u2018", "\u2019"},
    {"\u00ab", "\u00bb"},
    {"\u300c", "\u300d"},
    {"\u300e", "\u300f"},
    {"'", "'"},
}};

bool is_word_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || std::isalnum(byte) != 0;
}

std::string to_lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (static_cast<unsigned char>(c) < 0x80)
      c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return result;
}

/// Cuts one instruction; holds the reading position.
class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<Clause> run() {
    while (position_ < text_.size()) {
      start_ = position_;
      if (!read_quotation() && !read_word()) read_mark();
    }
    end_clause();
    return std::move(clauses_);
  }

 private:
  char at(std::size_t index) const { return index < text_.size() ? text_[index] : '\0'; }

  /// A token from where the reading started up to `end`.
  void push(std::string word, std::string original, bool quoted, std::size_t end) {
    clause_.push_back({std::move(word), std::move(original), glue_, quoted, start_, end});
    glue_ = ' ';
  }

  void end_clause() {
    if (!clause_.empty()) clauses_.push_back(std::move(clause_));
    clause_.clear();
    glue_ = ' ';
  }

  /// An apostrophe opens a quotation only before a word and after none, and closes it only after one.
  std::optional<std::size_t> find_close(const QuotePair& quote, std::size_t from) const {
    if (quote.open != "'") {
      const std::size_t found = text_.find(quote.close, from);
      return found == std::string_view::npos ? std::nullopt : std::optional(found);
    }
    if (position_ > 0 && is_word_byte(text_[position_ - 1])) return std::nullopt;
    for (std::size_t i = from; i < text_.size(); ++i) {
      if (text_[i] == '\'' && i > from && !is_word_byte(at(i + 1))) return i;
    }
    return std::nullopt;
  }

  bool read_quotation() {
    for (const QuotePair& quote : kQuotes) {
      if (text_.substr(position_, quote.open.size()) != quote.open) continue;
      const std::size_t from = position_ + quote.open.size();
      const std::optional<std::size_t> close = find_close(quote, from);
      if (!close || *close == from) continue;
      position_ = *close + quote.close.size();
      push("\"", std::string(text_.substr(from, *close - from)), true, position_);
      return true;
    }
    return false;
  }

  bool read_word() {
    // The typographic apostrophe is a word byte sequence; read it as the plain one.
    std::string original;
    while (position_ < text_.size()) {
      const bool curly = text_.substr(position_, 3) == "\u2019";
      if (curly || text_[position_] == '\'') {
        const std::size_t next = position_ + (curly ? 3 : 1);
        if (original.empty() || !is_word_byte(at(next))) break;
        const bool possessive = std::tolower(at(next)) == 's' && !is_word_byte(at(next + 1));
        if (possessive) {
          flush_word(original);
          clause_.push_back({"'s", "'s", '\'', false, position_, next + 1});
          position_ = next + 1;
          return true;
        }
        original += '\'';
        position_ = next;
      } else if (typographic_mark() != Mark::None || !is_word_byte(text_[position_])) {
        break;
      } else {
        original += text_[position_++];
      }
    }
    if (original.empty()) return false;
    flush_word(original);
    return true;
  }

  void flush_word(const std::string& original) { push(to_lower(original), original, false, position_); }

  /// What a mark of three bytes means: no part of a word, a comma or a sentence's end.
  enum class Mark { None, Nothing, Comma, End };
  Mark typographic_mark() const {
    static const std::map<std::string_view, Mark> kMarks{
        {"\u201c", Mark::Nothing}, {"\u201d", Mark::Nothing}, {"\u2018", Mark::Nothing},
        {"\u2019", Mark::Nothing}, {"\u2026", Mark::Nothing}, {"\u300c", Mark::Nothing},
        {"\u300d", Mark::Nothing}, {"\u3000", Mark::Nothing}, {"\u2013", Mark::Comma},
        {"\u2014", Mark::Comma},   {"\uff0c", Mark::Comma},   {"\u3001", Mark::Comma},
        {"\uff1a", Mark::Comma},   {"\uff08", Mark::Comma},   {"\uff09", Mark::Comma},
        {"\u3002", Mark::End},     {"\uff01", Mark::End},     {"\uff1f", Mark::End},
        {"\uff1b", Mark::End}};
    const auto found = kMarks.find(text_.substr(position_, 3));
    return found == kMarks.end() ? Mark::None : found->second;
  }

  void read_mark() {
    if (const Mark typographic = typographic_mark(); typographic != Mark::None) {
      position_ += 3;
      if (typographic == Mark::Comma) push(",", ",", false, position_);
      if (typographic == Mark::End) end_clause();
      return;
    }
    const char mark = text_[position_++];
    switch (mark) {
      case '&':
        push("and", "and", false, position_);
        break;
      case ',':
      case ':':
      case '(':
      case ')':
        push(",", ",", false, position_);
        break;
      case '.':
      case '!':
      case '?':
      case ';':
      case '\n':
        // A point inside a number or a name ("3.5", "v4e.org") ends nothing.
        if (mark != '.' || !is_word_byte(at(position_))) end_clause();
        break;
      case '-':
      case '/':
        if (!clause_.empty() && is_word_byte(at(position_))) glue_ = mark;
        break;
      default:
        break;
    }
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::size_t start_ = 0;  ///< of the token that is being read
  char glue_ = ' ';
  Clause clause_;
  std::vector<Clause> clauses_;
};

/// Length of the UTF-8 sequence that starts with this byte; 0 for none.
int sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

}  // namespace

std::vector<Clause> split_instruction(std::string_view instruction) {
  return Splitter(instruction).run();
}

std::string join_tokens(const Clause& clause, std::size_t begin, std::size_t end, bool lower) {
  std::string text;
  for (std::size_t i = begin; i < end && i < clause.size(); ++i) {
    const Token& token = clause[i];
    if (token.word == ",") {
      if (!text.empty()) text += ',';
      continue;
    }
    if (!text.empty()) {
      if (token.glue != '\'') text += token.glue;
    }
    text += token.quoted ? '"' + token.original + '"' : lower ? token.word : token.original;
  }
  while (!text.empty() && (text.back() == ',' || text.back() == ' ')) text.pop_back();
  return text;
}

bool is_valid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const int length = sequence_length(lead);
    if (length == 0 || i + static_cast<std::size_t>(length) > text.size()) return false;
    for (int k = 1; k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]);
      if ((next & 0xC0) != 0x80) return false;
      const bool overlong = k == 1 && ((lead == 0xE0 && next < 0xA0) || (lead == 0xF0 && next < 0x90));
      const bool beyond = k == 1 && ((lead == 0xED && next > 0x9F) || (lead == 0xF4 && next > 0x8F));
      if (overlong || beyond) return false;
    }
    i += static_cast<std::size_t>(length);
  }
  return true;
}

double non_latin_share(const std::vector<Clause>& clauses) {
  int latin = 0;
  int other = 0;
  for (const Clause& clause : clauses) {
    for (const Token& token : clause) {
      if (token.quoted) continue;
      for (std::size_t i = 0; i < token.word.size();) {
        const auto lead = static_cast<unsigned char>(token.word[i]);
        const int length = std::max(1, sequence_length(lead));
        if (std::isalpha(lead) != 0 && lead < 0x80) ++latin;
        // Two-byte sequences up to U+024F are Latin letters with accents.
        if (length == 2) lead <= 0xC9 ? ++latin : ++other;
        if (length > 2) ++other;
        i += static_cast<std::size_t>(length);
      }
    }
  }
  return latin + other == 0 ? 0.0 : static_cast<double>(other) / (latin + other);
}

}  // namespace v4e
