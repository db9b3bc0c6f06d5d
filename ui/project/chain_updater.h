// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "ui/document/edit_session.h"
#include "ui/history/history_model.h"
#include "ui/project/step_results.h"

namespace v4e::ui {

/// Keeps the current step of the history in step with what it was made from, as adjustment layers are: when
/// an earlier step gets another strength or is switched on or off, everything from there to the current step
/// is made again from full-size pixels, in the background. Each step runs with its own settings, seed,
/// strength, mask and regions (those that its present picture was merged with); what was made from the same
/// picture before is taken as it was.
class ChainUpdater : public QObject {
  Q_OBJECT

 public:
  /// All must outlive it.
  ChainUpdater(HistoryModel& model, StepResults& results, PhotoDocument& document, EditSession& session);

  /// Looks at what has to be made for the current step; begins, goes on with or ends the work. To be called
  /// after each change.
  void update();
  /// The same also where the user stopped it before.
  void updateNow();
  /// Another photo is open.
  void reset();
  /// What is painted on a step, where that is not what its present picture was merged with; nothing: it is.
  using UnmergedEdits = std::function<std::optional<std::shared_ptr<const MergeEdits>>(std::int64_t)>;
  void setUnmergedEdits(UnmergedEdits edits) { unmerged_edits_ = std::move(edits); }

 Q_SIGNALS:
  /// The step's stored result is needed.
  void sourceWanted(qint64 id);
  /// The step has another result.
  void remade(qint64 id);

 private:
  using PhotoPtr = std::shared_ptr<const Photo>;
  enum class Fit { Yes, No, Unknown };
  struct Planned {
    std::int64_t id;
    ChainStep step;
  };
  using Plan = std::vector<Planned>;

  [[nodiscard]] PhotoPtr pictureOf(std::int64_t id) const;
  /// Whether a step was made from the picture of that one, which stands before it.
  [[nodiscard]] Fit fitOf(std::int64_t id, std::int64_t before) const;
  [[nodiscard]] std::vector<std::int64_t> chain() const;
  [[nodiscard]] std::set<std::int64_t> outdated() const;
  /// False: results are missing, which have been asked for.
  bool makePlan(Plan& plan);
  bool planStep(std::int64_t id, std::int64_t before, Plan& plan);
  bool ask(std::int64_t id);
  [[nodiscard]] static bool isSame(const Plan& a, const Plan& b);
  void follow(const Plan& plan);
  void takeStep(const StepResults::ResultPtr& result);

  [[nodiscard]] std::optional<std::shared_ptr<const MergeEdits>> unmergedEdits(std::int64_t id) const;

  HistoryModel& model_;
  StepResults& results_;
  PhotoDocument& document_;
  EditSession& session_;
  Plan running_;                  ///< what is still to come of it
  Plan declined_;                 ///< that the user stopped, or that failed
  std::set<std::int64_t> asked_;  ///< results that are on their way
  UnmergedEdits unmerged_edits_;
  Geometry opened_shape_;  ///< of the photo, when it was opened
  bool updating_ = false;
};

}  // namespace v4e::ui
