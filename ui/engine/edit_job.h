// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QImage>
#include <QList>
#include <QObject>
#include <memory>
#include <optional>

#include "core/base/stop_token.h"
#include "ui/engine/edit_values.h"
#include "ui/engine/progress_estimator.h"
#include "ui/engine/relay.h"

namespace v4e::ui {

/// Where a running job is, for the eye.
struct JobProgress {
  Stage stage = Stage::Load;
  int step = 0;
  int total = 1;
  double fraction = 0;  ///< of the whole job
  std::optional<double> seconds_left;
  int variation = 1;  ///< of `variations` that run one after another
  int variations = 1;
  int look_step = 1;  ///< of `look_steps` that are done in turn; `fraction` and the time are of all of them
  int look_steps = 1;
  int chain_step = 1;   ///< of `chain_steps` that are made again, each from the one before
  int chain_steps = 0;  ///< 0: it is a new edit
};

/// One generation or merge on its way. Lives in the GUI thread; destroying it stops the work and never waits.
class EditJob : public QObject {
  Q_OBJECT

 public:
  explicit EditJob(const StageSeconds& learnt);
  ~EditJob() override;

  /// Within one block or tile; the outcome is Stopped.
  void stopNow();
  /// After the running step: what is done so far is decoded and delivered as a result.
  void stopAndKeep();

  [[nodiscard]] bool isFinished() const { return finished_; }
  [[nodiscard]] bool isStopping() const { return stop_.stop_requested() || keep_.stop_requested(); }
  /// How long each stage took; meaningful when finished.
  [[nodiscard]] StageSeconds stageSeconds() const;

 Q_SIGNALS:
  void progressed(const v4e::ui::JobProgress& progress);
  /// Small pictures of the frames as they come out of the noise.
  void previewed(const QList<QImage>& frames, int step);
  /// Of a chain that is made again: one step more, in their order.
  void stepMade(const std::shared_ptr<const v4e::ui::EditResult>& result);
  /// Exactly once.
  void finished(const v4e::ui::EditOutcome& outcome);

 private:
  friend class EditEngine;
  void takeProgress(const Progress& progress);
  void takeStep(const std::shared_ptr<const EditResult>& result);
  void finish(const EditOutcome& outcome);

  int made_ = 0;         ///< steps of the chain
  int chain_steps_ = 0;  ///< 0: no chain
  std::shared_ptr<Relay> relay_;
  std::stop_source stop_;
  std::stop_source keep_;
  QElapsedTimer clock_;
  ProgressEstimator estimator_;
  bool finished_ = false;
};

}  // namespace v4e::ui
