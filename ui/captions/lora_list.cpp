// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/lora_list.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMimeData>
#include <QPointer>
#include <QStyle>
#include <QUrl>
#include <algorithm>
#include <utility>

#include "core/captions/same_instruction.h"
#include "ui/captions/lora_texts.h"

namespace v4e::ui {
namespace {

constexpr int kLevelsUp = 3;  // from a model to the folder beside which LoRAs lie

QStringList lorasOf(const QMimeData& data) {
  QStringList files;
  for (const QUrl& url : data.urls()) {
    const QString path = url.toLocalFile();
    if (isLoraName(path) && QFileInfo(path).isFile()) files << path;
  }
  return files;
}

/// ComfyUI's folder for them, near the model; empty if there is none.
QString lorasNear(const std::string& model) {
  QDir folder(QFileInfo(QString::fromStdString(model)).absolutePath());
  for (int level = 0; level < kLevelsUp; ++level) {
    if (folder.exists("loras")) return folder.filePath("loras");
    if (!folder.cdUp()) break;
  }
  return {};
}

bool haveTheSameFiles(const std::vector<LoraChoice>& a, const std::vector<LoraChoice>& b) {
  return std::ranges::equal(a, b, {}, &LoraChoice::file, &LoraChoice::file);
}

}  // namespace

LoraList::LoraList(QWidget* parent)
    : QFrame(parent),
      title_(new QLabel(this)),
      hint_(new QLabel(this)),
      add_(new QPushButton(this)),
      column_(new QVBoxLayout(this)) {
  build();
  retranslate();
  showRows();
}

void LoraList::build() {
  setObjectName("loraList");
  setAcceptDrops(true);
  add_->setObjectName("addLora");
  hint_->setObjectName("loraHint");
  hint_->setProperty("role", "muted");
  hint_->setWordWrap(true);
  auto* header = new QHBoxLayout;
  header->setSpacing(8);
  header->addWidget(title_);
  header->addWidget(hint_, 1);
  header->addWidget(add_);
  column_->setContentsMargins(0, 0, 0, 0);
  column_->setSpacing(4);
  column_->addLayout(header);
  connect(add_, &QPushButton::clicked, this, &LoraList::askForFiles);
}

void LoraList::setChecker(Checker check) {
  check_ = std::move(check);
  this->check();
}

void LoraList::setPurposeKeeper(PurposeKeeper keep) {
  keep_purpose_ = std::move(keep);
  for (LoraRow* row : rows_) row->setAsksPurpose(keep_purpose_ != nullptr);
}

void LoraList::setModel(const ModelInfo* model) {
  model_id_ = model && model->ready ? model->id : std::string();
  has_experts_ = model && model->has_two_experts;
  ++model_number_;
  reports_.clear();
  for (LoraRow* row : rows_) row->setHasExperts(has_experts_);
  check();
}

void LoraList::setChoices(const std::vector<LoraChoice>& choices) {
  differs_ = false;
  const bool same_rows = haveTheSameFiles(choices_, choices);
  choices_ = choices;
  if (same_rows) {
    // So that the focus stays where it is.
    for (std::size_t i = 0; i < rows_.size(); ++i) rows_[i]->setChoice(choices_[i]);
    Q_EMIT changed();
  } else {
    showRows();
    check();
  }
  retranslate();
}

void LoraList::setDiffers() {
  setChoices({});
  differs_ = true;
  retranslate();
}

void LoraList::take(std::vector<LoraChoice> choices) {
  const std::vector<LoraChoice> before = choices_;
  setChoices(choices);
  if (before != choices) Q_EMIT edited(before, choices);
}

LoraChoice LoraList::choiceOf(const QString& file) const {
  LoraChoice choice;
  choice.file = file.toStdString();
  if (!has_experts_) return choice;
  const QString name = QFileInfo(file).completeBaseName().toLower();
  // What its makers named it for; the user sees it in the row and may say otherwise.
  if (name.contains("high") && !name.contains("low")) choice.expert = LoraChoice::Expert::HighNoise;
  if (name.contains("low") && !name.contains("high")) choice.expert = LoraChoice::Expert::LowNoise;
  return choice;
}

void LoraList::add(const QStringList& files) {
  std::vector<LoraChoice> choices = choices_;
  for (const QString& file : files) {
    LoraChoice choice = choiceOf(QFileInfo(file).absoluteFilePath());
    const bool is_there = std::ranges::any_of(choices, [&choice](const LoraChoice& other) {
      return other.file == choice.file && other.expert == choice.expert;
    });
    if (!is_there) choices.push_back(std::move(choice));
    folder_ = QFileInfo(file).absolutePath();
  }
  take(std::move(choices));
}

void LoraList::remove(std::size_t index) {
  std::vector<LoraChoice> choices = choices_;
  choices.erase(choices.begin() + static_cast<std::ptrdiff_t>(index));
  take(std::move(choices));
  // The button that had the focus is gone.
  if (rows_.empty())
    add_->setFocus();
  else
    rows_[std::min(index, rows_.size() - 1)]->fields().front()->setFocus();
}

void LoraList::askForFiles() {
  const QString folder = folder_.isEmpty() ? lorasNear(model_id_) : folder_;
  auto* dialog = new QFileDialog(this, tr("Add LoRAs"), folder, loraFilter());
  dialog->setObjectName("loraDialog");
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFiles);
  connect(dialog, &QFileDialog::filesSelected, this, &LoraList::add);
  dialog->open();
}

