// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/order_field.h"

#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QMenu>
#include <utility>

#include "ui/settings/icon.h"

namespace v4e::ui {
namespace {

constexpr int kGap = 4;

}  // namespace

OrderField::OrderField(const char* name, QWidget* parent)
    : QWidget(parent),
      line_(new QLineEdit(this)),
      shown_(new QWidget(this)),
      text_(new ElidedLabel(shown_)),
      close_(new QToolButton(shown_)),
      button_(new QToolButton(this)) {
  line_->setObjectName(name);
  line_->setAcceptDrops(false);  // of what holds the field: files
  text_->setObjectName("lookText");
  close_->setObjectName("lookClose");
  close_->setIcon(icon("close"));
  close_->setAutoRaise(true);
  button_->setObjectName("lookButton");
  button_->setPopupMode(QToolButton::InstantPopup);
  button_->setMenu(new QMenu(button_));
  auto* inner = new QHBoxLayout(shown_);
  inner->setContentsMargins(0, 0, 0, 0);
  inner->setSpacing(kGap);
  inner->addWidget(text_, 1);
  inner->addWidget(close_);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(kGap);
  row->addWidget(line_, 1);
  row->addWidget(shown_, 1);
  row->addWidget(button_);
  setFocusProxy(line_);
  connect(close_, &QToolButton::clicked, this, &OrderField::dropLook);
  connect(button_->menu(), &QMenu::aboutToShow, this, &OrderField::fillMenu);
  button_->hide();
  showLook();
  retranslate();
}

void OrderField::setShelf(LookShelf shelf) {
  shelf_ = std::move(shelf);
  button_->setVisible(static_cast<bool>(shelf_.plan));
}

void OrderField::setLook(const std::optional<QueueLook>& look) {
  if (look == look_) return;
  look_ = look;
  showLook();
}

void OrderField::takeLook(const QString& path) {
  if (!shelf_.plan) return;
  const ReadLook read = readLook(path, shelf_);
  if (read.note) Q_EMIT noted(read.note);
  if (!read.look || read.look == look_) return;
  setLook(read.look);
  Q_EMIT lookChanged();
}

void OrderField::dropLook() {
  setLook(std::nullopt);
  line_->setFocus();
  Q_EMIT lookChanged();
}

void OrderField::fillMenu() {
  QMenu& menu = *button_->menu();
  menu.clear();
  const auto files =
      QDir(shelf_.folder)
          .entryInfoList({QString("*") + kLookExtension}, QDir::Files, QDir::Name | QDir::IgnoreCase);
  for (const QFileInfo& file : files) {
    QAction* action = menu.addAction(file.completeBaseName().replace('&', "&&"));
    action->setCheckable(true);
    action->setChecked(look_ && look_->name == file.completeBaseName());
    connect(action, &QAction::triggered, this, [this, path = file.filePath()] { takeLook(path); });
  }
  if (!files.isEmpty()) menu.addSeparator();
  menu.addAction(tr("Open a look…"), this, &OrderField::askForFile);
  if (look_) menu.addAction(tr("An instruction instead"), this, &OrderField::dropLook);
}

void OrderField::askForFile() {
  auto* dialog = new QFileDialog(this, tr("Open a look"), shelf_.folder,
                                 tr("Looks (%1)").arg(QString("*") + kLookExtension));
  dialog->setObjectName("queueLookDialog");
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  connect(dialog, &QFileDialog::fileSelected, this, &OrderField::takeLook);
  dialog->open();
}

void OrderField::showLook() {
  // What has the focus must not be hidden under it.
  const bool had_focus = line_->hasFocus();
  shown_->setVisible(look_.has_value());
  line_->setVisible(!look_);
  setFocusProxy(look_ ? static_cast<QWidget*>(close_) : line_);
  if (had_focus && look_) close_->setFocus();
  if (!look_) return;
  text_->setText(lookText(look_->name, look_->steps.size()));
  QStringList lines;
  for (const LookStep& step : look_->steps)
    lines << QString("%1. %2").arg(lines.size() + 1).arg(QString::fromStdString(step.settings.instruction));
  text_->setToolTip(lines.join('\n'));
  text_->setAccessibleName(text_->text());
  close_->setAccessibleDescription(text_->text());
}

void OrderField::retranslate() {
  button_->setText(tr("Look"));
  button_->setAccessibleName(tr("Look"));
  button_->setToolTip(tr("Do the steps of a look instead"));
  close_->setAccessibleName(tr("An instruction instead"));
  close_->setToolTip(tr("An instruction instead"));
  showLook();
}

void OrderField::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
