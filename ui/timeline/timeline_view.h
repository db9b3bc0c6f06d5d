// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPixmap>
#include <QWidget>
#include <memory>
#include <optional>

#include "ui/engine/background_runner.h"
#include "ui/timeline/frame_player.h"
#include "ui/timeline/timeline_layout.h"
#include "ui/timeline/timeline_model.h"

namespace v4e::ui {

/// The film strip with its playhead, the curve of measured change and the stabiliser lane. Shows a
/// TimelineModel and turns mouse and keys into changes of it. Scrubbing never waits for thumbnails: they are
/// made in the background.
class TimelineView : public QWidget {
  Q_OBJECT

 public:
  TimelineView(TimelineModel& model, FramePlayer& player, QWidget* parent = nullptr);

  [[nodiscard]] TimelineModel& model() { return model_; }
  [[nodiscard]] const TimelineLayout& timelineLayout() const { return layout_; }
  /// What a suggested stop's tooltip says.
  [[nodiscard]] QString stopTip(int frame) const;
  [[nodiscard]] bool hasThumbnails() const { return !thumbnails_.isEmpty(); }
  [[nodiscard]] QSize sizeHint() const override { return {900, 184}; }
  [[nodiscard]] QSize minimumSizeHint() const override { return {320, 120}; }

 Q_SIGNALS:
  void branchAsked(double strength);
  void savePictureAsked(double strength);

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  [[nodiscard]] double positionUnder(double x) const;
  void scrubTo(QPointF position, bool snap);
  [[nodiscard]] std::optional<int> stopAt(QPointF position) const;
  [[nodiscard]] bool shuttleKey(int key);
  [[nodiscard]] bool moveKey(const QKeyEvent& event);
  void updateLayout();
  void makeThumbnails();
  void announce();
  [[nodiscard]] QPixmap paintStrip() const;

  TimelineModel& model_;
  FramePlayer& player_;
  TimelineLayout layout_;
  QList<QImage> thumbnails_;  ///< of all frames, at the strip's height
  QPixmap strip_;             ///< painted once, then only copied
  std::optional<double> hover_x_;
  double wheel_rest_ = 0;
  bool scrubbing_ = false;
  BackgroundRunner background_;
};

}  // namespace v4e::ui
