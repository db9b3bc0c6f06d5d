// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QMimeData>
#include <QObject>
#include <QStringList>
#include <QWidget>
#include <functional>

#include "ui/document/photo_document.h"
#include "ui/settings/settings.h"
#include "ui/widgets/message_bar.h"

namespace v4e::ui {

/// What comes into the window by opening, dropping and pasting: photos open, all else is handed on to whom it
/// is for. Nothing takes the place of what is open before that may be left.
class FileIntake : public QObject {
  Q_OBJECT

 public:
  /// `window`: over which questions stand. All must outlive it.
  FileIntake(QWidget& window, PhotoDocument& document, Settings& settings, MessageBar& messages,
             QObject* parent = nullptr);

  /// Asked before what is open is left for something else: true lets go at once, else `then` is called as
  /// soon as the user agrees.
  using LeaveGuard = std::function<bool(const std::function<void()>& then)>;
  void setLeaveGuard(LeaveGuard guard) { leave_guard_ = std::move(guard); }
  [[nodiscard]] bool mayLeave(const std::function<void()>& then) const {
    return !leave_guard_ || leave_guard_(then);
  }
  /// Calls `then` as soon as what is open may be left.
  void whenFree(const std::function<void()>& then);

  void openFile(const QString& path);
  /// What was open the last time; asks nothing and keeps the instruction.
  void reopen(const QString& path);
  /// `instruction`: takeSample() gives it back when the photo is open.
  void openSample(const QString& path, const QString& instruction);
  [[nodiscard]] QString takeSample();
  /// The photo that comes next, or came last, belongs to a project.
  [[nodiscard]] bool opensProject() const { return opens_project_; }

  /// Photos open; a video is handed on by videoTaken, folders and further photos by filesForQueue. A folder
  /// with models is offered to the folders that are looked in.
  void takeFiles(const QStringList& paths);
  void takeImage(const QImage& image);
  void take(const QMimeData& content);
  void paste();
  void askForFile();

 Q_SIGNALS:
  void filesForQueue(const QStringList& paths);
  void videoTaken(const QString& path);
  /// A project is to be opened in place of what is open.
  void projectAsked(const QString& path, bool keepsInstruction);
  /// The user took a folder of models in.
  void modelsAdded();

 private:
  void openNow(const QString& path, bool keepsInstruction);
  void offerModels(const QString& folder);

  QWidget& window_;
  PhotoDocument& document_;
  Settings& settings_;
  MessageBar& messages_;
  LeaveGuard leave_guard_;
  bool opens_project_ = false;
  QString sample_instruction_;
};

}  // namespace v4e::ui
