// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/crop_tool.h"

#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace v4e::ui {
namespace {

constexpr double kReach_px = 10;  // of a handle on the screen, logical pixels
constexpr double kLongStep = 10;  // with Shift
constexpr int kShade = 150;       // of what is cut away, of 255
constexpr double kShortestLine = 4;

QRectF toRect(const PixelArea& area) {
  return QRectF(area.x, area.y, area.width, area.height);
}

QPointF stepOf(const QKeyEvent& event) {
  const double step = event.modifiers() & Qt::ShiftModifier ? kLongStep : 1;
  switch (event.key()) {
    case Qt::Key_Left:
      return {-step, 0};
    case Qt::Key_Right:
      return {step, 0};
    case Qt::Key_Up:
      return {0, -step};
    case Qt::Key_Down:
      return {0, step};
    default:
      return {};
  }
}

bool isEnter(const QKeyEvent& event) {
  return event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
}

void paintHandles(QPainter& painter, const QRectF& area) {
  const double length = std::min({18.0, area.width() / 3, area.height() / 3});
  QPainterPath marks;
  for (const double x : {area.left(), area.right()}) {
    for (const double y : {area.top(), area.bottom()}) {
      const double inwards_x = x == area.left() ? length : -length;
      const double inwards_y = y == area.top() ? length : -length;
      marks.moveTo(x + inwards_x, y);
      marks.lineTo(x, y);
      marks.lineTo(x, y + inwards_y);
    }
    marks.moveTo(x, area.center().y() - length / 2);
    marks.lineTo(x, area.center().y() + length / 2);
  }
  for (const double y : {area.top(), area.bottom()}) {
    marks.moveTo(area.center().x() - length / 2, y);
    marks.lineTo(area.center().x() + length / 2, y);
  }
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(QColor(0, 0, 0, 160), 5, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
  painter.drawPath(marks);
  painter.setPen(QPen(Qt::white, 3, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
  painter.drawPath(marks);
}

/// Light with a dark seam: seen on any picture.
void paintLines(QPainter& painter, const QVector<QLineF>& lines, int opacity) {
  painter.setPen(QPen(QColor(0, 0, 0, opacity / 2), 3));
  painter.drawLines(lines);
  painter.setPen(QPen(QColor(255, 255, 255, opacity), 1));
  painter.drawLines(lines);
}

}  // namespace

void CropTool::begin(const Geometry& geometry, PixelSize picture) {
  geometry_ = geometry;
  turned_ = turned_size(geometry, picture);
  area_ = crop_of(geometry, picture);
  wanted_ = toRect(area_);
  ratio_.reset();
  is_largest_ = area_ == largest_crop(turned_, geometry.angle_deg);
  levelling_ = is_busy_ = false;
  sides_ = hovered_ = None;
  line_.reset();
  Q_EMIT changed();
}

void CropTool::setBusy() {
  levelling_ = false;
  is_busy_ = true;
  sides_ = hovered_ = None;
  line_.reset();
  Q_EMIT changed();
}

Geometry CropTool::geometry() const {
  Geometry geometry = geometry_;
  geometry.crop = area_;
  return geometry;
}

bool CropTool::isFilled(const QRectF& area) const {
  return area.width() > 0 && area.height() > 0 &&
         is_filled(area.x(), area.y(), area.width(), area.height(), turned_, geometry_.angle_deg);
}

/// From a rectangle that lies in the picture as far towards another one as the picture reaches.
QRectF CropTool::limited(const QRectF& from, const QRectF& wanted) const {
  if (isFilled(wanted)) return wanted;
  const auto between = [&](double share) {
    const auto mixed = [share](double a, double b) { return a + share * (b - a); };
    return QRectF(QPointF(mixed(from.left(), wanted.left()), mixed(from.top(), wanted.top())),
                  QPointF(mixed(from.right(), wanted.right()), mixed(from.bottom(), wanted.bottom())));
  };
  double inside = 0;
  double outside = 1;
  for (int i = 0; i < 40; ++i) {
    const double middle = (inside + outside) / 2;
    (isFilled(between(middle)) ? inside : outside) = middle;
  }
  return between(inside);
}

/// Whole pixels; nothing happens where those would not fit.
void CropTool::take(const QRectF& area, bool keepsSize) {
  PixelArea next{static_cast<int>(std::lround(area.left())), static_cast<int>(std::lround(area.top())),
                 area_.width, area_.height};
  if (!keepsSize) {
    next.width = std::max(1, static_cast<int>(std::lround(area.right())) - next.x);
    next.height = std::max(1, static_cast<int>(std::lround(area.bottom())) - next.y);
  }
  if (!is_filled(next, turned_, geometry_.angle_deg) && !keepsSize) {
    next.x = static_cast<int>(std::ceil(area.left() - 1e-6));
    next.y = static_cast<int>(std::ceil(area.top() - 1e-6));
    next.width = static_cast<int>(std::floor(area.right() + 1e-6)) - next.x;
    next.height = static_cast<int>(std::floor(area.bottom() + 1e-6)) - next.y;
  }
  if (next.width < 1 || next.height < 1 || !is_filled(next, turned_, geometry_.angle_deg)) return;
  area_ = next;
  wanted_ = toRect(area_);
  is_largest_ = false;
  Q_EMIT changed();
}

void CropTool::setArea(const PixelArea& area) {
  QRectF wanted = toRect(area);
  if (ratio_ && area.width != area_.width) wanted.setHeight(area.width / *ratio_);
  if (ratio_ && area.width == area_.width && area.height != area_.height)
    wanted.setWidth(area.height * *ratio_);
  // First smaller, then to its place, then larger: so it gets furthest.
  QRectF next = toRect(area_);
  next.setSize(next.size().boundedTo(wanted.size()));
  next = limited(next, next.translated(wanted.x() - next.x(), 0));
  next = limited(next, next.translated(0, wanted.y() - next.y()));
  if (!ratio_) next = limited(next, {next.topLeft(), QSizeF(wanted.width(), next.height())});
  next = limited(next, {next.topLeft(), QSizeF(ratio_ ? wanted.width() : next.width(), wanted.height())});
  take(next, false);
}

void CropTool::setRatio(std::optional<double> ratio) {
  ratio_ = ratio;
  if (ratio) {
    area_ = largest_crop(turned_, geometry_.angle_deg, ratio);
    wanted_ = toRect(area_);
    is_largest_ = true;
  }
  Q_EMIT changed();
}

void CropTool::setAngle(double degrees) {
  degrees = std::clamp(degrees, -kMaxStraighten_deg, kMaxStraighten_deg);
  if (degrees == geometry_.angle_deg) return;
  geometry_.angle_deg = degrees;
  fitToAngle();
  Q_EMIT changed();
}

void CropTool::fitToAngle() {
  const PixelArea largest = largest_crop(turned_, geometry_.angle_deg, ratio_);
  const QRectF point(wanted_.center() - QPointF(0.5, 0.5), QSizeF(1, 1));
  if (is_largest_ || !isFilled(point)) {
    area_ = largest;
    return;
  }
  const QRectF fitting = limited(point, wanted_);
  const int x = static_cast<int>(std::ceil(fitting.left() - 1e-6));
  const int y = static_cast<int>(std::ceil(fitting.top() - 1e-6));
  area_ = {x, y, static_cast<int>(std::floor(fitting.right() + 1e-6)) - x,
           static_cast<int>(std::floor(fitting.bottom() + 1e-6)) - y};
  if (area_.width < 1 || area_.height < 1) area_ = largest;
}

void CropTool::setLevelling(bool on) {
  levelling_ = on;
  line_.reset();
  Q_EMIT changed();
}

void CropTool::level() {
  const QLineF line = *line_;
  setLevelling(false);
  if (line.length() < kShortestLine) return;
  double degrees = std::atan2(line.dy(), line.dx()) * 180 / std::numbers::pi;
  degrees -= 90 * std::round(degrees / 90);  // to the next axis
  setAngle(geometry_.angle_deg - degrees);
}

int CropTool::sidesAt(QPointF photo) const {
  const QRectF area = toRect(area_);
  if (!area.adjusted(-reach_, -reach_, reach_, reach_).contains(photo)) return None;
  int sides = None;
  // In the middle of a rectangle as small as its handles it can be moved all the same.
  const double across = std::min(reach_, area.width() / 4);
  const double down = std::min(reach_, area.height() / 4);
  if (photo.x() < area.left() + across) sides |= Left;
  if (photo.x() > area.right() - across) sides |= Right;
  if (photo.y() < area.top() + down) sides |= Top;
  if (photo.y() > area.bottom() - down) sides |= Bottom;
  return sides == None ? All : sides;
}

bool CropTool::press(QPointF photo, const QMouseEvent& event) {
  if (event.button() != Qt::LeftButton || is_busy_) return false;
  press_ = photo;
  if (levelling_) {
    line_ = QLineF(photo, photo);
    return true;
  }
  sides_ = sidesAt(photo);
  start_ = toRect(area_);
  return sides_ != None;
}

QRectF CropTool::movedBy(QPointF by) const {
  // Along an edge of the picture it slides on.
  const QRectF across = limited(start_, start_.translated(by.x(), 0));
  const QRectF both = limited(across, across.translated(0, by.y()));
  return limited(both, both.translated(start_.left() + by.x() - both.left(), 0));
}

QRectF CropTool::withRatio(QRectF wanted, double ratio) const {
  const bool is_across = sides_ & (Left | Right);
  const bool is_down = sides_ & (Top | Bottom);
  double width = wanted.width();
  if (is_across && is_down) width = std::max(width, wanted.height() * ratio);
  if (!is_across) width = wanted.height() * ratio;
  const double height = width / ratio;
  QPointF corner(sides_ & Left ? wanted.right() - width : wanted.left(),
                 sides_ & Top ? wanted.bottom() - height : wanted.top());
  if (!is_across) corner.setX(start_.center().x() - width / 2);
  if (!is_down) corner.setY(start_.center().y() - height / 2);
  return {corner, QSizeF(width, height)};
}

QRectF CropTool::dragged(QPointF by, std::optional<double> ratio) const {
  const auto resized = [this](double x, double y) {
    QRectF wanted = start_;
    if (sides_ & Left) wanted.setLeft(std::min(start_.left() + x, start_.right() - 1));
    if (sides_ & Right) wanted.setRight(std::max(start_.right() + x, start_.left() + 1));
    if (sides_ & Top) wanted.setTop(std::min(start_.top() + y, start_.bottom() - 1));
    if (sides_ & Bottom) wanted.setBottom(std::max(start_.bottom() + y, start_.top() + 1));
    return wanted;
  };
  if (ratio) return limited(start_, withRatio(resized(by.x(), by.y()), *ratio));
  QRectF across = limited(start_, resized(by.x(), 0));
  QRectF wanted = across;
  wanted.setTop(resized(0, by.y()).top());
  wanted.setBottom(resized(0, by.y()).bottom());
  return limited(across, wanted);
}

bool CropTool::move(QPointF photo, const QMouseEvent& event) {
  if (line_) {
    line_->setP2(photo);
    Q_EMIT changed();
    return true;
  }
  if (sides_ == None) {
    hovered_ = is_busy_ ? None : sidesAt(photo);
    return false;
  }
  const QPointF by = photo - press_;
  if (sides_ == All) {
    take(movedBy(by), true);
    return true;
  }
  std::optional<double> ratio = ratio_;
  if (!ratio && (event.modifiers() & Qt::ShiftModifier)) ratio = start_.width() / start_.height();
  take(dragged(by, ratio), false);
  return true;
}

bool CropTool::release(QPointF photo, const QMouseEvent&) {
  if (line_) {
    line_->setP2(photo);
    level();
  }
  sides_ = None;
  hovered_ = is_busy_ ? None : sidesAt(photo);
  return true;
}

bool CropTool::claims(const QKeyEvent& event) const {
  if (is_busy_) return false;
  const bool plain = !(event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier));
  return plain && (!stepOf(event).isNull() || isEnter(event) || event.key() == Qt::Key_Escape);
}

bool CropTool::key(const QKeyEvent& event) {
  if (!claims(event)) return false;
  if (event.key() == Qt::Key_Escape) {
    levelling_ ? setLevelling(false) : Q_EMIT cancelAsked();
  } else if (isEnter(event)) {
    Q_EMIT applyAsked();
  } else {
    start_ = toRect(area_);
    take(movedBy(stepOf(event)), true);
  }
  return true;
}

QCursor CropTool::cursor() const {
  if (is_busy_) return Qt::BusyCursor;
  if (levelling_) return Qt::CrossCursor;
  switch (sides_ == None ? hovered_ : sides_) {
    case All:
      return Qt::SizeAllCursor;
    case Left:
    case Right:
      return Qt::SizeHorCursor;
    case Top:
    case Bottom:
      return Qt::SizeVerCursor;
    case Left | Top:
    case Right | Bottom:
      return Qt::SizeFDiagCursor;
    case Right | Top:
    case Left | Bottom:
      return Qt::SizeBDiagCursor;
    default:
      return Qt::OpenHandCursor;
  }
}

void CropTool::paint(QPainter& painter, const ViewTransform& view) {
  const QRectF all = toRect(area_);
  const QRectF area(view.toView(all.topLeft()), view.toView(all.bottomRight()));
  reach_ = kReach_px * all.width() / std::max(1.0, area.width());
  QPainterPath shade;
  shade.setFillRule(Qt::OddEvenFill);
  shade.addRect(painter.clipBoundingRect());
  shade.addRect(area);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillPath(shade, QColor(0, 0, 0, kShade));
  QVector<QLineF> thirds;
  for (const double share : {1 / 3.0, 2 / 3.0}) {
    const double x = area.left() + share * area.width();
    const double y = area.top() + share * area.height();
    thirds << QLineF(x, area.top(), x, area.bottom()) << QLineF(area.left(), y, area.right(), y);
  }
  paintLines(painter, thirds, 110);
  paintLines(painter,
             {{area.topLeft(), area.topRight()},
              {area.topRight(), area.bottomRight()},
              {area.bottomRight(), area.bottomLeft()},
              {area.bottomLeft(), area.topLeft()}},
             220);
  if (!is_busy_) paintHandles(painter, area);
  if (line_) paintLines(painter, {{view.toView(line_->p1()), view.toView(line_->p2())}}, 255);
  painter.restore();
}

}  // namespace v4e::ui
