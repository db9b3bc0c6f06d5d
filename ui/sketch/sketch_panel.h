// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QButtonGroup>
#include <QLabel>
#include <QList>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <QWidget>

#include "ui/sketch/sketch_session.h"

namespace v4e::ui {

/// The dock of the sketch: how it works, brush and eraser, colour, size, and what is done with all of it.
class SketchPanel : public QWidget {
  Q_OBJECT

 public:
  /// Shows the actions as buttons.
  SketchPanel(SketchSession& session, const QList<QAction*>& actions, QWidget* parent = nullptr);

  /// Why nothing can be sketched; empty: it can.
  void setReason(const QString& reason);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QWidget* buildButtons(const QList<QAction*>& actions);
  QWidget* buildColours();
  QWidget* buildSize();
  void addColour(const QColor& colour);
  void askForColour();
  void retranslate();
  void showBrush();

  SketchSession& session_;
  QLabel* hint_;
  QLabel* reason_;
  QLabel* colour_title_;
  QButtonGroup* colours_;
  QToolButton* own_colour_;
  QLabel* size_label_;
  QSlider* size_;
  QSpinBox* size_box_;
};

}  // namespace v4e::ui
