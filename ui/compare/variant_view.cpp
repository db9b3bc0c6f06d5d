// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/variant_view.h"

#include <QEvent>
#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/compare/variant_text.h"
#include "ui/engine/failure_text.h"

namespace v4e::ui {
namespace {

constexpr int kBarSteps = 1000;
constexpr QSize kLeastCanvas(160, 120);  // four of them have to fit beside each other

/// In percent of full scale, with as many digits as tell something.
QString percentText(double share) {
  const double percent = 100 * share;
  return QLocale().toString(percent, 'f', percent < 10 ? 1 : 0) + QChar(0x2009) + '%';
}

}  // namespace

VariantView::VariantView(std::size_t place, QWidget* parent)
    : QWidget(parent),
      place_(place),
      title_(new ElidedLabel(this)),
      canvas_(new Canvas(this)),
      bar_(new QProgressBar(this)),
      state_(new QLabel(this)),
      measure_(new QLabel(this)),
      use_(new QPushButton(this)) {
  const QString letter = variantLetter(place);
  setObjectName("variant" + letter);
  canvas_->setObjectName("canvas" + letter);
  title_->setObjectName("title" + letter);
  state_->setObjectName("state" + letter);
  measure_->setObjectName("measure" + letter);
  use_->setObjectName("use" + letter);
  title_->setProperty("role", "section");
  canvas_->setCompareMode(CompareMode::Edit);
  canvas_->setMinimumSize(kLeastCanvas);
  bar_->setRange(0, kBarSteps);
  bar_->setTextVisible(false);
  for (QLabel* label : {state_, measure_}) {
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
  }
  measure_->setProperty("role", "muted");
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  column->addWidget(title_);
  column->addWidget(canvas_, 1);
  column->addWidget(bar_);
  column->addWidget(state_);
  column->addWidget(measure_);
  column->addWidget(use_);
  connect(use_, &QPushButton::clicked, this, &VariantView::useAsked);
  retranslate();
}

void VariantView::setText(const QString& text) {
  text_ = text;
  showTitle();
}

void VariantView::showEntry(const ComparisonRun::Entry& entry, std::optional<bool> hasOutside) {
  entry_ = entry;
  has_outside_ = hasOutside;
  // What was seen of it on its way is nothing to be compared.
  const bool has_ended = entry.state == ComparisonRun::State::Failed || entry.state == ComparisonRun::State::Stopped;
  if (has_ended) showPreview({});
  showState();
}

void VariantView::setPhoto(const std::shared_ptr<const ImagePyramid>& photo) {
  canvas_->setPhoto(photo);
  if (!preview_.isNull()) canvas_->setFrame(preview_);
}

void VariantView::showPreview(const QImage& frame) {
  preview_ = frame;
  canvas_->setFrame(frame);
}

void VariantView::setPictures(const VariantPictures& pictures) {
  preview_ = {};
  canvas_->setEdit(pictures.edit);
  track_.setFrames(pictures.frames);
  setShare(share_);
}

void VariantView::setShare(double share) {
  share_ = share;
  if (track_.isEmpty()) return;
  if (share >= 1) return canvas_->setFrame({});
  const double end = entry_.result ? entry_.result->settings.strength : 1;
  canvas_->setFrame(track_.imageAt(track_.positionAt(share * end)), track_.frame(0));
}

void VariantView::setUsable(bool usable) {
  usable_ = usable;
  showState();
}

QString VariantView::outsideText() const {
  if (!has_outside_) return {};
  if (!*has_outside_) return tr("Outside the edit: nothing to measure, all of the photo changes");
  if (!entry_.outside) return {};
  const double db = *entry_.outside > 0 ? -20 * std::log10(*entry_.outside) : 99;
  return tr("Outside the edit: %1 (%2 dB)")
      .arg(percentText(*entry_.outside), QLocale().toString(std::min(db, 99.0), 'f', 0));
}

void VariantView::showState() {
  using State = ComparisonRun::State;
  const bool is_running = entry_.state == State::Running;
  const bool is_done = entry_.state == State::Done && entry_.result;
  QString state;
  switch (entry_.state) {
    case State::Waiting:
      state = tr("Waits for the one before");
      break;
    case State::Running: {
      const QString left = timeLeftText(entry_.progress);
      state = left.isEmpty() ? stageSentence(entry_.progress) : stageSentence(entry_.progress) + " · " + left;
      break;
    }
    case State::Done:
      state = tr("%1 s").arg(QLocale().toString(entry_.seconds, 'f', 1));
      break;
    case State::Failed:
      state = failureSentence(entry_.failure.code);
      break;
    case State::Stopped:
      state = tr("Stopped");
      break;
  }
  bar_->setVisible(is_running);
  bar_->setValue(static_cast<int>(std::lround(kBarSteps * entry_.progress.fraction)));
  state_->setText(state);
  state_->setToolTip(entry_.state == State::Failed ? QString::fromStdString(entry_.failure.text)
                     : is_done                     ? tr("Time without loading the model")
                                                   : QString());
  measure_->setText(is_done ? outsideText() : QString());
  measure_->setVisible(!measure_->text().isEmpty());
  use_->setEnabled(is_done && usable_);
}

void VariantView::showTitle() {
  const QString letter = variantLetter(place_);
  title_->setText(text_.isEmpty() ? letter : letter + " · " + text_);
  setAccessibleName(title_->text());
}

void VariantView::retranslate() {
  use_->setText(tr("Use this one"));
  use_->setAccessibleName(tr("Use variant %1").arg(variantLetter(place_)));
  use_->setToolTip(tr("Puts this edit into the history, as if it had been made in the main window"));
  measure_->setToolTip(
      tr("How far the model's last frame is from its first where no variant changes the photo, as a root mean "
         "square of full scale. In the finished edit those pixels are the photo's own."));
  showTitle();
  showState();
}

void VariantView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
