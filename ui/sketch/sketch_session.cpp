// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sketch/sketch_session.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/widgets/step_text.h"

namespace v4e::ui {
namespace {

constexpr double kFirstRadius = 0.004;  // of the photo's longer side

QSize size_of_picture(const Photo& photo) {
  return {photo.image.width(), photo.image.height()};
}

}  // namespace

SketchSession::SketchSession(PhotoDocument& document, EditSession& session, Canvas& canvas, QObject* parent)
    : QObject(parent),
      document_(document),
      session_(session),
      canvas_(canvas),
      tool_(model_, document.undoStack()),
      layer_(model_) {
  layer_.setScreen(document_.screen());
  canvas_.setDrawing(&layer_);
  connect(&document_, &PhotoDocument::opened, this, &SketchSession::takePhoto);
  connect(&document_, &PhotoDocument::closed, this, &SketchSession::takePhoto);
  connect(&document_, &PhotoDocument::editChanged, this, &SketchSession::takeStep);
  // Until a picture in another shape is ready, the canvas shows the one from before.
  connect(&document_, &PhotoDocument::editShown, this, &SketchSession::takePlace);
  connect(&document_, &PhotoDocument::screenChanged, this, [this](const QColorSpace& screen) {
    layer_.setScreen(screen);
    canvas_.update();
  });
  connect(&session_, &EditSession::buildsOnChanged, this, &SketchSession::takeStep);
  connect(&session_, &EditSession::editingChanged, this, &SketchSession::followRun);
  connect(&model_, &SketchModel::changed, this, [this] {
    canvas_.update();
    Q_EMIT changed();
  });
  connect(&tool_, &SketchTool::looksChanged, &canvas_, &Canvas::updatePhoto);
}

SketchSession::~SketchSession() {
  canvas_.setDrawing(nullptr);
}

void SketchSession::setToolActive(bool active) {
  tool_.abandon();
  canvas_.setTool(active ? &tool_ : nullptr);
}

void SketchSession::setShown(bool shown) {
  shown_ = shown;
  showLayer();
}

/// While an edit is made, the canvas shows what becomes of the strokes.
void SketchSession::showLayer() {
  layer_.setShown(shown_ && !session_.isGenerating());
  canvas_.update();
}

void SketchSession::followRun() {
  tool_.setResting(session_.isGenerating());
  showLayer();
}

void SketchSession::takePhoto() {
  tool_.abandon();
  model_.reset();
  takePlace();
  const QSize size = sourceSize();
  tool_.setRadius(std::max(1.0, std::round(2 * kFirstRadius * std::max(size.width(), size.height())) / 2));
}

void SketchSession::takeStep() {
  const std::int64_t shown = isOnEdit() ? (step_of_ ? step_of_(document_.result()) : 0) : 0;
  if (shown < 0) return;
  if (shown != model_.on()) tool_.abandon();
  model_.setOn(shown);
  Q_EMIT changed();
}

void SketchSession::takePlace() {
  const auto photo = document_.photo();
  const QTransform place = toTransform(document_.place());
  tool_.setPlace(place, photo ? size_of_picture(*photo) : QSize());
  layer_.setPlace(place);
  canvas_.update();
  Q_EMIT changed();
}

void SketchSession::copyStep(std::int64_t from, std::int64_t step) {
  if (!model_.strokesOf(from).isEmpty()) model_.setStrokes(step, model_.strokesOf(from));
}

bool SketchSession::isOnEdit() const {
  return document_.result() && session_.buildsOn() == BuildsOn::Edit;
}

QTransform SketchSession::sourcePlace() const {
  return toTransform(isOnEdit() ? document_.place() : document_.shapedPlace()).inverted();
}

QSize SketchSession::sourceSize() const {
  const auto source = session_.nextSource();
  return source ? size_of_picture(*source) : QSize();
}

bool SketchSession::hasSketch() const {
  return !model_.strokes().isEmpty() && isSketched(model_.strokes(), sourcePlace(), sourceSize());
}

Sketch SketchSession::nextSketch() const {
  if (model_.strokes().isEmpty()) return {};
  return sketchOf(model_.strokes(), sourcePlace(), sourceSize());
}

Sketch SketchSession::sketchOn(const Placement& place, PixelSize size) const {
  if (model_.strokes().isEmpty()) return {};
  return sketchOf(model_.strokes(), toTransform(place).inverted(), {size.width, size.height});
}

void SketchSession::clear() {
  if (model_.strokes().isEmpty()) return;
  document_.undoStack().push(
      new SketchCommand(model_, {}, stepText("v4e::ui::SketchSession", QT_TR_NOOP("Clear the sketch"))));
}

}  // namespace v4e::ui
