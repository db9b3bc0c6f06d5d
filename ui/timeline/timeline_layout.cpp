// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_layout.h"

#include <algorithm>
#include <cmath>

namespace v4e::ui {
namespace {

constexpr double kGutter = 64;  // the rows' names
constexpr double kMargin = 16;
constexpr double kStopPadding = 2;  // a row is that much higher than its text
constexpr double kTagPadding = 3;
constexpr double kRulerGap = 1;
constexpr double kCurve = 30;
constexpr double kLane = 26;
constexpr double kGap = 4;
constexpr double kNarrowestBlend = 24;

}  // namespace

TimelineLayout::TimelineLayout(const QSizeF& size, int frames, double aspect, bool has_lane, double line)
    : line_(line), last_(std::max(0, frames - 1)) {
  const double ruler = line + kStopPadding + kRulerGap + line + kTagPadding + kRulerGap;
  const double width = std::max(40.0, size.width() - kGutter - kMargin);
  const double below = kGap + kCurve + (has_lane ? kGap + kLane : 0) + kGap;
  const double thumb_height = std::max(16.0, size.height() - ruler - below);
  const QSizeF thumb(std::min(thumb_height * aspect, width), thumb_height);
  ruler_ = {kGutter, 0, width, ruler};
  strip_ = {kGutter, ruler, width, thumb_height};
  curve_ = {kGutter, strip_.bottom() + kGap, width, kCurve};
  if (has_lane) lane_ = {kGutter, curve_.bottom() + kGap, width, kLane};
  left_ = strip_.left() + thumb.width() / 2;
  right_ = std::max(left_ + 1, strip_.right() - thumb.width() / 2);
  if (frames > 0) placeSlots(thumb);
}

QRectF TimelineLayout::stopRow() const {
  return {ruler_.left(), ruler_.top(), ruler_.width(), line_ + kStopPadding};
}

QRectF TimelineLayout::tagRow() const {
  return {ruler_.left(), stopRow().bottom() + kRulerGap, ruler_.width(), line_ + kTagPadding};
}

void TimelineLayout::placeSlots(const QSizeF& thumb) {
  const auto add = [&](double position, double x, double width, bool is_frame) {
    strip_slots_.push_back({position, {x - width / 2, strip_.top(), width, thumb.height()}, is_frame});
  };
  const double spacing = xFor(1) - xFor(0);
  if (last_ > 0 && spacing < thumb.width() + kGap) {
    // Many frames: as many as fit, evenly.
    const int count = std::max(1, static_cast<int>((right_ - left_) / (thumb.width() + kGap)));
    for (int i = 0; i <= count; ++i) {
      const double exact = static_cast<double>(last_) * i / count;
      add(std::round(exact), xFor(exact), thumb.width(), true);
    }
    return;
  }
  // Few frames: blends fill the room between them.
  const double room = spacing - thumb.width() - kGap;
  const int blends =
      last_ > 0 && room >= kNarrowestBlend ? std::max(1, static_cast<int>(room / (thumb.width() + kGap))) : 0;
  for (int frame = 0; frame <= last_; ++frame) {
    add(frame, xFor(frame), thumb.width(), true);
    for (int i = 0; i < blends && frame < last_; ++i) {
      const double width = room / blends;
      const double x = xFor(frame) + (thumb.width() + kGap) / 2 + width * (i + 0.5);
      add(positionFor(x), x, width - kGap, false);
    }
  }
}

double TimelineLayout::xFor(double position) const {
  return last_ == 0 ? left_ : left_ + (right_ - left_) * position / last_;
}

double TimelineLayout::positionFor(double x) const {
  return std::clamp((x - left_) / (right_ - left_), 0.0, 1.0) * last_;
}

}  // namespace v4e::ui
