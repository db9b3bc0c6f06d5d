// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/teaching/lesson.h"

namespace v4e {

/// An edit that a model has been taught and the user kept: a LoRA that says so in its metadata.
struct TaughtEdit {
  std::filesystem::path file;
  std::string name;         ///< what it is asked for with
  std::string model_name;   ///< that it was taught to
  int pairs = 0;            ///< that it was taught with
  double untouched_db = 0;  ///< on pairs that were kept apart, as LessonResult has it; both 0: unknown
  double made_db = 0;

  bool operator==(const TaughtEdit&) const = default;
};

/// The edits that were kept, a file each in one folder. Not for several threads that write.
class TaughtEdits {
 public:
  explicit TaughtEdits(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// By name. Files that cannot be read are left out.
  [[nodiscard]] std::vector<TaughtEdit> list() const;
  /// Puts a lesson's LoRA there, whole or not at all. Throws Error(FileUnreadable | FileUnwritable),
  /// Error(InvalidArgument) where another edit of the model has that name.
  TaughtEdit keep(const Lesson& lesson, const LessonResult& result) const;
  /// Another name to ask for it with; the words it was taught with go on to be understood. Throws as keep().
  TaughtEdit rename(const TaughtEdit& edit, const std::string& name) const;
  /// Throws Error(FileUnwritable) where it cannot be removed.
  void remove(const TaughtEdit& edit) const;
  /// A copy for others, whole or not at all. Throws as keep().
  static void export_to(const TaughtEdit& edit, const std::filesystem::path& target);

 private:
  void check_name(const std::string& name, const std::string& model, const std::filesystem::path& own) const;

  std::filesystem::path folder_;
};

}  // namespace v4e
