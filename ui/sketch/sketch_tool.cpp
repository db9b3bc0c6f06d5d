// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sketch/sketch_tool.h"

#include <QCursor>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/widgets/step_text.h"

namespace v4e::ui {
namespace {

constexpr double kSizePerKey = 1.15;
constexpr double kSizePerNotch = 1.1;
constexpr double kSmallestStep = 0.5;  // photo pixels
constexpr double kRingMargin = 3;

QString sketchStep(const char* text) {
  return stepText("v4e::ui::SketchTool", text);
}

bool isPensEraser(const QMouseEvent& event) {
  return event.pointerType() == QPointingDevice::PointerType::Eraser;
}

}  // namespace

SketchTool::SketchTool(SketchModel& model, QUndoStack& undo, QObject* parent)
    : QObject(parent), model_(model), undo_(undo) {}

void SketchTool::setPlace(const QTransform& place, QSize shown) {
  place_ = place;
  shown_ = shown;
}

void SketchTool::setErases(bool erases) {
  if (std::exchange(erases_, erases) != erases) abandon();
}

void SketchTool::setColour(const QColor& colour) {
  if (!colour.isValid()) return;
  const QColor opaque(colour.rgb());
  if (std::exchange(colour_, opaque) != opaque) Q_EMIT brushChanged();
}

void SketchTool::setRadius(double radius) {
  radius = std::clamp(radius, kSmallest, kLargest);
  if (radius == radius_) return;
  const QRectF before = ringArea(position_);
  radius_ = radius;
  Q_EMIT looksChanged(before.united(ringArea(position_)));
  Q_EMIT brushChanged();
}

void SketchTool::stepRadius(bool larger) {
  // At least half a pixel, the width by one: a small brush would never grow.
  const double step = std::max(kSmallestStep, std::round(2 * radius_ * (kSizePerKey - 1)) / 2);
  setRadius(radius_ + (larger ? step : -step));
}

void SketchTool::setResting(bool resting) {
  resting_ = resting;
  if (resting) abandon();
}

QRectF SketchTool::ringArea(QPointF centre) const {
  const double reach = radius_ + kRingMargin;
  return {centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach};
}

void SketchTool::moveRing(QPointF photo) {
  const QRectF before = ringArea(std::exchange(position_, photo));
  inside_ = true;
  // Two updates: far apart, what lies between them need not be painted.
  Q_EMIT looksChanged(before);
  Q_EMIT looksChanged(ringArea(photo));
}

bool SketchTool::press(QPointF photo, const QMouseEvent& event) {
  if (shown_.isEmpty() || action_ != Action::None) return false;
  if (event.button() == Qt::RightButton) {
    action_ = Action::Resize;
    resize_from_ = event.position();
    resize_radius_ = radius_;
    return true;
  }
  if (event.button() != Qt::LeftButton) return false;
  if (resting_) return true;  // a drag that moved the photo instead would surprise
  action_ = Action::Sketch;
  SketchStroke stroke;
  stroke.colour = colour_;
  stroke.radius = radius_ * lengthScale(place_);
  stroke.erases = isPensEraser(event) || erases_ != event.modifiers().testFlag(Qt::AltModifier);
  stroke.points << place_.map(photo);
  model_.begin(stroke);
  moveRing(photo);
  return true;
}

void SketchTool::sketchTo(QPointF photo) {
  if (photo == position_) return;
  const QRectF way = ringArea(position_).united(ringArea(photo));
  model_.add(place_.map(photo));
  position_ = photo;
  Q_EMIT looksChanged(way);
}

bool SketchTool::move(QPointF photo, const QMouseEvent& event) {
  switch (action_) {
    case Action::None:
      moveRing(photo);
      return false;
    case Action::Sketch:
      sketchTo(photo);
      return true;
    case Action::Resize:
      setRadius(resize_radius_ * std::exp2((event.position().x() - resize_from_.x()) / 100));
      return true;
  }
  return false;
}

bool SketchTool::release(QPointF photo, const QMouseEvent& /*event*/) {
  if (std::exchange(action_, Action::None) != Action::Sketch) return true;
  sketchTo(photo);
  endStroke();
  return true;
}

void SketchTool::endStroke() {
  const auto stroke = model_.end();
  if (!stroke) return;
  SketchStroke inked = *stroke;
  inked.erases = false;
  const bool lies_beside = !isSketched(SketchStrokes{inked}, place_.inverted(), shown_);
  const bool erases_nothing = stroke->erases && model_.strokes().isEmpty();
  if (lies_beside || erases_nothing) return Q_EMIT looksChanged(QRectF(QPointF(0, 0), shown_));
  undo_.push(new SketchCommand(
      model_, model_.strokes() + SketchStrokes{*stroke},
      stroke->erases ? sketchStep(QT_TR_NOOP("Erase from the sketch")) : sketchStep(QT_TR_NOOP("Sketch"))));
}

void SketchTool::abandon() {
  if (std::exchange(action_, Action::None) != Action::Sketch) return;
  model_.end();
  Q_EMIT looksChanged(QRectF(QPointF(0, 0), shown_));
}

void SketchTool::leave() {
  inside_ = false;
  Q_EMIT looksChanged(ringArea(position_));
}

void SketchTool::wheel(double notches, Qt::KeyboardModifiers /*modifiers*/) {
  setRadius(radius_ * std::pow(kSizePerNotch, notches));
}

bool SketchTool::key(const QKeyEvent& event) {
  if (event.key() != Qt::Key_Escape || action_ == Action::None) return false;
  abandon();
  return true;
}

void SketchTool::paint(QPainter& painter, const ViewTransform& view) {
  if (!inside_ || resting_) return;
  const double per_pixel = view.photoRect().width() / std::max(1, view.photoSize().width());
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(Qt::NoBrush);
  // Dark and light, so that it shows on any picture.
  for (const QPen& pen : {QPen(QColor(0, 0, 0, 170), 2.6), QPen(QColor(255, 255, 255, 235), 1.2)}) {
    painter.setPen(pen);
    painter.drawEllipse(view.toView(position_), radius_ * per_pixel, radius_ * per_pixel);
  }
  painter.restore();
}

QCursor SketchTool::cursor() const {
  return resting_ ? Qt::ForbiddenCursor : Qt::CrossCursor;
}

}  // namespace v4e::ui
