// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sketch/sketch_model.h"

#include <utility>

namespace v4e::ui {

void SketchModel::reset() {
  on_ = 0;
  steps_.clear();
  stroke_.reset();
  Q_EMIT changed();
}

void SketchModel::setOn(std::int64_t step) {
  if (step == on_) return;
  on_ = step;
  stroke_.reset();
  Q_EMIT changed();
}

const SketchStrokes& SketchModel::strokesOf(std::int64_t step) const {
  static const SketchStrokes kNothing;
  const auto found = steps_.find(step);
  return found == steps_.end() ? kNothing : found->second;
}

void SketchModel::setStrokes(std::int64_t step, const SketchStrokes& strokes) {
  if (strokes.isEmpty())
    steps_.erase(step);
  else
    steps_[step] = strokes;
  Q_EMIT changed();
}

void SketchModel::restore(const SketchSteps& steps) {
  steps_ = steps;
  std::erase_if(steps_, [](const auto& each) { return each.second.isEmpty(); });
  Q_EMIT changed();
}

void SketchModel::begin(const SketchStroke& stroke) {
  stroke_ = stroke;
}

void SketchModel::add(QPointF point) {
  if (stroke_) stroke_->points << point;
}

std::optional<SketchStroke> SketchModel::end() {
  return std::exchange(stroke_, std::nullopt);
}

SketchCommand::SketchCommand(SketchModel& model, SketchStrokes after, const QString& text)
    : QUndoCommand(text),
      model_(&model),
      step_(model.on()),
      before_(model.strokes()),
      after_(std::move(after)) {}

void SketchCommand::redo() {
  if (model_) model_->setStrokes(step_, after_);
}

void SketchCommand::undo() {
  if (model_) model_->setStrokes(step_, before_);
}

}  // namespace v4e::ui
