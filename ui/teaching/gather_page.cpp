// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/teaching/gather_page.h"

#include <QEvent>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QPointer>
#include <QVBoxLayout>
#include <utility>

#include "ui/canvas/dropped_files.h"
#include "ui/engine/failure_text.h"
#include "ui/engine/find_model.h"
#include "ui/teaching/teaching_texts.h"
#include "ui/widgets/form_rows.h"
#include "ui/widgets/word_breaks.h"

namespace v4e::ui {

GatherPage::GatherPage(Teacher& teacher, QWidget* parent)
    : QWidget(parent),
      teacher_(teacher),
      list_(new PairList(draft_, this)),
      add_files_(new QPushButton(this)),
      add_folder_(new QPushButton(this)),
      swap_(new QPushButton(this)),
      remove_(new QPushButton(this)),
      loose_(new QLabel(this)),
      words_label_(new QLabel(this)),
      words_(new QLineEdit(this)),
      model_label_(new QLabel(this)),
      models_(new QComboBox(this)),
      plan_label_(new QLabel(this)),
      start_(new QPushButton(this)) {
  build();
  connect(list_, &QListWidget::itemSelectionChanged, this, &GatherPage::updateState);
  connect(&draft_, &LessonDraft::rowsChanged, this, &GatherPage::updateState);
  connect(&draft_, &LessonDraft::rowChanged, this, &GatherPage::updateState);
  connect(&draft_, &LessonDraft::looseChanged, this, &GatherPage::updateState);
  connect(words_, &QLineEdit::textChanged, this, &GatherPage::updateState);
  connect(models_, &QComboBox::currentIndexChanged, this, &GatherPage::updateState);
  connect(&teacher_.engine(), &EditEngine::modelsFound, this, &GatherPage::fillModels);
  connect(swap_, &QPushButton::clicked, list_, &PairList::swapChosen);
  connect(remove_, &QPushButton::clicked, list_, &PairList::removeChosen);
  connect(start_, &QPushButton::clicked, this, &GatherPage::start);
  connect(words_, &QLineEdit::returnPressed, this, &GatherPage::start);
  const auto ask = [this](QFileDialog::FileMode mode) {
    auto* dialog = new QFileDialog(this, mode == QFileDialog::Directory ? tr("A folder with photos and edits")
                                                                        : tr("Photos and their edits"));
    dialog->setObjectName("pairDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(mode);
    if (mode != QFileDialog::Directory) {
      dialog->setNameFilter(photoFilter());
      dialog->setOption(QFileDialog::HideNameFilterDetails);
    }
    connect(dialog, &QFileDialog::filesSelected, &draft_, &LessonDraft::add);
    dialog->open();
  };
  connect(add_files_, &QPushButton::clicked, this, [ask] { ask(QFileDialog::ExistingFiles); });
  connect(add_folder_, &QPushButton::clicked, this, [ask] { ask(QFileDialog::Directory); });
  retranslate();
}

void GatherPage::build() {
  setObjectName("gatherPage");
  words_->setObjectName("teachWords");
  models_->setObjectName("teachModel");
  plan_label_->setObjectName("teachPlan");
  loose_->setObjectName("looseFiles");
  start_->setObjectName("startTeaching");
  swap_->setObjectName("swapPair");
  remove_->setObjectName("removePair");
  start_->setProperty("role", "primary");
  start_->setDefault(true);
  for (QPushButton* button : {add_files_, add_folder_, swap_, remove_}) button->setAutoDefault(false);
  for (QLabel* label : {loose_, plan_label_}) {
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
  }
  loose_->setProperty("role", "muted");
  words_->setMaxLength(100);
  words_label_->setBuddy(words_);
  model_label_->setBuddy(models_);
  models_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);

  auto* buttons = new QVBoxLayout;
  buttons->setSpacing(8);
  for (QPushButton* button : {add_files_, add_folder_, swap_, remove_}) buttons->addWidget(button);
  buttons->addStretch();
  auto* upper = new QHBoxLayout;
  upper->setSpacing(16);
  upper->addWidget(list_, 1);
  upper->addLayout(buttons);
  auto* form = new QFormLayout;
  form->setVerticalSpacing(8);
  form->addRow(words_label_, words_);
  form->addRow(model_label_, models_);
  alignLabels(*form);
  auto* lower = new QHBoxLayout;
  lower->setSpacing(16);
  lower->addWidget(plan_label_, 1);
  lower->addWidget(start_, 0, Qt::AlignBottom);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 16, 16, 16);
  column->setSpacing(8);
  column->addLayout(upper, 1);
  column->addWidget(loose_);
  column->addLayout(form);
  column->addLayout(lower);
}

