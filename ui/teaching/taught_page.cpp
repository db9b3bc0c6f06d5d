// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/teaching/taught_page.h"

#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QKeyEvent>
#include <QVBoxLayout>

#include "ui/teaching/teaching_texts.h"
#include "ui/widgets/question.h"

namespace v4e::ui {

TaughtPage::TaughtPage(Teacher& teacher, QWidget* parent)
    : QWidget(parent),
      teacher_(teacher),
      hint_(new QLabel(this)),
      list_(new QListWidget(this)),
      rename_(new QPushButton(this)),
      export_(new QPushButton(this)),
      remove_(new QPushButton(this)) {
  setObjectName("taughtPage");
  list_->setObjectName("taughtList");
  rename_->setObjectName("renameTaught");
  export_->setObjectName("exportTaught");
  remove_->setObjectName("removeTaught");
  hint_->setWordWrap(true);
  hint_->setProperty("role", "muted");
  auto* buttons = new QVBoxLayout;
  buttons->setSpacing(8);
  for (QPushButton* button : {rename_, export_, remove_}) {
    button->setAutoDefault(false);
    buttons->addWidget(button);
  }
  buttons->addStretch();
  auto* upper = new QHBoxLayout;
  upper->setSpacing(16);
  upper->addWidget(list_, 1);
  upper->addLayout(buttons);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 16, 16, 16);
  column->setSpacing(8);
  column->addWidget(hint_);
  column->addLayout(upper, 1);
  connect(&teacher_, &Teacher::taughtChanged, this, &TaughtPage::fill);
  connect(list_, &QListWidget::currentRowChanged, this, &TaughtPage::updateButtons);
  connect(rename_, &QPushButton::clicked, this, &TaughtPage::askForName);
  connect(export_, &QPushButton::clicked, this, &TaughtPage::askWhereTo);
  connect(remove_, &QPushButton::clicked, this, &TaughtPage::askToRemove);
  retranslate();
}

void TaughtPage::retranslate() {
  hint_->setText(
      tr("They are among the suggestions of their model. Exported, they work as LoRAs, here and in "
         "other programs."));
  list_->setAccessibleName(tr("Taught edits"));
  rename_->setText(tr("Re&name…"));
  export_->setText(tr("&Export…"));
  remove_->setText(tr("&Remove…"));
  fill();
}

void TaughtPage::fill() {
  const int row = list_->currentRow();
  list_->clear();
  for (const TaughtEdit& edit : teacher_.taught()) {
    auto* item = new QListWidgetItem(QString::fromStdString(edit.name) + '\n' + taughtText(edit), list_);
    item->setData(Qt::AccessibleTextRole, QString::fromStdString(edit.name) + ", " + taughtText(edit));
  }
  list_->setCurrentRow(std::clamp(row, std::min(0, list_->count() - 1), list_->count() - 1));
  updateButtons();
}

std::optional<TaughtEdit> TaughtPage::chosen() const {
  const int row = list_->currentRow();
  if (row < 0 || row >= teacher_.taught().size()) return std::nullopt;
  return teacher_.taught()[row];
}

void TaughtPage::updateButtons() {
  for (QPushButton* button : {rename_, export_, remove_}) button->setEnabled(chosen().has_value());
}

void TaughtPage::askForName() {
  const auto edit = chosen();
  if (!edit) return;
  auto* dialog = new QInputDialog(this);
  dialog->setObjectName("renameDialog");
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Rename"));
  dialog->setLabelText(tr("Words to ask with"));
  dialog->setTextValue(QString::fromStdString(edit->name));
  connect(dialog, &QInputDialog::textValueSelected, this,
          [this, edit](const QString& name) { teacher_.rename(*edit, name); });
  dialog->open();
}

void TaughtPage::askWhereTo() {
  const auto edit = chosen();
  if (!edit) return;
  auto* dialog = new QFileDialog(this, tr("Export for others"), {}, tr("LoRA (*.safetensors)"));
  dialog->setObjectName("exportDialog");
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix("safetensors");
  dialog->selectFile(QString::fromStdString(edit->file.filename().string()));
  connect(dialog, &QFileDialog::fileSelected, this,
          [this, edit](const QString& path) { teacher_.exportTo(*edit, path); });
  dialog->open();
}

void TaughtPage::askToRemove() {
  const auto edit = chosen();
  if (!edit) return;
  QMessageBox* question =
      makeQuestion(*window(), "removeQuestion", tr("Remove “%1”?").arg(QString::fromStdString(edit->name)),
                   tr("It cannot be brought back. Pictures that were made with it stay."));
  addAnswer(question, "removeYes", tr("Remove"), QMessageBox::AcceptRole, this,
            [this, edit] { teacher_.remove(*edit); });
  question->addButton(QMessageBox::Cancel);
  question->open();
}

void TaughtPage::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Delete) return askToRemove();
  if (event->key() == Qt::Key_F2) return askForName();
  QWidget::keyPressEvent(event);
}

void TaughtPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
