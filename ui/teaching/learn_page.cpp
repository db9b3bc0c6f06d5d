// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/teaching/learn_page.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>
#include <cmath>

#include "ui/engine/failure_text.h"
#include "ui/teaching/teaching_texts.h"
#include "ui/widgets/word_breaks.h"

namespace v4e::ui {
namespace {

constexpr int kSteps = 1000;

}  // namespace

LearnPage::LearnPage(Teacher& teacher, QWidget* parent)
    : QWidget(parent),
      teacher_(teacher),
      title_(new QLabel(this)),
      phase_(new QLabel(this)),
      bar_(new QProgressBar(this)),
      left_(new QLabel(this)),
      hint_(new QLabel(this)),
      problem_(new QLabel(this)),
      pause_(new QPushButton(this)),
      go_on_(new QPushButton(this)),
      end_(new QPushButton(this)),
      throw_away_(new QPushButton(this)) {
  setObjectName("learnPage");
  phase_->setObjectName("teachPhase");
  left_->setObjectName("teachLeft");
  pause_->setObjectName("pauseTeaching");
  go_on_->setObjectName("goOnTeaching");
  end_->setObjectName("endTeaching");
  throw_away_->setObjectName("throwAwayTeaching");
  problem_->setObjectName("teachProblem");
  problem_->setProperty("role", "error");
  title_->setProperty("role", "section");
  left_->setProperty("role", "muted");
  hint_->setProperty("role", "muted");
  go_on_->setProperty("role", "primary");
  bar_->setRange(0, kSteps);
  bar_->setTextVisible(false);
  for (QLabel* label : {title_, phase_, hint_, problem_}) {
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
  }
  auto* state = new QHBoxLayout;
  state->addWidget(phase_, 1);
  state->addWidget(left_);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  buttons->addWidget(throw_away_);
  buttons->addStretch();
  for (QPushButton* button : {end_, pause_, go_on_}) buttons->addWidget(button);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 16, 16, 16);
  column->setSpacing(8);
  column->addWidget(title_);
  column->addSpacing(8);
  column->addLayout(state);
  column->addWidget(bar_);
  column->addWidget(problem_);
  column->addSpacing(8);
  column->addWidget(hint_);
  column->addStretch();
  column->addLayout(buttons);
  connect(&teacher_, &Teacher::stateChanged, this, &LearnPage::showState);
  connect(&teacher_, &Teacher::progressed, this, &LearnPage::showProgress);
  connect(pause_, &QPushButton::clicked, this, [this] {
    pause_->setEnabled(false);
    phase_->setText(tr("Stopping…"));
    teacher_.pause();
  });
  connect(go_on_, &QPushButton::clicked, &teacher_, &Teacher::goOn);
  connect(end_, &QPushButton::clicked, &teacher_, &Teacher::endTraining);
  connect(throw_away_, &QPushButton::clicked, this, &LearnPage::throwAwayAsked);
  retranslate();
}

void LearnPage::retranslate() {
  bar_->setAccessibleName(tr("How far it has learned"));
  hint_->setText(
      tr("You can go on working: what you edit goes first, and learning waits for it; photos of the "
         "queue wait until it has learned. Closing this window stops nothing, and closing the program "
         "loses no more than half a minute: you can go on next time."));
  pause_->setText(tr("&Pause"));
  go_on_->setText(tr("&Go on"));
  end_->setText(tr("Stop trai&ning"));
  end_->setToolTip(tr("Back to what was learned before"));
  throw_away_->setText(tr("T&hrow away…"));
  showState();
}

void LearnPage::showState() {
  if (!teacher_.lesson()) return;
  const bool teaching = teacher_.state() == Teacher::State::Teaching;
  title_->setText(
      tr("%1 learns “%2” from %n pair(s)", nullptr, static_cast<int>(teacher_.lesson()->pairs.size()))
          .arg(QString::fromStdString(teacher_.lesson()->model_name),
               QString::fromStdString(teacher_.lesson()->words)));
  const bool had_focus = pause_->hasFocus() || go_on_->hasFocus();
  pause_->setVisible(teaching);
  pause_->setEnabled(teaching);
  go_on_->setVisible(!teaching);
  if (had_focus) (teaching ? pause_ : go_on_)->setFocus();
  end_->setVisible(!teaching && teacher_.result().has_value());
  const auto& failure = teacher_.failure();
  problem_->setVisible(failure.has_value());
  if (failure)
    problem_->setText(
        withWordBreaks(failureSentence(failure->code) + ' ' + QString::fromStdString(failure->text)));
  if (teaching) return showProgress(teacher_.progress());
  phase_->setText(failure ? tr("It stopped.") : tr("Paused."));
  left_->clear();
}

void LearnPage::showProgress(const TeachingProgress& progress) {
  if (teacher_.state() != Teacher::State::Teaching || !pause_->isEnabled()) return;
  phase_->setText(phaseText(progress));
  bar_->setValue(static_cast<int>(std::lround(progress.fraction * kSteps)));
  left_->setText(progress.seconds_left ? timeLeftText(*progress.seconds_left) : QString());
}

void LearnPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
