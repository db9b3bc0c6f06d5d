// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QImage>
#include <QLabel>
#include <QList>
#include <QToolButton>
#include <QWidget>

namespace v4e::ui {

/// A handle for dragging the result out of the window, into a folder or another program.
class DragGrip : public QToolButton {
  Q_OBJECT

 public:
  explicit DragGrip(QWidget* parent = nullptr);

  /// The file that a drag hands over, with its picture; empty while there is none.
  void setFile(const QString& path, const QImage& picture);

 Q_SIGNALS:
  /// The pointer is over it: soon a file will be needed.
  void fileWanted();

 protected:
  void enterEvent(QEnterEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;

 private:
  QString path_;
  QImage picture_;
  QPoint press_;
};

/// The strip under the canvas: ways to compare, overlays, zoom, the drag handle.
class CanvasBar : public QWidget {
  Q_OBJECT

 public:
  /// Shows these actions as buttons, a null one as a gap.
  CanvasBar(const QList<QAction*>& compare, const QList<QAction*>& zoom, QWidget* parent = nullptr);

  void setZoom(double scale);
  [[nodiscard]] DragGrip& grip() { return *grip_; }
  /// Without the buttons for the hand and for zooming, which give way where there is no room: keys, wheel and
  /// menu do the same.
  [[nodiscard]] QSize minimumSizeHint() const override;

 Q_SIGNALS:
  /// True while the button is held down.
  void originalHeld(bool held);

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void retranslate();
  [[nodiscard]] int widthOf(const QList<QToolButton*>& buttons) const;

  QList<QToolButton*> yielding_;
  QToolButton* original_;
  QLabel* zoom_;
  DragGrip* grip_;
};

}  // namespace v4e::ui
