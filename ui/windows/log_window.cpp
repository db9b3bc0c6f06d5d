// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/log_window.h"

#include <QClipboard>
#include <QDir>
#include <QEvent>
#include <QFile>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QScrollBar>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace v4e::ui {
namespace {

constexpr qint64 kShownBytes = 128 << 10;
constexpr int kRefreshMs = 1000;

}  // namespace

QString logFile() {
  return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + "/video4edit.log";
}

LogWindow::LogWindow(QWidget* parent)
    : QDialog(parent),
      place_(new QLabel(this)),
      text_(new QPlainTextEdit(this)),
      copy_(new QPushButton(this)),
      close_(new QPushButton(this)) {
  setObjectName("logWindow");
  text_->setReadOnly(true);
  text_->setTabChangesFocus(true);
  text_->setLineWrapMode(QPlainTextEdit::NoWrap);
  text_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  place_->setProperty("role", "muted");
  place_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  place_->setText(QDir::toNativeSeparators(logFile()));
  close_->setDefault(true);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(place_, 1);
  buttons->addWidget(copy_);
  buttons->addWidget(close_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(8);
  layout->addWidget(text_, 1);
  layout->addLayout(buttons);
  resize(800, 480);
  connect(copy_, &QPushButton::clicked, this,
          [this] { QGuiApplication::clipboard()->setText(text_->toPlainText()); });
  connect(close_, &QPushButton::clicked, this, &QDialog::accept);
  connect(&timer_, &QTimer::timeout, this, &LogWindow::refresh);
  timer_.start(kRefreshMs);
  retranslate();
  refresh();
}

void LogWindow::refresh() {
  QFile file(logFile());
  if (!file.open(QIODevice::ReadOnly) || file.size() == shown_size_) return;
  shown_size_ = file.size();
  file.seek(std::max<qint64>(0, shown_size_ - kShownBytes));
  text_->setPlainText(QString::fromUtf8(file.readAll()));
  text_->verticalScrollBar()->setValue(text_->verticalScrollBar()->maximum());
}

void LogWindow::retranslate() {
  setWindowTitle(tr("Log"));
  text_->setAccessibleName(tr("Log"));
  text_->setPlaceholderText(tr("The log is empty."));
  copy_->setText(tr("C&opy"));
  close_->setText(tr("&Close"));
}

void LogWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace v4e::ui
