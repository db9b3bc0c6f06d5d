// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/generate_box.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/engine/failure_text.h"
#include "ui/settings/icon.h"

namespace v4e::ui {
namespace {

constexpr int kBarSteps = 1000;

}  // namespace

GenerateBox::GenerateBox(QWidget* parent)
    : QWidget(parent),
      generate_(new QPushButton(this)),
      hint_(new QLabel(this)),
      bar_(new QProgressBar(this)),
      stage_(new ElidedLabel(this)),
      left_(new QLabel(this)),
      stop_(new QPushButton(this)),
      keep_(new QPushButton(this)) {
  setObjectName("generateBox");
  generate_->setObjectName("generate");
  generate_->setProperty("role", "primary");
  hint_->setProperty("role", "muted");
  hint_->setWordWrap(true);
  hint_->setAlignment(Qt::AlignHCenter);
  bar_->setObjectName("progress");
  bar_->setRange(0, kBarSteps);
  bar_->setTextVisible(false);
  stage_->setObjectName("stage");
  left_->setObjectName("timeLeft");
  left_->setProperty("role", "muted");
  stop_->setObjectName("stopNow");
  keep_->setObjectName("stopAndKeep");

  auto* words = new QHBoxLayout;
  words->addWidget(stage_, 1);
  words->addWidget(left_);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  buttons->addWidget(stop_);
  buttons->addWidget(keep_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  layout->addWidget(generate_);
  layout->addWidget(hint_);
  layout->addLayout(words);
  layout->addWidget(bar_);
  layout->addLayout(buttons);

  connect(generate_, &QPushButton::clicked, this, &GenerateBox::generateAsked);
  connect(stop_, &QPushButton::clicked, this, &GenerateBox::stopNowAsked);
  connect(keep_, &QPushButton::clicked, this, &GenerateBox::stopAndKeepAsked);
  retranslate();
}

void GenerateBox::setReady(bool ready, const QString& reason) {
  ready_ = ready;
  reason_ = reason;
  refresh();
}

void GenerateBox::setVariations(int count) {
  variations_ = count;
  refresh();
}

void GenerateBox::start() {
  running_ = true;
  bar_->setValue(0);
  stage_->setText(tr("Waiting for its turn"));
  left_->clear();
  stop_->setEnabled(true);
  keep_->setEnabled(false);  // nothing to keep before the first step
  refresh();
}

void GenerateBox::setProgress(const JobProgress& progress) {
  if (!stop_->isEnabled()) return;  // it says that it is stopping
  bar_->setValue(static_cast<int>(progress.fraction * kBarSteps));
  stage_->setText(stageSentence(progress));
  left_->setText(timeLeftText(progress));
  // Half a step would be of no use to the next one.
  keep_->setEnabled(progress.chain_steps == 0 && progress.stage == Stage::Denoise && progress.step > 0);
}

void GenerateBox::setStopping(bool keep) {
  stop_->setEnabled(false);
  keep_->setEnabled(false);
  left_->clear();
  stage_->setText(keep ? tr("Stopping, keeping the draft…") : tr("Stopping…"));
}

void GenerateBox::finish() {
  running_ = false;
  refresh();
}

void GenerateBox::refresh() {
  generate_->setVisible(!running_);
  generate_->setEnabled(ready_);
  generate_->setText(variations_ > 1 ? tr("Make %n edit(s)", nullptr, variations_) : tr("Edit photo"));
  generate_->setAccessibleName(generate_->text());
  hint_->setText(reason_);
  hint_->setVisible(!running_ && !reason_.isEmpty());
  for (QWidget* widget :
       {static_cast<QWidget*>(bar_), static_cast<QWidget*>(stage_), static_cast<QWidget*>(left_),
        static_cast<QWidget*>(stop_), static_cast<QWidget*>(keep_)}) {
    widget->setVisible(running_);
  }
}

void GenerateBox::retranslate() {
  generate_->setToolTip(tr("Make the edit (Ctrl+Return)"));
  bar_->setAccessibleName(tr("Progress of the edit"));
  stop_->setText(tr("Stop now"));
  stop_->setToolTip(tr("Stops at once and keeps nothing of this edit"));
  keep_->setText(tr("Stop and keep draft"));
  keep_->setToolTip(tr("Stops after this step and keeps the unfinished edit"));
  refresh();
}

void GenerateBox::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
