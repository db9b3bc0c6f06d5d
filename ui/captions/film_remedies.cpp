// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/film_remedies.h"

#include <QEvent>
#include <QGridLayout>
#include <QSignalBlocker>
#include <algorithm>
#include <utility>

#include "ui/widgets/window_undo.h"

namespace v4e::ui {
namespace {

// As EditSettings takes them.
constexpr int kMostApart = 16;
constexpr double kLeastStill = 0.05;
constexpr double kMostStill = 1;

}  // namespace

bool makesFilms(const ModelInfo* model, std::optional<EditMethod> method) {
  if (!model || model->methods.empty()) return false;
  return method.value_or(model->methods.front()) == EditMethod::NativeI2v;
}

FilmRemedies::FilmRemedies(QWidget* parent)
    : QWidget(parent),
      keep_label_(new QLabel(this)),
      keep_(new QSpinBox(this)),
      still_label_(new QLabel(this)),
      still_(new QDoubleSpinBox(this)) {
  build();
  layOut();
  retranslate();
}

void FilmRemedies::build() {
  setObjectName("filmRemedies");
  keep_->setObjectName("keepEvery");
  keep_->setRange(1, kMostApart);  // one of one are all
  still_->setObjectName("stillSigma");
  still_->setRange(0, kMostStill);
  still_->setDecimals(2);
  still_->setSingleStep(kLeastStill);
  keep_label_->setBuddy(keep_);
  still_label_->setBuddy(still_);
  leaveUndoToWindow(*keep_);
  leaveUndoToWindow(*still_);
  connect(keep_, &QSpinBox::valueChanged, this, &FilmRemedies::noteEdit);
  connect(still_, &QDoubleSpinBox::valueChanged, this, &FilmRemedies::noteEdit);
  // Less than the least can be typed, and counts as that.
  connect(still_, &QDoubleSpinBox::editingFinished, this, [this] { setStillSigma(chosen().still_sigma); });
  hide();
}

void FilmRemedies::layOut() {
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(16);
  grid->setVerticalSpacing(4);
  grid->addWidget(keep_label_, 0, 0);
  grid->addWidget(keep_, 1, 0);
  grid->addWidget(still_label_, 0, 1);
  grid->addWidget(still_, 1, 1);
  grid->setColumnStretch(0, 1);
  grid->setColumnStretch(1, 1);
}

void FilmRemedies::setMakesFilms(bool makes) {
  makes_films_ = makes;
  setVisible(makes);
}

void FilmRemedies::setKeepEvery(int count) {
  const QSignalBlocker blocker(keep_);
  keep_->setValue(std::max(1, count));
  shown_ = chosen();
}

void FilmRemedies::setStillSigma(double sigma) {
  const QSignalBlocker blocker(still_);
  still_->setValue(sigma);
  shown_ = chosen();
}

FilmRemedies::Values FilmRemedies::chosen() const {
  Values values;
  if (keep_->value() > 1) values.keep_every = keep_->value();
  if (still_->value() > 0) values.still_sigma = std::max(kLeastStill, still_->value());
  return values;
}

void FilmRemedies::noteEdit() {
  const Values before = std::exchange(shown_, chosen());
  if (before.keep_every != shown_.keep_every) Q_EMIT keepEveryEdited(before.keep_every, shown_.keep_every);
  if (before.still_sigma != shown_.still_sigma)
    Q_EMIT stillSigmaEdited(before.still_sigma, shown_.still_sigma);
}

void FilmRemedies::retranslate() {
  keep_label_->setText(tr("Latent frames"));
  keep_->setAccessibleName(tr("Latent frames"));
  keep_->setSpecialValueText(tr("All"));
  keep_->setPrefix(tr("1 of ", "every so many-th frame"));
  keep_->setToolTip(
      tr("Once the layout is settled, only every so many-th latent frame goes on: it is faster, and leaves "
         "fewer states between photo and edit. What it does to the picture has not been measured with "
         "published weights."));
  still_label_->setText(tr("End as a still"));
  still_->setAccessibleName(tr("End as a still"));
  still_->setSpecialValueText(tr("Off"));
  still_->setToolTip(tr(
      "Makes the sharpest of the late frames once more as a picture in which nothing moves, from this noise "
      "level: a higher one makes more of it anew, and takes longer. What it does to the picture has not "
      "been measured with published weights."));
}

void FilmRemedies::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
