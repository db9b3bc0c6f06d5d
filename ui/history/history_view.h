// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>
#include <QWidget>

#include "ui/history/history_model.h"

namespace v4e::ui {

/// The tree of generations as cards: photo on top, variations side by side, an edit of an edit below it. Asks
/// for what the user wants; the owner pushes the commands.
class HistoryView : public QWidget {
  Q_OBJECT

 public:
  explicit HistoryView(HistoryModel& model, QWidget* parent = nullptr);

  [[nodiscard]] QRect cardRect(std::int64_t id) const;
  [[nodiscard]] QSize sizeHint() const override;

 Q_SIGNALS:
  void goToAsked(qint64 id);
  void removeAsked(qint64 id);
  void cardMoved(const QRect& card);

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  [[nodiscard]] const HistoryNode* nodeAt(QPoint position) const;
  [[nodiscard]] QString describe(const HistoryNode& node) const;
  void paintLink(QPainter& painter, const HistoryNode& node) const;
  void paintCard(QPainter& painter, const HistoryNode& node) const;
  void showChange();

  HistoryModel& model_;
};

/// A HistoryView that scrolls and keeps the current card in sight.
class HistoryPanel : public QScrollArea {
  Q_OBJECT

 public:
  explicit HistoryPanel(HistoryModel& model, QWidget* parent = nullptr);
  [[nodiscard]] HistoryView& view() { return *view_; }

 private:
  HistoryView* view_;
};

}  // namespace v4e::ui
