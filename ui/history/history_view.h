// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QLineEdit>
#include <QScrollArea>
#include <QWidget>
#include <optional>

#include "ui/history/history_model.h"

namespace v4e::ui {

/// The steps of the history as a row of cards: the photo first, each step followed by what was made from it.
/// Asks for what the user wants; the owner pushes the commands.
class HistoryView : public QWidget {
  Q_OBJECT

 public:
  explicit HistoryView(HistoryModel& model, QWidget* parent = nullptr);

  [[nodiscard]] HistoryModel& model() const { return model_; }
  [[nodiscard]] QRect cardRect(std::int64_t id) const;
  [[nodiscard]] QSize sizeHint() const override;
  /// "make it snow 2, made from Photo": what a step is called, and what it was made from.
  [[nodiscard]] QString describe(std::int64_t id) const;
  /// Null where there is no card.
  [[nodiscard]] const HistoryNode* nodeAt(QPoint position) const;

  /// What the menu of a step offers besides showing it; not owned.
  void setStepActions(const QList<QAction*>& actions) { actions_ = actions; }
  /// The step that an action is about: the one whose menu is open, else the current one.
  [[nodiscard]] std::int64_t target() const { return menu_target_.value_or(model_.current()); }
  /// Opens a field in place of the name.
  void startRenaming(std::int64_t id);

 Q_SIGNALS:
  void goToAsked(qint64 id);
  void renameAsked(qint64 id, const QString& name);
  /// target() is another one.
  void targetChanged();
  void cardMoved(const QRect& card);

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  [[nodiscard]] int cardHeight() const;
  [[nodiscard]] QRect nameRect(const QRect& card) const;
  [[nodiscard]] QString shownName(std::int64_t id, const QFontMetrics& metrics, int width) const;
  void paintLink(QPainter& painter, const HistoryNode& before, const HistoryNode& node) const;
  void paintCard(QPainter& painter, const HistoryNode& node) const;
  void setTarget(std::optional<std::int64_t> target);
  void finishRenaming(bool keeps);
  void showChange();
  void tellScreenReader();

  HistoryModel& model_;
  QList<QAction*> actions_;
  QLineEdit* name_;
  std::int64_t renamed_ = kPhotoNode;  ///< kPhotoNode: none
  std::optional<std::int64_t> menu_target_;
  qsizetype told_count_ = 0;
};

/// A HistoryView that scrolls sideways and keeps the current card in sight.
class HistoryPanel : public QScrollArea {
  Q_OBJECT

 public:
  explicit HistoryPanel(HistoryModel& model, QWidget* parent = nullptr);
  [[nodiscard]] HistoryView& view() { return *view_; }

 protected:
  void wheelEvent(QWheelEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void takeHeight();
  void showCurrent();

  HistoryView* view_;
};

}  // namespace v4e::ui
