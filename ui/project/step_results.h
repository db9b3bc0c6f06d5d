// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// Whether both are the same pixels in the same colours.
[[nodiscard]] bool isSamePicture(const std::shared_ptr<const Photo>& a,
                                 const std::shared_ptr<const Photo>& b);

/// What the steps of a history gave: the present result of each, and former ones, so that what was made from
/// a picture before need not be made again.
class StepResults {
 public:
  using ResultPtr = std::shared_ptr<const EditResult>;
  static constexpr std::int64_t kUnknown = -1;

  struct Entry {
    ResultPtr result;  ///< merged as it was last shown; null: still in the project
    int version = 0;   ///< goes up with each other result
    int made = 0;      ///< goes up with each other generation, which has other frames
    /// As stored, it was made from the stored picture of this step (0: from the photo).
    std::int64_t stored_source = kUnknown;
    bool is_lost = false;  ///< the project's cannot be read
  };

  void clear();
  /// A step that is new, or in the project only (null).
  void add(std::int64_t id, const ResultPtr& result, std::int64_t stored_source = kUnknown);
  /// The one of the project.
  void load(std::int64_t id, const ResultPtr& result);
  /// Another one.
  void set(std::int64_t id, const ResultPtr& result);

  /// Null for an unknown step.
  [[nodiscard]] const Entry* find(std::int64_t id) const;
  [[nodiscard]] const std::map<std::int64_t, Entry>& entries() const { return entries_; }
  /// Whose result it is or was; kUnknown: nobody's.
  [[nodiscard]] std::int64_t stepOf(const ResultPtr& result) const;
  /// A former result of the step that was made from `base` with the present settings, at whatever strength
  /// and with whatever masks; null: there is none.
  [[nodiscard]] ResultPtr former(std::int64_t id, const std::shared_ptr<const Photo>& base) const;

 private:
  void remember(std::int64_t id, const ResultPtr& result);
  void forgetOldest();

  std::map<std::int64_t, Entry> entries_;
  std::deque<std::pair<std::int64_t, ResultPtr>> former_;  ///< the newest last, one for each step and base
  std::vector<std::pair<std::int64_t, std::weak_ptr<const EditResult>>> known_;
};

}  // namespace v4e::ui
