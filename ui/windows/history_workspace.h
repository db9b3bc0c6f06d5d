// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>

#include "ui/history/history_model.h"
#include "ui/history/history_view.h"
#include "ui/windows/main_window.h"

namespace v4e::ui {

/// Keeps each generation of the open photo as a node of the history dock. Going to a node shows its edit and
/// frames again and brings its settings back; what is made next from there becomes its sibling or child.
class HistoryWorkspace : public QObject {
  Q_OBJECT

 public:
  HistoryWorkspace(MainWindow& window, QObject* parent);

  [[nodiscard]] HistoryModel& model() { return model_; }
  [[nodiscard]] HistoryPanel& panel() { return *panel_; }

  /// A step that can be undone. Does nothing while an edit is made.
  void goTo(std::int64_t id);
  void remove(std::int64_t id);
  void retranslate();

 private:
  using ResultPtr = std::shared_ptr<const EditResult>;

  void startDocument();
  void addGeneration(const ResultPtr& result);
  void followDocument();
  void showCurrent();
  [[nodiscard]] std::int64_t nodeOf(const ResultPtr& result) const;

  MainWindow& window_;
  HistoryModel model_;
  HistoryPanel* panel_;
  QDockWidget* dock_;
  std::map<std::int64_t, ResultPtr> results_;  ///< by node, merged as they were last shown
  std::int64_t source_node_ = kPhotoNode;      ///< what the next edit is made of
  std::int64_t last_id_ = kPhotoNode;
  bool following_ = false;  ///< the model follows the document
  bool showing_ = false;    ///< the document follows the model
};

}  // namespace v4e::ui
