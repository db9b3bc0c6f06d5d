// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare_window.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>

namespace v4e::ui {
namespace {

constexpr QSize kFirstSize(960, 640);

}  // namespace

CompareWindow::CompareWindow(ComparisonRun& run, QWidget* parent)
    : QDialog(parent),
      run_(run),
      what_(new QLabel(this)),
      pages_(new QStackedWidget(this)),
      variants_(new VariantList(this)),
      results_(new ResultColumns(run, this)),
      state_(new QLabel(this)),
      change_(new QPushButton(this)),
      stop_(new QPushButton(this)),
      close_(new QPushButton(this)),
      start_(new QPushButton(this)) {
  build();
  connect(variants_, &VariantList::changed, this, &CompareWindow::showState);
  connect(results_, &ResultColumns::useAsked, this, &CompareWindow::useAsked);
  connect(&run_, &ComparisonRun::started, this, [this] {
    told_.clear();
    if (!run_.entries().empty()) pages_->setCurrentWidget(results_);
    showState();
  });
  connect(&run_, &ComparisonRun::changed, this, &CompareWindow::showState);
  connect(&run_, &ComparisonRun::ended, this, &CompareWindow::showState);
  connect(change_, &QPushButton::clicked, this, &CompareWindow::showChoice);
  connect(stop_, &QPushButton::clicked, &run_, &ComparisonRun::stop);
  connect(close_, &QPushButton::clicked, this, &QDialog::close);
  connect(start_, &QPushButton::clicked, this, [this] { Q_EMIT compareAsked(variants_->variants()); });
  retranslate();
  resize(kFirstSize);
}

void CompareWindow::build() {
  setObjectName("compareWindow");
  setWindowFlag(Qt::WindowMinMaxButtonsHint);  // four pictures want a whole screen
  what_->setObjectName("compareWhat");
  state_->setObjectName("compareState");
  change_->setObjectName("compareChange");
  stop_->setObjectName("compareStop");
  close_->setObjectName("compareClose");
  start_->setObjectName("compareStart");
  start_->setProperty("role", "primary");
  start_->setDefault(true);
  // Return is for what one came for: on the pictures nothing is taken or ended by it.
  for (QPushButton* other : {change_, stop_, close_}) other->setAutoDefault(false);
  what_->setProperty("role", "section");
  for (QLabel* label : {what_, state_}) {
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
  }
  pages_->addWidget(variants_);
  pages_->addWidget(results_);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  buttons->addWidget(change_);
  buttons->addWidget(state_, 1);
  for (QPushButton* button : {stop_, close_, start_}) buttons->addWidget(button);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 16, 16, 16);
  column->setSpacing(12);
  column->addWidget(what_);
  column->addWidget(pages_, 1);
  column->addLayout(buttons);
}

void CompareWindow::setModels(const QList<ModelInfo>& models) {
  variants_->setModels(models);
  results_->setModels(models);
  showState();
}

void CompareWindow::setWish(const EditSettings& wish, const QString& photo, const QString& problem) {
  wish_ = wish;
  photo_ = photo;
  problem_ = problem;
  variants_->setWish(wish);
  showState();
}

void CompareWindow::showChoice() {
  told_.clear();
  pages_->setCurrentWidget(variants_);
  showState();
}

void CompareWindow::tell(const QString& text) {
  told_ = text;
  showState();
}

void CompareWindow::showState() {
  const bool results = showsResults();
  const bool runs = run_.isRunning();
  const QString wish = QString::fromStdString(
      results && !run_.entries().empty() ? run_.entries().front().settings.instruction : wish_.instruction);
  what_->setText(wish.isEmpty() ? photo_ : tr("“%1”, %2").arg(wish, photo_));
  what_->setVisible(!what_->text().isEmpty());
  const QString problem = problem_.isEmpty() ? variants_->problem() : problem_;
  QString state = results ? told_ : problem;
  if (results && runs) {
    const auto done = std::ranges::count_if(run_.entries(), [](const ComparisonRun::Entry& entry) {
      return entry.state != ComparisonRun::State::Waiting && entry.state != ComparisonRun::State::Running;
    });
    state = tr("Variant %1 of %2").arg(done + 1).arg(run_.entries().size());
  }
  state_->setText(state);
  change_->setVisible(results);
  change_->setEnabled(!runs);
  stop_->setVisible(results && runs);
  start_->setVisible(!results);
  start_->setEnabled(problem.isEmpty() && !runs);
}

void CompareWindow::retranslate() {
  setWindowTitle(tr("Compare variants"));
  change_->setText(tr("C&hange the variants…"));
  stop_->setText(tr("&Stop"));
  close_->setText(tr("&Close"));
  start_->setText(tr("C&ompare"));
  showState();
}

void CompareWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace v4e::ui
