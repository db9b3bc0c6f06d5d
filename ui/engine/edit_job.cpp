// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/edit_job.h"

#include <algorithm>

namespace v4e::ui {

EditJob::EditJob(const StageSeconds& learnt) : relay_(std::make_shared<Relay>(this)), estimator_(learnt) {
  clock_.start();
}

EditJob::~EditJob() {
  stop_.request_stop();
  relay_->clear();
}

void EditJob::stopNow() {
  stop_.request_stop();
}

void EditJob::stopAndKeep() {
  keep_.request_stop();
}

StageSeconds EditJob::stageSeconds() const {
  return estimator_.learnt(static_cast<double>(clock_.elapsed()) / 1000.0);
}

void EditJob::takeProgress(const Progress& progress) {
  if (finished_) return;
  estimator_.update(progress, static_cast<double>(clock_.elapsed()) / 1000.0);
  JobProgress shown{progress.stage, progress.step, progress.total, estimator_.fraction(),
                    estimator_.secondsLeft()};
  shown.chain_step = std::min(made_ + 1, std::max(1, chain_steps_));
  shown.chain_steps = chain_steps_;
  Q_EMIT progressed(shown);
}

void EditJob::takeStep(const std::shared_ptr<const EditResult>& result) {
  if (finished_) return;
  ++made_;
  Q_EMIT stepMade(result);
}

void EditJob::finish(const EditOutcome& outcome) {
  if (finished_) return;
  finished_ = true;
  Q_EMIT finished(outcome);
}

}  // namespace v4e::ui