void GatherPage::retranslate() {
  add_files_->setText(tr("Add &files…"));
  add_folder_->setText(tr("Add f&older…"));
  swap_->setText(tr("Sw&ap"));
  swap_->setToolTip(tr("The photo is the edit, and the edit the photo"));
  remove_->setText(tr("&Remove"));
  words_label_->setText(tr("&Words to ask with"));
  words_->setAccessibleName(tr("Words to ask with"));
  words_->setPlaceholderText(tr("our studio look"));
  model_label_->setText(tr("&Model"));
  models_->setAccessibleName(tr("Model to teach"));
  start_->setText(tr("&Start"));
  start_->setAccessibleName(tr("Start teaching"));
  fillModels();
}

void GatherPage::fillModels() {
  const QString chosen = models_->currentData().toString();
  const QSignalBlocker blocker(models_);
  models_->clear();
  for (const ModelInfo& info : teacher_.engine().models()) {
    if (info.ready) models_->addItem(QString::fromStdString(info.name), QString::fromStdString(info.id));
  }
  models_->setCurrentIndex(std::max(0, models_->findData(chosen)));
  updateState();
}

const ModelInfo* GatherPage::model() const {
  return teacher_.engine().model(models_->currentData().toString());
}

QString GatherPage::missing() const {
  const std::size_t pairs = draft_.goodPairs().size();
  if (!model()) return tr("Looking for models…");
  if (draft_.isBusy()) return tr("Looking at the pictures…");
  if (pairs < kFewestPairs) {
    const int lacking = static_cast<int>(kFewestPairs - pairs);
    return tr("%n more pair(s) needed; ten to fifty are better.", nullptr, lacking);
  }
  if (pairs > kMostPairs)
    return tr("More than %1 pairs: remove some. For larger sets there is the command line.").arg(kMostPairs);
  if (!plan_problem_.isEmpty()) return plan_problem_;
  if (!plan_) return tr("Working out how long it takes…");
  if (plan_->refusal != TeachingPlan::Refusal::None)
    return planText(*plan_, QString::fromStdString(model()->name));
  return {};
}

void GatherPage::updateState() {
  const qsizetype chosen = list_->chosenRows().size();
  swap_->setEnabled(chosen > 0);
  remove_->setEnabled(chosen > 0);
  loose_->setText(withWordBreaks(looseText(draft_.loose())));
  loose_->setVisible(!draft_.loose().isEmpty());
  askForPlan();
  const QString problem = missing();
  const bool named = !words_->text().trimmed().isEmpty();
  QString shown = problem;
  if (problem.isEmpty()) {
    shown = planText(*plan_, QString::fromStdString(model()->name));
    if (!named) shown += ' ' + tr("Give it a name: the words you will type.");
  }
  plan_label_->setText(shown);
  start_->setEnabled(problem.isEmpty() && named);
}

/// What can start is planned; each time anew for another model or number of pairs.
void GatherPage::askForPlan() {
  const ModelInfo* chosen = model();
  const std::size_t pairs = draft_.goodPairs().size();
  if (!chosen || pairs < kFewestPairs || pairs > kMostPairs || draft_.isBusy()) return;
  const QString id = QString::fromStdString(chosen->id);
  if (id == planned_model_ && pairs == planned_pairs_) return;
  planned_model_ = id;
  planned_pairs_ = pairs;
  plan_.reset();
  plan_problem_.clear();
  const auto take = [page = QPointer(this), number = ++plan_number_](const Outcome<TeachingPlan>& outcome) {
    if (!page || number != page->plan_number_) return;
    if (const auto* plan = std::get_if<TeachingPlan>(&outcome)) page->plan_ = *plan;
    if (const auto* failure = std::get_if<Failure>(&outcome))
      page->plan_problem_ = failureSentence(failure->code) + ' ' + QString::fromStdString(failure->text);
    page->updateState();
  };
  teacher_.engine().planTeaching(chosen->id, pairs, take);
}

void GatherPage::start() {
  if (!start_->isEnabled()) return;
  Lesson lesson;
  lesson.words = words_->text().simplified().toStdString();
  lesson.model = model()->id;
  lesson.model_name = model()->name;
  lesson.pairs = draft_.goodPairs();
  teacher_.begin(lesson);
}

void GatherPage::clear() {
  draft_.clear();
  words_->clear();
}

void GatherPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
