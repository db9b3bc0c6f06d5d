// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QUndoCommand>
#include <cstdint>
#include <map>
#include <optional>

#include "ui/sketch/sketch_strokes.h"

namespace v4e::ui {

/// What is sketched for the edits that will be made of a step of the history; 0: of the photo. Once an edit
/// is made, its own has nothing of it, and going back to where it was made of brings it back.
using SketchSteps = std::map<std::int64_t, SketchStrokes>;

/// The strokes on the open photo and on its edits, one of which is sketched on. Changes by strokes and
/// commands only.
class SketchModel : public QObject {
  Q_OBJECT

 public:
  explicit SketchModel(QObject* parent = nullptr) : QObject(parent) {}

  /// Another photo: all that was sketched goes.
  void reset();
  [[nodiscard]] std::int64_t on() const { return on_; }
  void setOn(std::int64_t step);
  /// Of what is sketched on, without the stroke that is being made.
  [[nodiscard]] const SketchStrokes& strokes() const { return strokesOf(on_); }
  [[nodiscard]] const SketchStrokes& strokesOf(std::int64_t step) const;
  void setStrokes(std::int64_t step, const SketchStrokes& strokes);
  /// All that have any.
  [[nodiscard]] const SketchSteps& all() const { return steps_; }
  void restore(const SketchSteps& steps);

  // The stroke that is being made.
  [[nodiscard]] const std::optional<SketchStroke>& stroke() const { return stroke_; }
  void begin(const SketchStroke& stroke);
  void add(QPointF point);
  /// It is not, or not yet, among the strokes.
  std::optional<SketchStroke> end();

 Q_SIGNALS:
  /// Strokes that are done, or which of them are shown.
  void changed();

 private:
  std::int64_t on_ = 0;
  SketchSteps steps_;
  std::optional<SketchStroke> stroke_;
};

/// From strokes to others of one step.
class SketchCommand : public QUndoCommand {
 public:
  /// From those that are sketched on.
  SketchCommand(SketchModel& model, SketchStrokes after, const QString& text);
  void redo() override;
  void undo() override;

 private:
  QPointer<SketchModel> model_;
  const std::int64_t step_;
  const SketchStrokes before_;
  const SketchStrokes after_;
};

}  // namespace v4e::ui
