// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/teaching/teacher.h"

#include <utility>
#include <variant>

namespace v4e::ui {

Teacher::Teacher(EditEngine& engine, const QString& folder, QObject* parent)
    : QObject(parent),
      engine_(engine),
      folder_((folder + "/lesson").toStdString()),
      store_((folder + "/taught").toStdString()) {
  readLesson();
  if (lesson_) state_ = folder_.is_unfinished() ? State::Paused : State::Learnt;
  readTaught();
}

Teacher::~Teacher() = default;

void Teacher::readLesson() {
  lesson_ = folder_.lesson();
  result_ = lesson_ ? folder_.result() : std::nullopt;
}

TeachingProgress Teacher::progress() const {
  return job_ ? job_->progress() : TeachingProgress{};
}

void Teacher::setState(State state) {
  state_ = state;
  Q_EMIT stateChanged();
}

void Teacher::begin(const Lesson& lesson) {
  try {
    folder_.begin(lesson);
  } catch (const Error&) {
    return Q_EMIT failed(current_failure());
  }
  readLesson();
  start();
}

void Teacher::start() {
  failure_.reset();
  job_ = engine_.startTeaching(folder_.folder());
  connect(job_.get(), &TeachJob::progressed, this, &Teacher::progressed);
  connect(job_.get(), &TeachJob::finished, this, &Teacher::takeOutcome);
  setState(State::Teaching);
}

void Teacher::goOn() {
  if (state_ == State::Paused) start();
}

void Teacher::pause() {
  // The outcome says when it has stopped.
  if (job_) job_->stop();
}

void Teacher::takeOutcome(const TeachingOutcome& outcome) {
  job_.release()->deleteLater();  // it is telling this
  if (std::exchange(thrown_away_, false)) return throwAway();
  if (const auto* failure = std::get_if<Failure>(&outcome)) failure_ = *failure;
  readLesson();
  if (!lesson_) return setState(State::None);
  setState(std::holds_alternative<LessonResult>(outcome) ? State::Learnt : State::Paused);
  if (!std::holds_alternative<Stopped>(outcome)) Q_EMIT ended();
}

void Teacher::trainLonger() {
  if (state_ != State::Learnt) return;
  try {
    folder_.train_longer();
  } catch (const Error&) {
    return Q_EMIT failed(current_failure());
  }
  readLesson();
  start();
}

void Teacher::endTraining() {
  if (state_ != State::Paused || !result_) return;
  try {
    folder_.stop_training();
  } catch (const Error&) {
    return Q_EMIT failed(current_failure());
  }
  failure_.reset();
  readLesson();
  setState(State::Learnt);
}

void Teacher::throwAway() {
  if (job_) {
    // It writes until it has stopped.
    thrown_away_ = true;
    return job_->stop();
  }
  folder_.remove();
  failure_.reset();
  readLesson();
  setState(State::None);
}

template <typename Work, typename Done>
void Teacher::change(Work work, Done done) {
  using Value = std::invoke_result_t<Work>;
  runner_.run([work = std::move(work)](const RunContext&) { return work(); },
              [this, done = std::move(done)](const Outcome<Value>& outcome) {
                if (const auto* failure = std::get_if<Failure>(&outcome)) Q_EMIT failed(*failure);
                if (const auto* value = std::get_if<Value>(&outcome)) done(*value);
                readTaught();
              });
}

void Teacher::keep() {
  if (state_ != State::Learnt || !lesson_ || !result_) return;
  change([store = store_, lesson = *lesson_, result = *result_] { return store.keep(lesson, result); },
         [this](const TaughtEdit& edit) {
           throwAway();
           Q_EMIT kept(edit);
         });
}

void Teacher::rename(const TaughtEdit& edit, const QString& name) {
  change([store = store_, edit, name = name.trimmed().toStdString()] { return store.rename(edit, name); },
         [](const TaughtEdit&) {});
}

void Teacher::remove(const TaughtEdit& edit) {
  change(
      [store = store_, edit] {
        store.remove(edit);
        return std::monostate{};
      },
      [](std::monostate) {});
}

void Teacher::exportTo(const TaughtEdit& edit, const QString& path) {
  change(
      [edit, path] {
        TaughtEdits::export_to(edit, path.toStdString());
        return path;
      },
      [this](const QString& written) { Q_EMIT exported(written); });
}

void Teacher::readTaught() {
  runner_.run([store = store_](const RunContext&) { return store.list(); },
              [this](const Outcome<std::vector<TaughtEdit>>& outcome) {
                const auto* list = std::get_if<std::vector<TaughtEdit>>(&outcome);
                if (!list) return;
                taught_ = QList<TaughtEdit>(list->begin(), list->end());
                Q_EMIT taughtChanged();
              });
}

}  // namespace v4e::ui