void LoraList::showRows() {
  // Not at once: one of them may be telling that it is to be removed.
  for (LoraRow* row : std::exchange(rows_, {})) {
    row->hide();
    row->setParent(nullptr);
    row->deleteLater();
  }
  for (std::size_t i = 0; i < choices_.size(); ++i) addRow(i);
  orderTabs();
  hint_->setVisible(choices_.empty());
  Q_EMIT changed();
}

void LoraList::addRow(std::size_t index) {
  auto* row = new LoraRow(choices_[index], this);
  row->setHasExperts(has_experts_);
  row->setAsksPurpose(keep_purpose_ != nullptr);
  column_->addWidget(row);
  rows_.push_back(row);
  connect(row, &LoraRow::edited, this, [this, index](const LoraChoice& choice) {
    std::vector<LoraChoice> choices = choices_;
    choices[index] = choice;
    take(std::move(choices));
  });
  connect(row, &LoraRow::removeAsked, this, [this, index] { remove(index); });
  connect(row, &LoraRow::purposeSaid, this,
          [this, index](LoraPurpose purpose) { keepPurpose(index, purpose); });
}

void LoraList::orderTabs() {
  QWidget* before = add_;
  for (const LoraRow* row : rows_) {
    for (QWidget* field : row->fields()) {
      setTabOrder(before, field);
      before = field;
    }
  }
}

void LoraList::check() {
  for (const LoraChoice& choice : choices_) {
    const QString file = QString::fromStdString(choice.file);
    if (!check_ || model_id_.empty() || reports_.contains(file)) continue;
    reports_.insert(file, std::nullopt);
    lookAt(choice.file);
  }
  showReports();
}

void LoraList::lookAt(const std::string& file) {
  check_(file, model_id_, [list = QPointer(this), file, number = model_number_](const LoraReport& report) {
    if (!list || number != list->model_number_) return;
    list->reports_.insert(QString::fromStdString(file), report);
    list->showReports();
  });
}

void LoraList::keepPurpose(std::size_t index, LoraPurpose purpose) {
  const std::string file = choices_[index].file;
  // What is known stays shown until the answer counts, so that the focus stays where it is.
  keep_purpose_(file, model_id_, purpose, [list = QPointer(this), file] {
    if (list && list->check_ && !list->model_id_.empty()) list->lookAt(file);
  });
}

