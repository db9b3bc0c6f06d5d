// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace v4e {

/// One word, comma or quotation of an instruction.
struct Token {
  std::string word;      ///< lower case, for matching; "\"" for a quotation
  std::string original;  ///< as written; a quotation without its quotes
  char glue = ' ';       ///< what stood before it: a space, '-', '/' or '\'' ("woman" + "'s")
  bool quoted = false;
  std::size_t begin = 0;  ///< its bytes in the instruction, [begin, end); empty for a word that was put in
  std::size_t end = 0;
};

/// Words of one sentence or part of one.
using Clause = std::vector<Token>;

/// Cuts an instruction into sentences and words. Quotations stay whole and verbatim, hyphenated words
/// become several glued tokens, a possessive becomes its own token "'s", "&" becomes "and".
[[nodiscard]] std::vector<Clause> split_instruction(std::string_view instruction);

/// The tokens [begin, end) as text again; lower case where `lower`, quotations always verbatim in "".
[[nodiscard]] std::string join_tokens(const Clause& clause, std::size_t begin, std::size_t end, bool lower);

/// Whether the bytes are well-formed UTF-8.
[[nodiscard]] bool is_valid_utf8(std::string_view text);

/// Share of letters, quotations left out, that belong to no Latin script; 0 where there are no letters.
[[nodiscard]] double non_latin_share(const std::vector<Clause>& clauses);

}  // namespace v4e
