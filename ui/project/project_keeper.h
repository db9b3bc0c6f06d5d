// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <optional>

#include "ui/project/project_store.h"
#include "ui/widgets/alarm_bar.h"

namespace v4e::ui {

/// Brings the working file up to date a moment after each change, in steps that never overlap. Where that
/// fails it says so as long as it is true, and tries again.
class ProjectKeeper : public QObject {
  Q_OBJECT

 public:
  /// What is open as it is to be kept; nothing as long as there is nothing to keep, or not all is known yet.
  using TakeState = std::function<std::optional<ProjectState>()>;

  /// All must outlive it.
  ProjectKeeper(ProjectStore& store, AlarmBar& alarm, TakeState state, QObject* parent = nullptr);

  void noteChange();
  /// Something else is open: what was under way is of no interest any more.
  void startAnew();

 Q_SIGNALS:
  /// It has been tried; the red line says whether in vain.
  void kept();

 private:
  enum class Phase { Resting, Due, Writing, WritingWhatHasChanged };

  void keep();
  void takeKept(const Outcome<std::monostate>& outcome);
  void startTimer(int delay_ms);

  ProjectStore& store_;
  AlarmBar& alarm_;
  const TakeState state_;
  Phase phase_ = Phase::Resting;
  QTimer timer_;
};

}  // namespace v4e::ui
