// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/project_keeper.h"

#include <utility>

namespace v4e::ui {
namespace {

constexpr int kKeepDelayMs = 400;
constexpr int kRetryMs = 2000;  ///< after keeping has failed

}  // namespace

ProjectKeeper::ProjectKeeper(ProjectStore& store, AlarmBar& alarm, TakeState state, QObject* parent)
    : QObject(parent), store_(store), alarm_(alarm), state_(std::move(state)) {
  timer_.setSingleShot(true);
  connect(&timer_, &QTimer::timeout, this, &ProjectKeeper::keep);
}

void ProjectKeeper::startAnew() {
  timer_.stop();
  alarm_.hide();
  phase_ = Phase::Resting;
}

void ProjectKeeper::startTimer(int delay_ms) {
  phase_ = Phase::Due;
  timer_.start(delay_ms);
}

void ProjectKeeper::noteChange() {
  switch (phase_) {
    case Phase::Resting:
      return startTimer(kKeepDelayMs);
    case Phase::Writing:
      phase_ = Phase::WritingWhatHasChanged;
      return;
    case Phase::Due:
    case Phase::WritingWhatHasChanged:
      return;
  }
}

void ProjectKeeper::keep() {
  std::optional<ProjectState> state = state_();
  phase_ = state ? Phase::Writing : Phase::Resting;
  if (!state) return;
  store_.keep(std::move(*state), [this](const Outcome<std::monostate>& outcome) { takeKept(outcome); });
}

void ProjectKeeper::takeKept(const Outcome<std::monostate>& outcome) {
  const auto* failure = std::get_if<Failure>(&outcome);
  const bool changed = phase_ == Phase::WritingWhatHasChanged;
  phase_ = Phase::Resting;
  failure ? alarm_.showUnsaved(*failure) : alarm_.hide();
  if (failure) {
    startTimer(kRetryMs);
  } else if (changed) {
    startTimer(kKeepDelayMs);
  }
  Q_EMIT kept();
}

}  // namespace v4e::ui
