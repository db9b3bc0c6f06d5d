// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QWidget>
#include <functional>
#include <optional>

#include "ui/document/photo_document.h"
#include "ui/document/photo_locator.h"
#include "ui/project/opened_project.h"
#include "ui/project/recovery.h"
#include "ui/widgets/message_bar.h"

namespace v4e::ui {

/// From a project's file to the open photo: reads the project, asks for a photo that is not where it was, and
/// opens it in the document. What was asked for last counts.
class ProjectOpener : public QObject {
  Q_OBJECT

 public:
  /// A project on its way.
  struct Opening {
    OpenedProject project;
    bool keeps_instruction = false;
    bool is_recovered = false;  ///< its working file stays, whatever happens
  };

  /// `window`: over which questions stand. All must outlive it.
  ProjectOpener(QWidget& window, PhotoDocument& document, MessageBar& messages, WorkingFolder folder,
                QObject* parent = nullptr);

  void open(const QString& path, bool keepsInstruction);
  /// Goes on with a working file that a crash left behind.
  void recover(const std::filesystem::path& file);
  /// What is on its way is not wanted any more.
  void drop();
  /// The project that the photo which has just been opened belongs to; nothing: it came by itself.
  [[nodiscard]] std::optional<Opening> take();

 private:
  void read(std::function<OpenedProject(const RunContext&)> read, bool keepsInstruction, bool isRecovered);
  void openPhoto();
  void askForPhoto();

  PhotoDocument& document_;
  MessageBar& messages_;
  const WorkingFolder folder_;
  PhotoLocator locator_;
  std::optional<Opening> opening_;  ///< its photo is being asked for, or opened
  quint64 serial_ = 0;              ///< of what was asked for last
  BackgroundRunner runner_;
};

}  // namespace v4e::ui
