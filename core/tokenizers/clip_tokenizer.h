// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace v4e {

/// CLIP's tokenizer (Radford et al. 2021): lower-cased text, cut into words, each of which is joined out of
/// bytes by learnt pairs (byte-level BPE, Sennrich et al. 2016). As transformers' CLIPTokenizerFast, but that
/// the names of special tokens in a text are ordinary text. Immutable; safe from several threads.
class ClipTokenizer {
 public:
  /// Whether `folder` has tokenizer.json, or vocab.json and merges.txt.
  [[nodiscard]] static bool is_in(const std::filesystem::path& folder);
  /// Throws Error(FileUnreadable | FileMalformed | Unsupported).
  [[nodiscard]] static ClipTokenizer open(const std::filesystem::path& folder);

  /// The start token, the text's, the end token: at most `max_tokens`, of which what is too long is cut off
  /// before the end token. Throws Error(InvalidArgument) where max_tokens is below 2.
  [[nodiscard]] std::vector<std::int64_t> encode(std::string_view text, std::int64_t max_tokens = 77) const;

  [[nodiscard]] std::int64_t vocabulary_size() const { return static_cast<std::int64_t>(ids_.size()); }

 private:
  ClipTokenizer() = default;
  void add_pair(const std::string& first, const std::string& second);
  void find_ends(const std::string& origin);
  /// The pieces of a word, given as the letters that stand for its bytes.
  [[nodiscard]] std::vector<std::string> pieces_of(std::vector<std::string> letters) const;

  std::map<std::string, std::int64_t> ids_;
  std::map<std::pair<std::string, std::string>, std::int64_t>
      ranks_;  ///< of pairs: the lowest is joined first
  std::int64_t start_ = 0;
  std::int64_t end_ = 0;
};

}  // namespace v4e
