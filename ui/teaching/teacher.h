// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QString>
#include <memory>
#include <optional>

#include "core/teaching/lesson.h"
#include "core/teaching/taught_edits.h"
#include "ui/engine/background_runner.h"
#include "ui/engine/edit_engine.h"

namespace v4e::ui {

/// The lesson that is taught, if there is one, and the edits that were kept of earlier ones. Goes on whether
/// a window shows it or not.
class Teacher : public QObject {
  Q_OBJECT

 public:
  enum class State {
    None,      ///< there is no lesson
    Teaching,  ///< it is taught
    Paused,    ///< it is not over, and nothing happens: the program ended, or the user stopped it
    Learnt,    ///< it is over; the user says what becomes of it
  };

  /// `folder`: of the program's data.
  Teacher(EditEngine& engine, const QString& folder, QObject* parent = nullptr);
  ~Teacher() override;

  [[nodiscard]] EditEngine& engine() { return engine_; }
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const std::optional<Lesson>& lesson() const { return lesson_; }
  /// Of the last round that is over.
  [[nodiscard]] const std::optional<LessonResult>& result() const { return result_; }
  [[nodiscard]] TeachingProgress progress() const;
  /// Why the lesson was paused, where it was not the user.
  [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }
  [[nodiscard]] const QList<TaughtEdit>& taught() const { return taught_; }

  /// In place of what there is.
  void begin(const Lesson& lesson);
  void goOn();
  void pause();
  /// Another round, which goes on from what is learnt.
  void trainLonger();
  /// Back to what is learnt: no further round.
  void endTraining();
  /// A lesson that is taught stops first.
  void throwAway();
  /// Puts what is learnt among the taught edits; the lesson is over then.
  void keep();

  void rename(const TaughtEdit& edit, const QString& name);
  void remove(const TaughtEdit& edit);
  void exportTo(const TaughtEdit& edit, const QString& path);

 Q_SIGNALS:
  void stateChanged();
  void progressed(const v4e::ui::TeachingProgress& progress);
  /// The lesson is over, or stopped by a fault.
  void ended();
  void taughtChanged();
  void kept(const v4e::TaughtEdit& edit);
  void exported(const QString& path);
  void failed(const v4e::Failure& failure);

 private:
  void start();
  void takeOutcome(const TeachingOutcome& outcome);
  void readLesson();
  void setState(State state);
  void readTaught();
  /// Changes the taught edits in the background; `done` where that went well.
  template <typename Work, typename Done>
  void change(Work work, Done done);

  EditEngine& engine_;
  LessonFolder folder_;
  TaughtEdits store_;
  State state_ = State::None;
  std::optional<Lesson> lesson_;
  std::optional<LessonResult> result_;
  std::optional<Failure> failure_;
  QList<TaughtEdit> taught_;
  std::unique_ptr<TeachJob> job_;
  bool thrown_away_ = false;  ///< as soon as the job has stopped
  BackgroundRunner runner_;
};

}  // namespace v4e::ui
