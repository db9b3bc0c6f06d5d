// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "core/captions/caption_rewriter.h"
#include "core/training/effects.h"

namespace v4e::training {

/// Ways to ask for each effect (resources/captions/nano_instructions.json), those for training apart from
/// those held out.
class Wordings {
 public:
  /// `captions` is resources/captions. Throws Error(FileUnreadable | FileMalformed).
  explicit Wordings(const std::filesystem::path& captions);

  /// A text for one example: a random instruction, or the evolution caption it is rewritten to.
  [[nodiscard]] std::string draw(const Effect& effect, const std::string& subject, double instruction_share,
                                 bool heldout, std::mt19937_64& random) const;

  /// A caption for a local effect whose target is marked, and mostly not named: "the selection slowly turns
  /// blue".
  [[nodiscard]] std::string draw_pointing(const Effect& effect, const std::string& subject, bool heldout,
                                          std::mt19937_64& random) const;

  /// Every text the encoder can meet, for its tokenizer to be trained on.
  [[nodiscard]] std::vector<std::string> all_texts(const std::vector<std::string>& subjects) const;

 private:
  CaptionRewriter rewriter_;
  std::map<std::string, std::vector<std::string>> instructions_[2];  ///< by effect id; [1]: held out
  std::map<std::string, std::vector<std::string>> pointing_[2];      ///< captions of local effects, likewise
};

}  // namespace v4e::training
