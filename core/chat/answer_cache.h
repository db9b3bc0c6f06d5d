// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace v4e {

/// Answers kept on disk by what was asked, a file each. When there are too many, those that were used the
/// longest time ago go. Programs may share a folder. A cache that cannot be read or written is as good as
/// empty.
class AnswerCache {
 public:
  struct Limits {
    std::size_t files = 10'000;
    std::size_t bytes = 32u << 20;  ///< of all answers
  };

  /// Keeps nothing: find() finds nothing.
  AnswerCache() = default;
  /// The folder is made when the first answer is kept.
  explicit AnswerCache(std::filesystem::path folder);
  AnswerCache(std::filesystem::path folder, Limits limits) : folder_(std::move(folder)), limits_(limits) {}

  /// The answer to `question`, all of what was sent; it counts as used now.
  [[nodiscard]] std::optional<std::string> find(std::string_view question) const;
  void keep(std::string_view question, std::string_view answer) const;

 private:
  [[nodiscard]] std::filesystem::path file_of(std::string_view question) const;
  void make_room() const;

  std::filesystem::path folder_;
  Limits limits_;
};

/// Where the program keeps answers: $XDG_CACHE_HOME/video4edit/answers, else below ~/.cache; empty where
/// neither is known.
[[nodiscard]] std::filesystem::path answer_folder();

}  // namespace v4e
