// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "ui/engine/edit_engine.h"
#include "ui/settings/settings.h"

namespace v4e::ui {

/// The models that were found, what each can do and needs, and the folders to look in.
class ModelsWindow : public QDialog {
  Q_OBJECT

 public:
  ModelsWindow(EditEngine& engine, Settings& settings, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void build();
  void retranslate();
  void fillModels();
  void fillFolders();
  void showModel();
  void askForKinds(const ModelInfo& info);
  void keepAnswer(const KindQuestion& question, const std::string& id);
  void addFolder(const QString& folder);

  EditEngine& engine_;
  Settings& settings_;
  QLabel* models_title_;
  QListWidget* models_;
  QTextBrowser* details_;
  QVBoxLayout* questions_;  ///< below the details: which model its files are
  QLabel* folders_title_;
  QListWidget* folders_;
  QPushButton* add_;
  QPushButton* remove_;
  QPushButton* search_;
  QPushButton* close_;
};

}  // namespace v4e::ui
