// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <functional>

#include "ui/canvas/canvas.h"
#include "ui/document/edit_session.h"
#include "ui/document/photo_document.h"
#include "ui/sketch/sketch_layer.h"
#include "ui/sketch/sketch_model.h"
#include "ui/sketch/sketch_tool.h"

namespace v4e::ui {

/// The sketch of the next edit: shown on the canvas, handed to the edit at the size of the picture that this
/// is made of. Each step of the history has its own, for what is made of it.
class SketchSession : public QObject {
  Q_OBJECT

 public:
  /// All must outlive it.
  SketchSession(PhotoDocument& document, EditSession& session, Canvas& canvas, QObject* parent = nullptr);
  ~SketchSession() override;

  [[nodiscard]] SketchModel& model() { return model_; }
  [[nodiscard]] SketchTool& tool() { return tool_; }
  /// The canvas' tool; without one it pans.
  void setToolActive(bool active);
  void setShown(bool shown);
  [[nodiscard]] bool isShown() const { return shown_; }

  /// Who knows which step a result is of (null: 0, the photo). Without it all are one step.
  using StepOf = std::function<std::int64_t(const std::shared_ptr<const EditResult>&)>;
  void setStepOf(StepOf step_of) { step_of_ = std::move(step_of); }
  /// A copy of a step.
  void copyStep(std::int64_t from, std::int64_t step);

  /// Something is sketched on what the next edit is made of.
  [[nodiscard]] bool hasSketch() const;
  /// The same as the next edit is given it. Throws Error(OutOfMemory).
  [[nodiscard]] Sketch nextSketch() const;
  /// The same on the photo in a shape of that size whose points lie there on the photo as it was opened.
  [[nodiscard]] Sketch sketchOn(const Placement& place, PixelSize size) const;

  /// A step of the undo stack.
  void clear();
  [[nodiscard]] const SketchSteps& sketched() const { return model_.all(); }
  /// Out of a project.
  void restore(const SketchSteps& steps) { model_.restore(steps); }

 Q_SIGNALS:
  /// The strokes, or what hasSketch() says.
  void changed();

 private:
  void takePhoto();
  void takeStep();
  void takePlace();
  void followRun();
  void showLayer();
  /// Of what the next edit is made of.
  [[nodiscard]] bool isOnEdit() const;
  [[nodiscard]] QTransform sourcePlace() const;
  [[nodiscard]] QSize sourceSize() const;

  PhotoDocument& document_;
  EditSession& session_;
  Canvas& canvas_;
  SketchModel model_;
  SketchTool tool_;
  SketchLayer layer_;
  StepOf step_of_;
  bool shown_ = true;
};

}  // namespace v4e::ui
