// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/file_intake.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMessageBox>
#include <algorithm>
#include <utility>

#include "ui/canvas/dropped_files.h"

namespace v4e::ui {

FileIntake::FileIntake(QWidget& window, PhotoDocument& document, Settings& settings, MessageBar& messages,
                       QObject* parent)
    : QObject(parent), window_(window), document_(document), settings_(settings), messages_(messages) {}

void FileIntake::whenFree(const std::function<void()>& then) {
  if (mayLeave(then)) then();
}

void FileIntake::openFile(const QString& path) {
  whenFree([this, path] { openNow(path, false); });
}

void FileIntake::reopen(const QString& path) {
  openNow(path, true);
}

void FileIntake::openSample(const QString& path, const QString& instruction) {
  whenFree([this, path, instruction] {
    opens_project_ = false;
    sample_instruction_ = instruction;
    document_.open(path);
  });
}

QString FileIntake::takeSample() {
  return std::exchange(sample_instruction_, {});
}

void FileIntake::openNow(const QString& path, bool keepsInstruction) {
  sample_instruction_.clear();
  opens_project_ = isProjectName(path);
  document_.setDrawingSide(settings_.drawingSide());
  opens_project_ ? Q_EMIT projectAsked(path, keepsInstruction) : document_.open(path);
}

void FileIntake::askForFile() {
  const QString folder = settings_.recentFiles().isEmpty()
                             ? QDir::homePath()
                             : QFileInfo(settings_.recentFiles().first()).absolutePath();
  const QStringList files = QFileDialog::getOpenFileNames(&window_, tr("Open"), folder, openFilter(), nullptr,
                                                          QFileDialog::HideNameFilterDetails);
  if (!files.isEmpty()) takeFiles(files);
}

void FileIntake::takeFiles(const QStringList& paths) {
  if (paths.isEmpty()) return;
  const auto project = std::find_if(paths.begin(), paths.end(), isProjectName);
  if (project != paths.end()) return openFile(*project);
  if (paths.size() > 1) return Q_EMIT filesForQueue(paths);
  switch (kindOf(paths.first())) {
    case FileKind::Video:
      return Q_EMIT videoTaken(paths.first());
    case FileKind::ModelFolder:
      return offerModels(paths.first());
    case FileKind::Folder:
      return Q_EMIT filesForQueue(paths);
    case FileKind::Photo:
    case FileKind::Project:
    case FileKind::Other:
      return openFile(paths.first());
  }
}

void FileIntake::offerModels(const QString& folder) {
  auto* question = new QMessageBox(QMessageBox::Question, window_.windowTitle(),
                                   tr("Add %1 to the model folders?").arg(QFileInfo(folder).fileName()),
                                   QMessageBox::Yes | QMessageBox::No, &window_);
  question->setObjectName("modelQuestion");
  question->setAttribute(Qt::WA_DeleteOnClose);
  connect(question->button(QMessageBox::Yes), &QAbstractButton::clicked, this, [this, folder] {
    QStringList folders = settings_.modelFolders();
    if (!folders.contains(folder)) settings_.setModelFolders(folders << folder);
    Q_EMIT modelsAdded();
  });
  question->open();
}

void FileIntake::takeImage(const QImage& image) {
  whenFree([this, image] {
    sample_instruction_.clear();
    document_.openImage(image, tr("Pasted photo"));
  });
}

void FileIntake::take(const QMimeData& content) {
  const DroppedContent dropped = contentOf(content);
  if (!dropped.paths.isEmpty()) {
    takeFiles(dropped.paths);
  } else if (!dropped.image.isNull()) {
    takeImage(dropped.image);
  }
}

void FileIntake::paste() {
  const QMimeData* clipboard = QGuiApplication::clipboard()->mimeData();
  if (!clipboard || !canTake(*clipboard))
    return messages_.showNote([] { return tr("There is no picture in the clipboard."); });
  take(*clipboard);
}

}  // namespace v4e::ui
