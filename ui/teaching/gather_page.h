// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>
#include <QWidget>
#include <optional>

#include "ui/teaching/lesson_draft.h"
#include "ui/teaching/pair_list.h"
#include "ui/teaching/teacher.h"

namespace v4e::ui {

/// Where pairs are gathered and named, and teaching starts.
class GatherPage : public QWidget {
  Q_OBJECT

 public:
  explicit GatherPage(Teacher& teacher, QWidget* parent = nullptr);

  [[nodiscard]] LessonDraft& draft() { return draft_; }
  /// After the lesson was begun.
  void clear();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void retranslate();
  void fillModels();
  void updateState();
  void askForPlan();
  [[nodiscard]] const ModelInfo* model() const;
  /// Why it cannot start; empty: it can.
  [[nodiscard]] QString missing() const;
  void start();

  Teacher& teacher_;
  LessonDraft draft_;
  PairList* list_;
  QPushButton* add_files_;
  QPushButton* add_folder_;
  QPushButton* swap_;
  QPushButton* remove_;
  QLabel* loose_;
  QLabel* words_label_;
  QLineEdit* words_;
  QLabel* model_label_;
  QComboBox* models_;
  QLabel* plan_label_;
  QPushButton* start_;
  std::optional<TeachingPlan> plan_;
  QString plan_problem_;
  int plan_number_ = 0;  ///< answers to earlier questions are not waited for
  QString planned_model_;
  std::size_t planned_pairs_ = 0;
};

}  // namespace v4e::ui
