// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/dataset/pair_finder.h"

namespace v4e {

/// What a model is to learn from: pairs of photos and what was made of them, and the words to ask for it
/// with.
struct Lesson {
  std::string words;
  std::string model;       ///< its folder
  std::string model_name;  ///< for people
  std::vector<FilePair> pairs;
  int rounds = 1;  ///< of training; each goes on from the one before

  bool operator==(const Lesson&) const = default;
};

/// A pair that was kept apart, and what the model makes of its photo now: files, all of one size.
struct HeldOutEdit {
  std::string name;
  std::filesystem::path before;
  std::filesystem::path after;
  std::filesystem::path made;
  double untouched_db = 0;  ///< PSNR of the photo to what was wanted
  double made_db = 0;       ///< and of what the model makes

  bool operator==(const HeldOutEdit&) const = default;
};

/// What a lesson came to.
struct LessonResult {
  int round = 1;  ///< the last one that was done
  std::filesystem::path lora;
  int taught_pairs = 0;
  std::vector<HeldOutEdit> held_out;  ///< at least one
  std::vector<std::string> left_out;  ///< names of pairs that could not be used after all, with the reason
  bool last_round_was_better = true;  ///< else `lora` is that of an earlier one

  /// Means of all that was kept apart.
  [[nodiscard]] double untouched_db() const;
  [[nodiscard]] double made_db() const;
  bool operator==(const LessonResult&) const = default;
};

/// A lesson on disk, one at a time: lesson.json, the encoded pairs, a folder for each round of training, and
/// result.json when a round is over. Whatever ends the program, what is there can be gone on with.
class LessonFolder {
 public:
  explicit LessonFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Puts this one in place of what is there. Throws Error(FileUnwritable), Error(InvalidArgument) for words
  /// that are none or longer than 200 bytes.
  void begin(const Lesson& lesson) const;
  /// Nothing where there is none, or one that cannot be read.
  [[nodiscard]] std::optional<Lesson> lesson() const;
  /// Of the last round that is over.
  [[nodiscard]] std::optional<LessonResult> result() const;
  /// Whether rounds are asked for that are not over.
  [[nodiscard]] bool is_unfinished() const;
  /// One round more. Throws Error(FileUnwritable).
  void train_longer() const;
  /// No round more than are over.
  void stop_training() const;
  void write_result(const LessonResult& result) const;
  /// Removes all of it; what cannot be removed stays.
  void remove() const;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] std::filesystem::path set() const { return folder_ / "set"; }
  [[nodiscard]] std::filesystem::path round(int number) const {
    return folder_ / ("round-" + std::to_string(number));
  }

 private:
  void write(const Lesson& lesson) const;

  std::filesystem::path folder_;
};

}  // namespace v4e
