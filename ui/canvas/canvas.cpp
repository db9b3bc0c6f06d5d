// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas.h"

#include <QPaintEvent>
#include <algorithm>
#include <cmath>

#include "ui/canvas/canvas_accessible.h"
#include "ui/canvas/canvas_painting.h"

namespace v4e::ui {
namespace {

/// A frame's sides are rounded: a pixel or two of either tell nothing.
bool isOfOneShape(QSize frame, QSize photo) {
  constexpr double kRounding_px = 2;
  const double across = static_cast<double>(frame.width()) * photo.height();
  const double down = static_cast<double>(frame.height()) * photo.width();
  return std::abs(across - down) <= kRounding_px * std::max(photo.width(), photo.height());
}

constexpr double kTagInset = 12;

}  // namespace

Canvas::Canvas(QWidget* parent) : QWidget(parent) {
  installCanvasAccessibility();
  setObjectName("canvas");
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);
  describe();
}

void Canvas::setPhoto(std::shared_ptr<const ImagePyramid> photo) {
  photo_ = std::move(photo);
  edit_ = nullptr;
  look_ = nullptr;
  frame_ = change_ = part_ = {};
  layers_.clear();
  reference_ = {};
  overlay_ = {};
  split_ = 0.5;
  if (!stage_) view_.setPhotoSize(photo_ ? photo_->size() : QSize());
  updateViewSize();
  viewChanged();
}

void Canvas::setEdit(std::shared_ptr<const ImagePyramid> edit) {
  edit_ = std::move(edit);
  frame_ = change_ = {};
  updateViewSize();
  describe();
  update();
}

void Canvas::setFrame(const QImage& frame, const QImage& first) {
  // The photo of that shape is on its way.
  if (!frame.isNull() && photo_ && !isOfOneShape(frame.size(), photo_->size())) return;
  const bool had_edit = hasEdit();
  change_ = changeBetween(first, frame);
  frame_ = change_.isNull() ? frame : QImage();
  if (hasEdit() != had_edit) updateViewSize();
  update();
}

void Canvas::setLook(std::shared_ptr<const ImagePyramid> look) {
  if (look == look_) return;
  const bool had_edit = hasEdit();
  look_ = std::move(look);
  if (hasEdit() != had_edit) updateViewSize();
  update();
}

void Canvas::setPart(const QImage& part, const QRect& place) {
  if (part.isNull() && part_.isNull()) return;
  part_ = part;
  part_place_ = place;
  update();
}

QRect Canvas::visiblePixels() const {
  if (!photo_ || view_.isEmpty()) return {};
  const QRectF shown = visiblePhoto();
  return QRectF(view_.toPhoto(shown.topLeft()), view_.toPhoto(shown.bottomRight()))
      .toAlignedRect()
      .intersected(QRect({0, 0}, photo_->size()));
}

void Canvas::setLayers(const QList<CanvasLayer>& layers, const QRectF& dirty) {
  const bool had_edit = hasEdit();
  layers_ = layers;
  if (hasEdit() != had_edit) updateViewSize();
  dirty.isNull() ? update() : updatePhoto(dirty);
}

void Canvas::setReference(const QImage& picture, const QString& label) {
  reference_ = picture;
  reference_label_ = label;
  update();
}

void Canvas::updatePhoto(const QRectF& area) {
  const QRectF view(view_.toView(area.topLeft()), view_.toView(area.bottomRight()));
  const QRect first = view.toAlignedRect().adjusted(-2, -2, 2, 2);
  update(first);
  if (mode_ == CompareMode::SideBySide && hasEdit()) {
    update(first.translated(static_cast<int>(paneRect(1).left()), 0));
  }
}

void Canvas::setOverlay(const QImage& overlay) {
  overlay_ = overlay;
  update();
}

void Canvas::setOutline(const QPainterPath& outline) {
  if (outline_.isEmpty() && outline.isEmpty()) return;
  outline_ = outline;
  update();
}

void Canvas::setDrawing(CanvasDrawing* drawing) {
  drawing_ = drawing;
  update();
}

void Canvas::setTool(CanvasTool* tool) {
  tool_ = tool;
  updateCursor(last_position_);
  update();
}

void Canvas::setStage(std::shared_ptr<const ImagePyramid> stage) {
  if (stage == stage_) return;
  if (!stage_) view_before_stage_ = view_;
  stage_ = std::move(stage);
  stage_angle_ = 0;
  if (stage_) {
    // All of it: what the tool is to take hold of may lie out of sight else.
    view_.setPhotoSize(stage_->size());
    view_.fit();
  } else {
    view_ = view_before_stage_;
    view_.setPhotoSize(photo_ ? photo_->size() : QSize());
  }
  updateViewSize();
  viewChanged();
}

