// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>
#include <functional>
#include <optional>

#include "core/document/project/project_file.h"
#include "ui/engine/background_runner.h"

namespace v4e::ui {

/// Finds a project's photo, which is not where it was, with the user's help. None of its questions blocks.
class PhotoLocator : public QObject {
  Q_OBJECT

 public:
  /// The user's choice; nothing where there is none. It may be another photo: compare the hashes.
  using Found = std::function<void(const std::optional<SourcePhoto>& photo)>;

  /// `window`: over which the questions stand.
  PhotoLocator(QWidget& window, QObject* parent) : QObject(parent), window_(window) {}

  /// Asks for the photo of the project `name`. A question from before is dropped.
  void ask(const QString& name, const SourcePhoto& wanted, Found found);
  /// What was asked is of no use any more: no answer comes.
  void cancel();

 private:
  void askToLocate(const QString& problem);
  void chooseFile();
  void check(const QString& path);
  void take(const Outcome<SourcePhoto>& outcome);
  void askAboutOther(const SourcePhoto& other);
  void answer(const std::optional<SourcePhoto>& photo);

  QWidget& window_;
  QString name_;
  SourcePhoto wanted_;
  Found found_;
  QPointer<QWidget> open_;  ///< the question or the file dialog
  BackgroundRunner runner_;
};

}  // namespace v4e::ui
