// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColorSpace>
#include <QColorTransform>
#include <QImage>
#include <QVideoSink>
#include <QWidget>

#include "ui/timeline/frame_player.h"

namespace v4e::ui {

/// The evolution alone, large, in a window of its own: to look at, or for others on a second screen. It shows
/// what the player pushes into its video sink, so it stands where the playhead stands. Only while it is open
/// is anything pushed.
class EvolutionWindow : public QWidget {
  Q_OBJECT

 public:
  /// `player` must outlive the window.
  EvolutionWindow(TimelineModel& model, FramePlayer& player, QWidget* parent = nullptr);

  [[nodiscard]] QVideoSink& sink() { return sink_; }
  /// In which colours the player's frames are: those of the screen that the main window stands on.
  void setFrameColours(const QColorSpace& colours);
  /// The colours of the screen that this window stands on, which may be another one.
  void setScreenColours(const QColorSpace& colours);
  [[nodiscard]] QSize sizeHint() const override { return {960, 600}; }

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void toggleFullScreen();
  void retranslate();
  void takeColours();

  TimelineModel& model_;
  FramePlayer& player_;
  QVideoSink sink_;
  QColorSpace frame_colours_{QColorSpace::SRgb};
  QColorSpace screen_colours_{QColorSpace::SRgb};
  QColorTransform transform_;  ///< from the former to the latter
  QImage converted_;           ///< the sink's frame by that; null: not made yet, or not needed
};

}  // namespace v4e::ui
