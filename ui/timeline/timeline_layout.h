// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <QSizeF>
#include <vector>

namespace v4e::ui {

/// One picture on the strip: a frame, or a blend where there is room between two frames.
struct StripSlot {
  double position = 0;
  QRectF rect;
  bool is_frame = true;
};

/// Where everything on the timeline stands, from the widget's size and the frames' shape alone.
class TimelineLayout {
 public:
  TimelineLayout() = default;
  /// `line`: the height of a line of the small text on the ruler.
  TimelineLayout(const QSizeF& size, int frames, double aspect, bool has_lane, double line = 14);

  /// Both rows above the strip.
  [[nodiscard]] const QRectF& ruler() const { return ruler_; }
  /// The suggested stops with their names. The playhead's tag has a row of its own below, over the ticks, so
  /// that it never hides a name.
  [[nodiscard]] QRectF stopRow() const;
  [[nodiscard]] QRectF tagRow() const;
  [[nodiscard]] const QRectF& strip() const { return strip_; }
  [[nodiscard]] const QRectF& curve() const { return curve_; }
  /// Null where there is no drift to show.
  [[nodiscard]] const QRectF& lane() const { return lane_; }
  [[nodiscard]] const std::vector<StripSlot>& stripSlots() const { return strip_slots_; }

  [[nodiscard]] double xFor(double position) const;
  /// Between 0 and the last frame.
  [[nodiscard]] double positionFor(double x) const;

 private:
  void placeSlots(const QSizeF& thumb);

  QRectF ruler_, strip_, curve_, lane_;
  std::vector<StripSlot> strip_slots_;
  double line_ = 14;
  double left_ = 0;
  double right_ = 1;
  int last_ = 0;
};

}  // namespace v4e::ui
