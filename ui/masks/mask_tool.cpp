// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/masks/mask_tool.h"

#include <QCursor>
#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/canvas/canvas_painting.h"
#include "ui/masks/mask_commands.h"
#include "ui/widgets/step_text.h"

namespace v4e::ui {
namespace {

constexpr double kKeyFactor = 1.15;
constexpr double kWheelFactor = 1.1;
constexpr double kHardnessStep = 0.1;
constexpr int kTintOpacity = 110;
constexpr double kSmallestCorner = 2;  // photo pixels between two corners of a lasso

QString toolStep(const char* text) {
  return stepText("v4e::ui::MaskTool", text);
}

void paint_outline(QPainter& painter, const QPainterPath& path) {
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(Qt::NoBrush);
  // Dark and light, so that it shows on any picture.
  painter.setPen(QPen(QColor(0, 0, 0, 170), 2.6));
  painter.drawPath(path);
  painter.setPen(QPen(QColor(255, 255, 255, 235), 1.2));
  painter.drawPath(path);
}

}  // namespace

MaskTool::MaskTool(MaskModel& model, QUndoStack& undo, QObject* parent)
    : QObject(parent), model_(model), undo_(undo) {}

void MaskTool::setKind(MaskToolKind kind) {
  if (kind == kind_) return;
  abandon();
  kind_ = kind;
  Q_EMIT looksChanged(ringArea(position_));
}

void MaskTool::setRadius(double radius) {
  radius = std::clamp(radius, kSmallest, kLargest);
  if (radius == radius_) return;
  const QRectF before = ringArea(position_);
  radius_ = radius;
  Q_EMIT looksChanged(before.united(ringArea(position_)));
  Q_EMIT brushChanged();
}

void MaskTool::stepRadius(bool larger) {
  // At least one pixel, or a small brush would never grow.
  const double step = std::max(1.0, radius_ * (kKeyFactor - 1));
  setRadius(std::round(radius_ + (larger ? step : -step)));
}

void MaskTool::setHardness(double hardness) {
  hardness = std::clamp(hardness, 0.0, 1.0);
  if (hardness == hardness_) return;
  hardness_ = hardness;
  Q_EMIT looksChanged(ringArea(position_));
  Q_EMIT brushChanged();
}

void MaskTool::setTolerance(double tolerance) {
  tolerance = std::clamp(tolerance, 0.0, 1.0);
  if (std::exchange(tolerance_, tolerance) != tolerance) Q_EMIT brushChanged();
}

void MaskTool::setTintShown(bool shown) {
  tint_shown_ = shown;
  Q_EMIT looksChanged(QRectF(QPointF(0, 0), model_.photoSize()));
}

void MaskTool::setHasEffect(bool has) {
  if (std::exchange(has_effect_, has) == has) return;
  Q_EMIT looksChanged(QRectF(QPointF(0, 0), model_.photoSize()));
}

bool MaskTool::showsTint() const {
  return tint_shown_ || !has_effect_ || action_ == Action::Paint || action_ == Action::Shape;
}

MaskPoint MaskTool::toMask(QPointF photo) const {
  return {photo.x() * model_.scale(), photo.y() * model_.scale()};
}

QRectF MaskTool::ringArea(QPointF centre) const {
  const double reach = radius_ + 1;
  return {centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach};
}

QRectF MaskTool::shapeArea() const {
  QPolygonF corners;
  for (const QPointF& corner : shape_) corners << corner;
  return corners.boundingRect();
}

void MaskTool::moveRing(QPointF photo) {
  const QRectF before = ringArea(std::exchange(position_, photo));
  inside_ = true;
  if (!isBrush()) return;
  // Two updates: far apart, what lies between them need not be painted.
  Q_EMIT looksChanged(before);
  Q_EMIT looksChanged(ringArea(photo));
}

void MaskTool::startStroke(bool erases) {
  erases_ = erases;
  stroke_target_ = model_.target();
  start_value_ = model_.startValue(stroke_target_, erases);
  before_ = model_.coverage(stroke_target_);
  stroke_area_ = {};
}

void MaskTool::paintTo(QPointF photo) {
  const Brush brush{std::max(0.5, radius_ * model_.scale()), hardness_, erases_};
  const MaskPoint from = toMask(position_);
  const MaskPoint to = toMask(photo);
  const MaskArea area = model_.paint(stroke_target_, start_value_,
                                     [&](Image& mask) { return paint_line(mask, from, to, brush); });
  if (!area.empty()) {
    stroke_area_ |= QRect(area.left, area.top, area.right - area.left, area.bottom - area.top);
  }
}

void MaskTool::endStroke(const QString& text) {
  // Beside the photo nothing was painted.
  const bool nothing = stroke_area_.isEmpty();
  if (nothing && model_.isPainting()) model_.setCoverage(stroke_target_, before_);
  if (!nothing) {
    undo_.push(new MaskStrokeCommand(model_, stroke_target_, before_, stroke_area_, start_value_, text));
  }
  before_ = {};
}

bool MaskTool::press(QPointF photo, const QMouseEvent& event) {
  if (model_.size().isEmpty() || action_ != Action::None) return false;
  if (event.button() == Qt::RightButton && isBrush()) {
    action_ = Action::Resize;
    resize_from_ = event.position();
    resize_radius_ = radius_;
    resize_hardness_ = hardness_;
    return true;
  }
  if (event.button() != Qt::LeftButton) return false;
  const bool alt = event.modifiers() & Qt::AltModifier;
  startStroke((kind_ == MaskToolKind::Eraser) != alt);
  position_ = photo;
  if (isBrush() && !marks()) {
    action_ = Action::Paint;
    paintTo(photo);
  } else {
    action_ = Action::Shape;
    shape_ = {photo};
    Q_EMIT looksChanged(ringArea(photo));
  }
  return true;
}

bool MaskTool::move(QPointF photo, const QMouseEvent& event) {
  switch (action_) {
    case Action::None:
      moveRing(photo);
      return false;
    case Action::Paint:
      paintTo(photo);
      moveRing(photo);
      return true;
    case Action::Shape: {
      const QRectF before = shapeArea();
      if (kind_ == MaskToolKind::QuickSelection) moveRing(photo);
      if (drawsBox()) {
        const QPointF start = shape_.front();
        shape_ = {start, {photo.x(), start.y()}, photo, {start.x(), photo.y()}};
      } else if (kind_ != MaskToolKind::Wand && QLineF(shape_.back(), photo).length() >= kSmallestCorner) {
        shape_.push_back(photo);
      }
      const double reach = kind_ == MaskToolKind::QuickSelection ? radius_ + 4 : 4;
      Q_EMIT looksChanged(before.united(shapeArea()).adjusted(-reach, -reach, reach, reach));
      position_ = photo;
      return true;
    }
    case Action::Resize: {
      // As in Photoshop: sideways the size, up and down the hardness.
      const QPointF way = event.position() - resize_from_;
      setRadius(resize_radius_ * std::exp2(way.x() / 100));
      setHardness(resize_hardness_ - way.y() / 200);
      return true;
    }
  }
  return false;
}

bool MaskTool::release(QPointF photo, const QMouseEvent& event) {
  switch (std::exchange(action_, Action::None)) {
    case Action::Paint:
      if (photo != position_) paintTo(photo);
      endStroke(erases_ ? toolStep(QT_TR_NOOP("Erase from the selection"))
                        : toolStep(QT_TR_NOOP("Paint on the selection")));
      break;
    case Action::Shape:
      action_ = Action::Shape;
      move(photo, event);
      action_ = Action::None;
      marks() ? finishMark() : finishShape();
      break;
    case Action::Resize:
    case Action::None:
      return true;
  }
  if (!showsTint()) Q_EMIT looksChanged(QRectF(QPointF(0, 0), model_.photoSize()));
  return true;
}

void MaskTool::finishShape() {
  std::vector<MaskPoint> corners;
  for (const QPointF& corner : shape_) corners.push_back(toMask(corner));
  const QRectF area = shapeArea().adjusted(-4, -4, 4, 4);
  shape_.clear();
  Q_EMIT looksChanged(area);
  // A click without a drag is no shape.
  if (area.width() < 10 && area.height() < 10) return;
  const MaskArea painted = model_.paint(stroke_target_, start_value_,
                                        [&](Image& mask) { return fill_shape(mask, corners, erases_); });
  if (!painted.empty()) {
    stroke_area_ =
        QRect(painted.left, painted.top, painted.right - painted.left, painted.bottom - painted.top);
  }
  endStroke(erases_ ? toolStep(QT_TR_NOOP("Take a shape from the selection"))
                    : toolStep(QT_TR_NOOP("Add a shape to the selection")));
}

void MaskTool::finishMark() {
  const std::vector<QPointF> points = std::exchange(shape_, {});
  before_ = {};
  Q_EMIT looksChanged(QRectF(QPointF(0, 0), model_.photoSize()));
  SelectionWish wish;
  wish.kind = kind_ == MaskToolKind::Wand ? SelectionWish::Kind::Colour : SelectionWish::Kind::Thing;
  wish.how = erases_ ? MaskCombination::Subtract : MaskCombination::Add;
  if (kind_ == MaskToolKind::Wand) {
    wish.colour.x = static_cast<int>(std::floor(points.front().x()));
    wish.colour.y = static_cast<int>(std::floor(points.front().y()));
    wish.colour.tolerance = tolerance_;
    if (!QRect(QPoint(0, 0), model_.photoSize()).contains(wish.colour.x, wish.colour.y)) return;
  } else if (kind_ == MaskToolKind::Object) {
    QPolygonF corners;
    for (const QPointF& corner : points) corners << corner;
    const QRect box = corners.boundingRect().toAlignedRect() & QRect(QPoint(0, 0), model_.photoSize());
    // A click without a drag is no box.
    if (box.width() < 3 || box.height() < 3) return;
    wish.thing.box = PixelArea{box.x(), box.y(), box.width(), box.height()};
  } else {
    GrowStroke stroke{{}, radius_, true};
    for (const QPointF& point : points) stroke.points.push_back({point.x(), point.y()});
    wish.thing.strokes = {std::move(stroke)};
  }
  Q_EMIT wished(wish);
}

void MaskTool::paintMark(QPainter& painter, const ViewTransform& view) const {
  const double per_pixel = view.photoRect().width() / std::max(1, view.photoSize().width());
  QPainterPath way(view.toView(shape_.front()));
  for (const QPointF& point : shape_) way.lineTo(view.toView(point));
  QColor colour = targetColour(model_.target());
  colour.setAlpha(kTintOpacity);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(colour, 2 * radius_ * per_pixel, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.setBrush(Qt::NoBrush);
  painter.drawPath(way);
}

void MaskTool::abandon() {
  if (action_ == Action::Paint) model_.setCoverage(stroke_target_, before_);
  const QRectF area = shapeArea();
  shape_.clear();
  before_ = {};
  action_ = Action::None;
  if (!area.isEmpty()) Q_EMIT looksChanged(area.adjusted(-4, -4, 4, 4));
}

void MaskTool::leave() {
  inside_ = false;
  Q_EMIT looksChanged(ringArea(position_));
}

void MaskTool::wheel(double notches, Qt::KeyboardModifiers modifiers) {
  if (modifiers & Qt::ShiftModifier) {
    setHardness(hardness_ + notches * kHardnessStep);
  } else {
    setRadius(radius_ * std::pow(kWheelFactor, notches));
  }
}

bool MaskTool::key(const QKeyEvent& event) {
  if (event.key() != Qt::Key_Escape || action_ == Action::None) return false;
  abandon();
  return true;
}

void MaskTool::paint(QPainter& painter, const ViewTransform& view) {
  painter.save();
  if (showsTint()) {
    QColor tint = targetColour(model_.target());
    tint.setAlpha(kTintOpacity);
    paintTint(painter, model_.coverage(model_.target()), tint, view, view.photoRect());
  }
  QPainterPath outline;
  const bool is_mark = isBrush() && marks() && !shape_.empty();
  if (is_mark) paintMark(painter, view);
  if (!shape_.empty() && !is_mark && kind_ != MaskToolKind::Wand) {
    outline.moveTo(view.toView(shape_.front()));
    for (const QPointF& corner : shape_) outline.lineTo(view.toView(corner));
    if (drawsBox()) outline.closeSubpath();
    paint_outline(painter, outline);
  } else if (isBrush() && inside_) {
    const QPointF centre = view.toView(position_);
    const double per_pixel = view.photoRect().width() / std::max(1, view.photoSize().width());
    outline.addEllipse(centre, radius_ * per_pixel, radius_ * per_pixel);
    if (action_ == Action::Resize) {
      outline.addEllipse(centre, hardness_ * radius_ * per_pixel, hardness_ * radius_ * per_pixel);
    }
    paint_outline(painter, outline);
  }
  painter.restore();
}

QCursor MaskTool::cursor() const {
  return Qt::CrossCursor;
}

}  // namespace v4e::ui
