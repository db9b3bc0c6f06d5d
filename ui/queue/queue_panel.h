// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QWidget>
#include <functional>
#include <optional>

#include "ui/captions/lora_list.h"
#include "ui/engine/edit_values.h"
#include "ui/queue/order_field.h"
#include "ui/queue/queue_actions.h"
#include "ui/queue/queue_controller.h"
#include "ui/queue/shape_fields.h"
#include "ui/widgets/elided_label.h"

namespace v4e::ui {

/// The queue's dock: what to do, the list, where results go, start and pause. Shows a QueueController.
class QueuePanel : public QWidget {
  Q_OBJECT

 public:
  /// What is done here becomes steps on `undo`.
  QueuePanel(QueueController& controller, QUndoStack& undo, QWidget* parent = nullptr);
  ~QueuePanel() override;

  [[nodiscard]] QList<qint64> selectedIds() const;
  /// To choose from when an item is changed.
  void setModels(const QList<ModelInfo>& models) { models_ = models; }
  void setLoraChecker(LoraList::Checker check) { check_lora_ = std::move(check); }
  /// The LoRA that finishes edits at 2K with the chosen model; nothing: there is none, and no finish is
  /// offered.
  void setUpscaler(const std::optional<LoraChoice>& upscaler);
  /// Without one there are no looks to choose from.
  void setLooks(const LookShelf& shelf);

 Q_SIGNALS:
  void openResultAsked(const QString& path);
  /// For the window to keep the machine awake.
  void runningChanged(bool running);

 protected:
  void changeEvent(QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  /// What a banner is about decides what it offers.
  enum class Banner { Interrupted, Failures, Other };

  void build();
  QWidget* buildBanner();
  QWidget* buildFooter();
  QLayout* buildFormatRow(QWidget* footer);
  void connectController();
  void translate();
  void showState();
  /// `text` gives the words in the language in use.
  void showBanner(std::function<QString()> text, Banner kind);
  void nameBanner();
  void showRecovery(const QueueRecovery& recovery);
  void followWork(const QModelIndex& first, const QModelIndex& last, const QList<int>& roles);
  void showSummary(const QueueSummary& summary);
  void showAdded(int photos, const QList<SkippedFile>& skipped);
  void showMenu(QPoint position);
  void takeDefaults();
  /// Photos and folders join the queue; a look becomes that of all.
  void takePaths(const QStringList& paths);
  void showDefaults();
  void askForFolder();
  void setFolder(const QString& folder);
  void activate(const QModelIndex& index);
  void changeSelected();
  void duplicateSelected();
  void moveSelected(int direction);
  bool handleKey(const QKeyEvent& event);
  [[nodiscard]] QList<qint64> idsInState(QueueState state) const;
  [[nodiscard]] qint64 idBehind(const QList<qint64>& ids) const;

  QueueController& controller_;
  QueueActions actions_;
  OrderField* order_;
  QToolButton* more_;
  QToolButton* add_;
  ShapeFields* shape_;
  QCheckBox* finish_;
  QFrame* banner_;
  QLabel* banner_text_;
  QPushButton* banner_resume_;
  QPushButton* banner_retry_;
  QPushButton* banner_remove_;
  QToolButton* banner_close_;
  QListView* list_;
  QLabel* output_label_;
  QToolButton* folder_;
  QLineEdit* pattern_;
  QLabel* format_label_;
  QComboBox* format_;
  QComboBox* quality_;
  ElidedLabel* summary_;
  QProgressBar* progress_;
  QToolButton* pause_;
  QPushButton* start_;
  QList<ModelInfo> models_;
  LoraList::Checker check_lora_;
  LookShelf looks_;
  std::optional<LoraChoice> upscaler_;
  bool running_ = false;
  Banner banner_kind_ = Banner::Other;
  std::function<QString()> banner_words_;
  QPersistentModelIndex at_work_;  ///< the row that was last brought into sight
};

}  // namespace v4e::ui