void LoraList::showReports() {
  for (LoraRow* row : rows_) {
    const auto found = reports_.constFind(QString::fromStdString(row->choice().file));
    const bool is_known = found != reports_.constEnd();
    row->setReport(is_known ? *found : std::nullopt, is_known);
  }
  Q_EMIT changed();
}

bool LoraList::hasMisfit() const {
  return std::ranges::any_of(rows_, &LoraRow::isMisfit);
}

bool LoraList::isTaught(const QString& instruction) const {
  const std::string asked = instruction.toStdString();
  return std::ranges::any_of(choices_, [&](const LoraChoice& choice) {
    const auto found = reports_.constFind(QString::fromStdString(choice.file));
    if (!choice.on || found == reports_.constEnd() || !*found) return false;
    return std::ranges::any_of((*found)->texts,
                               [&](const std::string& text) { return same_instruction(text, asked); });
  });
}

std::optional<FewSteps> LoraList::fewStepsOf(const LoraChoice& choice) const {
  const auto found = reports_.constFind(QString::fromStdString(choice.file));
  return found == reports_.constEnd() || !*found ? std::nullopt : (*found)->few_steps;
}

std::optional<FewSteps> LoraList::fewSteps() const {
  for (const LoraChoice& choice : choices_) {
    if (auto way = fewStepsOf(choice)) return way;
  }
  return std::nullopt;
}

bool LoraList::hasTaughtEdit(const FewSteps& way) const {
  return std::ranges::any_of(choices_, [&](const LoraChoice& choice) {
    const auto found = reports_.constFind(QString::fromStdString(choice.file));
    return found != reports_.constEnd() && *found && (*found)->few_steps == way && !(*found)->texts.empty();
  });
}

std::vector<LoraChoice> LoraList::choicesFor(const FewSteps& way, bool on) const {
  std::vector<LoraChoice> choices = choices_;
  for (LoraChoice& choice : choices) {
    if (fewStepsOf(choice) != way) continue;
    choice.on = on;
    if (on) choice.strength = way.strength;
  }
  return choices;
}

bool LoraList::isFor(const LoraChoice& choice, LoraPurpose purpose) const {
  const auto found = reports_.constFind(QString::fromStdString(choice.file));
  return found != reports_.constEnd() && *found && (*found)->purpose == purpose;
}

std::optional<std::size_t> LoraList::finishing() const {
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    if (isFor(choices_[i], LoraPurpose::Finish)) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> LoraList::sketching() const {
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    if (!isFor(choices_[i], LoraPurpose::Sketch)) continue;
    if (choices_[i].on) return i;
    if (!first) first = i;
  }
  return first;
}

bool LoraList::isOn(const FewSteps& way) const {
  return std::ranges::any_of(
      choices_, [&](const LoraChoice& choice) { return choice.on && fewStepsOf(choice) == way; });
}

void LoraList::dragEnterEvent(QDragEnterEvent* event) {
  if (lorasOf(*event->mimeData()).isEmpty()) return;
  setDropping(true);
  event->acceptProposedAction();
}

void LoraList::dragLeaveEvent(QDragLeaveEvent* event) {
  setDropping(false);
  QFrame::dragLeaveEvent(event);
}

void LoraList::dropEvent(QDropEvent* event) {
  setDropping(false);
  add(lorasOf(*event->mimeData()));
  event->acceptProposedAction();
}

void LoraList::setDropping(bool dropping) {
  setProperty("dropping", dropping);
  style()->unpolish(this);
  style()->polish(this);
}

void LoraList::retranslate() {
  title_->setText(tr("LoRAs"));
  hint_->setText(differs_ ? tr("differ: stay as they are") : tr("drop files here"));
  add_->setText(tr("Add…"));
  add_->setAccessibleName(tr("Add LoRAs"));
  add_->setToolTip(tr("Files that teach the model a style, a thing or a way to work in fewer steps"));
  setAccessibleName(tr("LoRAs"));
}

void LoraList::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QFrame::changeEvent(event);
}

}  // namespace v4e::ui