void Canvas::setStageAngle(double degrees) {
  stage_angle_ = degrees;
  update();
}

void Canvas::setCompareMode(CompareMode mode) {
  if (mode == mode_) return;
  mode_ = mode;
  updateViewSize();
  viewChanged();
  Q_EMIT compareModeChanged(mode);
}

void Canvas::setOriginalShown(bool shown) {
  if (shown == original_shown_) return;
  original_shown_ = shown;
  update();
}

void Canvas::setSplit(double split) {
  split = std::clamp(split, 0.0, 1.0);
  if (split == split_) return;
  const double from = dividerX();
  split_ = split;
  const double to = dividerX();
  // Only what the line passed over: the rest of a large photo need not be scaled again.
  constexpr double kReach = 18;
  const double left = std::min(from, to) - kReach;
  update(QRectF(left, 0, std::abs(to - from) + 2 * kReach, height()).toAlignedRect());
  update(QRect(0, 0, width(), static_cast<int>(3 * kTagInset) + fontMetrics().height()));
  Q_EMIT splitChanged(split_);
}

void Canvas::setHandTool(bool on) {
  hand_tool_ = on;
  updateCursor(last_position_);
}

void Canvas::setSurround(const QColor& colour) {
  surround_ = colour;
  update();
}

void Canvas::fitToWindow() {
  view_.fit();
  viewChanged();
}

void Canvas::setZoom(double scale) {
  view_.setScale(scale, QPointF(paneRect(0).width() / 2, height() / 2.0));
  viewChanged();
}

void Canvas::zoomStep(bool in) {
  setZoom(nextZoomStep(view_.scale(), in));
}

void Canvas::showLike(const ViewTransform& view) {
  view_.showLike(view);
  viewChanged();
}

QRectF Canvas::paneRect(int pane) const {
  if (mode_ != CompareMode::SideBySide || !hasEdit() || stage_) return rect();
  const double half = width() / 2.0;
  return {pane == 0 ? 0 : half, 0, half, static_cast<double>(height())};
}

QPointF Canvas::toPane(QPointF position) const {
  // A drag may go on beyond the last pane.
  const double second = paneRect(1).left();
  return second > 0 && position.x() >= second ? position - QPointF(second, 0) : position;
}

QRectF Canvas::visiblePhoto() const {
  return view_.photoRect().intersected(paneRect(0));
}

double Canvas::dividerX() const {
  const QRectF visible = visiblePhoto();
  return visible.left() + split_ * visible.width();
}

bool Canvas::isOnDivider(QPointF position) const {
  constexpr double kGripRadius = 16;
  if (mode_ != CompareMode::Split || !comparing()) return false;
  const double distance = std::abs(position.x() - dividerX());
  return distance < 6 ||
         (distance < kGripRadius && std::abs(position.y() - visiblePhoto().center().y()) < kGripRadius);
}

void Canvas::updateViewSize() {
  view_.setViewSize(paneRect(0).size(), devicePixelRatioF());
}

void Canvas::viewChanged() {
  describe();
  update();
  Q_EMIT zoomChanged(view_.scale());
}

void Canvas::describe() {
  setAccessibleName(tr("Photo"));
  if (!photo_) {
    setAccessibleDescription(tr("No photo is open."));
    return;
  }
  setAccessibleDescription(tr("%1 by %2 pixels, shown at %3 %. %4")
                               .arg(photo_->size().width())
                               .arg(photo_->size().height())
                               .arg(qRound(view_.scale() * 100))
                               .arg(hasEdit() ? tr("There is an edit.") : tr("Not edited.")));
}

void Canvas::paintBefore(QPainter& painter, const QRectF& clip) {
  if (!reference_.isNull() && comparing()) return paintStretched(painter, reference_, view_, clip);
  if (photo_->full().hasAlphaChannel()) paintCheckerboard(painter, view_.photoRect().intersected(clip));
  paintPicture(painter, *photo_, view_, clip);
}

