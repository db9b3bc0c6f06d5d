// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <memory>
#include <optional>

#include "core/base/run_context.h"
#include "core/jobs/outcome.h"
#include "core/teaching/lesson.h"
#include "core/teaching/teaching_plan.h"
#include "ui/engine/relay.h"

namespace v4e::ui {

/// Where teaching is, for the eye.
struct TeachingProgress {
  enum class Phase {
    Waiting,   ///< its turn has not come, or something that the user asked for goes first
    Reading,   ///< the pairs are opened and encoded
    Learning,  ///< steps of training
    Showing,   ///< pairs that were kept apart are edited
  };
  Phase phase = Phase::Waiting;
  int step = 0;
  int total = 0;        ///< 0: not known
  double fraction = 0;  ///< of the round
  std::optional<double> seconds_left;
};

using TeachingOutcome = Outcome<LessonResult>;

/// A lesson that is taught. Lives in the GUI thread; destroying it stops the work and never waits. What was
/// learnt so far is on disk.
class TeachJob : public QObject {
  Q_OBJECT

 public:
  TeachJob();
  ~TeachJob() override;

  /// Within one block of the model; the outcome is Stopped.
  void stop();
  [[nodiscard]] const TeachingProgress& progress() const { return progress_; }

 Q_SIGNALS:
  void progressed(const v4e::ui::TeachingProgress& progress);
  /// Exactly once.
  void finished(const v4e::ui::TeachingOutcome& outcome);

 private:
  friend class EditEngine;
  void takeProgress(const Progress& progress);
  void wait();
  void finish(const TeachingOutcome& outcome);

  TeachingProgress progress_;
  std::shared_ptr<Relay> relay_;
  std::stop_source stop_;
  QElapsedTimer clock_;  ///< since `clock_step_`
  int clock_step_ = 0;
  bool finished_ = false;
};

}  // namespace v4e::ui
