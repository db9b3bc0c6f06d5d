// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/teach_job.h"

#include <algorithm>

namespace v4e::ui {
namespace {

using Phase = TeachingProgress::Phase;

/// Shares of a round: most of it is training.
constexpr double kRead = 0.08;
constexpr double kLearnt = 0.95;
constexpr int kFewestSteps = 3;  // before that the pace is not known

Phase phaseOf(Stage stage) {
  switch (stage) {
    case Stage::Train:
      return Phase::Learning;
    case Stage::Merge:
      return Phase::Showing;
    default:
      return Phase::Reading;
  }
}

}  // namespace

TeachJob::TeachJob() : relay_(std::make_shared<Relay>(this)) {}

TeachJob::~TeachJob() {
  stop_.request_stop();
  relay_->clear();
}

void TeachJob::stop() {
  stop_.request_stop();
}

void TeachJob::takeProgress(const Progress& progress) {
  if (finished_) return;
  const Phase phase = phaseOf(progress.stage);
  if (phase != progress_.phase) {
    clock_.start();
    clock_step_ = progress.step;
    progress_.seconds_left.reset();
  }
  progress_.phase = phase;
  progress_.step = progress.step;
  progress_.total = progress.total;
  const double done = static_cast<double>(progress.step) / std::max(1, progress.total);
  const double from = phase == Phase::Reading ? 0 : phase == Phase::Learning ? kRead : kLearnt;
  const double to = phase == Phase::Reading ? kRead : phase == Phase::Learning ? kLearnt : 1;
  progress_.fraction = std::max(progress_.fraction, from + (to - from) * done);
  const int made = progress.step - clock_step_;
  if (phase == Phase::Learning && made >= kFewestSteps) {
    const double pace = static_cast<double>(clock_.elapsed()) / 1000.0 / made;
    // The pairs that were kept apart take about as long as so many steps.
    progress_.seconds_left = pace * (progress.total - progress.step) * (1 + (1 - kLearnt));
  }
  Q_EMIT progressed(progress_);
}

void TeachJob::wait() {
  if (finished_) return;
  progress_.phase = Phase::Waiting;
  progress_.seconds_left.reset();
  Q_EMIT progressed(progress_);
}

void TeachJob::finish(const TeachingOutcome& outcome) {
  if (finished_) return;
  finished_ = true;
  Q_EMIT finished(outcome);
}

}  // namespace v4e::ui
