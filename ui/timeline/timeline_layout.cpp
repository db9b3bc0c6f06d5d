// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_layout.h"

#include <algorithm>
#include <cmath>

namespace v4e::ui {
namespace {

constexpr double kGutter = 64;  // the rows' names
constexpr double kMargin = 16;
constexpr double kRuler = 28;
constexpr double kCurve = 30;
constexpr double kLane = 26;
constexpr double kGap = 4;

}  // namespace

TimelineLayout::TimelineLayout(const QSizeF& size, int frames, double aspect, bool has_lane)
    : last_(std::max(0, frames - 1)) {
  const double width = std::max(40.0, size.width() - kGutter - kMargin);
  const double below = kGap + kCurve + (has_lane ? kGap + kLane : 0) + kGap;
  const double thumb_height = std::max(16.0, size.height() - kRuler - below);
  const QSizeF thumb(std::min(thumb_height * aspect, width), thumb_height);
  ruler_ = {kGutter, 0, width, kRuler};
  strip_ = {kGutter, kRuler, width, thumb_height};
  curve_ = {kGutter, strip_.bottom() + kGap, width, kCurve};
  if (has_lane) lane_ = {kGutter, curve_.bottom() + kGap, width, kLane};
  left_ = strip_.left() + thumb.width() / 2;
  right_ = std::max(left_ + 1, strip_.right() - thumb.width() / 2);
  if (frames > 0) placeSlots(thumb);
}

void TimelineLayout::placeSlots(const QSizeF& thumb) {
  const double room = right_ - left_;
  const int fitting = std::max(1, static_cast<int>(room / (thumb.width() + kGap)));
  // Few frames: blends in between, evenly, so that every frame has its own place. Many: some of them.
  const int between = last_ > 0 ? std::max(1, fitting / last_) : 1;
  const int count = last_ == 0 ? 0 : (last_ * between <= fitting ? last_ * between : fitting);
  for (int i = 0; i <= count; ++i) {
    StripSlot slot;
    const double exact = count == 0 ? 0 : static_cast<double>(last_) * i / count;
    const bool subset = count < last_;
    slot.position = subset ? std::round(exact) : exact;
    slot.is_frame = subset || i % between == 0;
    slot.rect = QRectF(QPointF(xFor(exact) - thumb.width() / 2, strip_.top()), thumb);
    strip_slots_.push_back(slot);
  }
}

double TimelineLayout::xFor(double position) const {
  return last_ == 0 ? left_ : left_ + (right_ - left_) * position / last_;
}

double TimelineLayout::positionFor(double x) const {
  return std::clamp((x - left_) / (right_ - left_), 0.0, 1.0) * last_;
}

}  // namespace v4e::ui
