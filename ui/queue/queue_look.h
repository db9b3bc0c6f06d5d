// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/document/queue/queue_item.h"
#include "ui/captions/look_plan.h"

namespace v4e::ui {

/// A look as rows of the queue take it over; its file is not needed any more.
struct QueueLook {
  QString name;
  std::vector<LookStep> steps;  ///< all on, models by id

  bool operator==(const QueueLook&) const = default;
};

/// What looks are read with.
struct LookShelf {
  QString folder;  ///< of the user's own
  /// What a look comes to with the models that are here; `only_chosen` as in LookMeans.
  std::function<LookPlan(const Look& look, bool only_chosen)> plan;
  std::function<QString()> chosen_model;
};

struct ReadLook {
  std::optional<QueueLook> look;
  /// In the language in use: why there is none, or what model stands in for one that is missing. Null:
  /// nothing is to be said.
  std::function<QString()> note;
};

[[nodiscard]] ReadLook readLook(const QString& path, const LookShelf& shelf);
/// As the row has it, to be shown.
[[nodiscard]] std::optional<QueueLook> lookOf(const QueueRequest& request);

/// The look in place of what the row asks for; `seed` for the steps that keep none of their own.
void askForLook(const QueueLook& look, std::uint64_t seed, QueueRequest& request);
/// The instruction; where it takes the place of a look, `base` says the rest. The seed stays.
void askForInstruction(const std::string& instruction, const EditSettings& base, QueueRequest& request);

/// "Look: Winter evening – 3 steps".
[[nodiscard]] QString lookText(const QString& name, std::size_t steps);
/// What a row asks for: its look or its instruction, how the photo is turned and cropped, and whether it is
/// finished at 2K. Empty where it
/// asks for nothing.
[[nodiscard]] QString orderText(const QueueRequest& request);
/// Of a row with several steps, a line for each; else empty.
[[nodiscard]] QString stepLines(const QueueRequest& request);

}  // namespace v4e::ui
