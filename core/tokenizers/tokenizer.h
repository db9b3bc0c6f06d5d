// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace v4e {

/// Token ids of one text, padded to a fixed length.
struct TokenizedText {
  std::vector<std::int64_t> token_ids;
  std::vector<std::int64_t> attention_mask;  ///< 1 = real token
  std::int64_t length = 0;                   ///< real tokens, with the end token
};

/// SentencePiece unigram tokenizer of UMT5 and of the embedded model. Immutable; safe from several threads.
class Tokenizer {
 public:
  /// Whether `folder` holds a tokenizer: spiece.model, or tokenizer.json alone.
  [[nodiscard]] static bool is_in(const std::filesystem::path& folder);
  /// If there is a tokenizer.json, the special tokens it lists are recognised in text, as Hugging Face's fast
  /// tokenizer does; else text such as "</s>" is ordinary text.
  /// Throws Error(FileUnreadable | FileMalformed | Unsupported).
  static Tokenizer open(const std::filesystem::path& folder);
  /// Only the SentencePiece model.
  static Tokenizer open_model(const std::filesystem::path& spiece_model);
  /// From the bytes of a SentencePiece model, which some checkpoints carry along. `origin` is for messages.
  static Tokenizer from_bytes(std::string_view model, const std::string& origin);

  ~Tokenizer();
  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;

  /// Cleans the prompt, cuts it to max_length - 1 tokens, appends the end token and pads.
  /// Throws Error(InvalidArgument) on a prompt above 1 MB or max_length < 1.
  [[nodiscard]] TokenizedText encode(std::string_view prompt, std::int64_t max_length = 512) const;
  /// Ids of text that is already clean, without an end token.
  [[nodiscard]] std::vector<std::int64_t> encode_clean(std::string_view text) const;
  [[nodiscard]] std::string decode(const std::vector<std::int64_t>& token_ids) const;

  [[nodiscard]] std::int64_t vocabulary_size() const;
  [[nodiscard]] std::int64_t pad_id() const { return 0; }
  [[nodiscard]] std::int64_t eos_id() const { return 1; }

 private:
  struct Model;
  explicit Tokenizer(std::unique_ptr<Model> model);

  std::unique_ptr<Model> model_;
};

}  // namespace v4e