void Canvas::paintAfter(QPainter& painter, const QRectF& clip) {
  if (look_) {
    if (look_->full().hasAlphaChannel()) paintCheckerboard(painter, view_.photoRect().intersected(clip));
    paintPicture(painter, *look_, view_, clip);
  } else if (!layers_.isEmpty()) {
    if (photo_->full().hasAlphaChannel()) paintCheckerboard(painter, view_.photoRect().intersected(clip));
    paintPicture(painter, *photo_, view_, clip);
    for (const CanvasLayer& layer : layers_) paintLayer(painter, layer, view_, clip);
  } else if (!change_.isNull()) {
    if (photo_->full().hasAlphaChannel()) paintCheckerboard(painter, view_.photoRect().intersected(clip));
    paintChanged(painter, *photo_, change_, view_, clip);
  } else if (!frame_.isNull()) {
    paintStretched(painter, frame_, view_, clip);
  } else if (edit_) {
    if (edit_->full().hasAlphaChannel()) paintCheckerboard(painter, view_.photoRect().intersected(clip));
    paintPicture(painter, *edit_, view_, clip);
  } else {
    paintBefore(painter, clip);
  }
  if (!part_.isNull() && !look_) paintPart(painter, part_, part_place_, view_, clip);
  if (!overlay_.isNull()) paintStretched(painter, overlay_, view_, clip);
}

void Canvas::paintPane(QPainter& painter, int pane, bool after) {
  const QRectF area = paneRect(pane);
  painter.save();
  painter.translate(area.topLeft());
  const QRectF clip(QPointF(0, 0), area.size());
  painter.setClipRect(clip, Qt::IntersectClip);
  after ? paintAfter(painter, clip) : paintBefore(painter, clip);
  if (drawing_) drawing_->paint(painter, view_, clip);
  paintPixelGrid(painter, view_, clip);
  if (!outline_.isEmpty()) paintSelectionOutline(painter, outline_, view_);
  if (tool_) tool_->paint(painter, view_);
  painter.restore();
}

void Canvas::paintStage(QPainter& painter) {
  const QRectF place = view_.photoRect();
  QTransform turn;
  turn.translate(place.center().x(), place.center().y());
  turn.rotate(stage_angle_);
  turn.translate(-place.center().x(), -place.center().y());
  painter.save();
  painter.setTransform(turn, true);
  const QRectF clip = turn.inverted().mapRect(QRectF(rect()));
  if (stage_->full().hasAlphaChannel()) paintCheckerboard(painter, place.intersected(clip));
  painter.setRenderHint(QPainter::Antialiasing, stage_angle_ != 0);
  paintPicture(painter, *stage_, view_, clip);
  painter.restore();
  if (tool_) tool_->paint(painter, view_);
}

void Canvas::paintEvent(QPaintEvent* event) {
  QPainter painter(this);
  painter.fillRect(event->rect(), surround_.isValid() ? surround_ : palette().color(QPalette::Dark));
  if (!photo_ || view_.isEmpty()) return;
  painter.setClipRect(event->rect());
  if (stage_) return paintStage(painter);
  if (!comparing()) {
    paintPane(painter, 0, false);
    if (original_shown_ && mode_ == CompareMode::SideBySide && hasEdit()) paintPane(painter, 1, false);
    if (original_shown_) paintTag(painter, {kTagInset, kTagInset}, Qt::AlignLeft, tr("Original"));
    return;
  }
  if (mode_ == CompareMode::Edit) {
    paintPane(painter, 0, true);
    return;
  }
  const QRectF right = paneRect(1);
  if (mode_ == CompareMode::SideBySide) {
    paintPane(painter, 0, false);
    paintPane(painter, 1, true);
    painter.fillRect(QRectF(right.left() - 0.5, 0, 1, height()), palette().color(QPalette::Shadow));
    paintTag(painter, {right.left() + kTagInset, kTagInset}, Qt::AlignLeft, tr("After"));
  } else {
    const double x = dividerX();
    painter.save();
    painter.setClipRect(QRectF(0, 0, x, height()), Qt::IntersectClip);
    paintPane(painter, 0, false);
    painter.restore();
    painter.save();
    painter.setClipRect(QRectF(x, 0, width() - x, height()), Qt::IntersectClip);
    paintPane(painter, 0, true);
    painter.restore();
    paintDivider(painter, visiblePhoto(), x, hasFocus());
    paintTag(painter, {width() - kTagInset, kTagInset}, Qt::AlignRight, tr("After"));
  }
  paintTag(painter, {kTagInset, kTagInset}, Qt::AlignLeft,
           reference_.isNull() ? tr("Before") : reference_label_);
}

void Canvas::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  updateViewSize();
  viewChanged();
}

void Canvas::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    describe();
    update();
  }
  if (event->type() == QEvent::PaletteChange) update();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
