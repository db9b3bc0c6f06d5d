// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <memory>
#include <optional>
#include <set>

#include "core/region/mask_algebra.h"
#include "ui/canvas/canvas.h"
#include "ui/document/photo_document.h"
#include "ui/engine/edit_engine.h"
#include "ui/masks/mask_model.h"
#include "ui/masks/mask_tool.h"
#include "ui/masks/selection_finder.h"
#include "ui/timeline/timeline_model.h"

namespace v4e::ui {

/// Whether both are the same generation, merged in whatever way.
[[nodiscard]] bool isSameTrack(const EditResult* a, const EditResult* b);

/// Lets mask and regions act on the edit: at once as a picture on the canvas, and, when a stroke is done, by
/// merging the edit again on the engine's thread. No new generation is needed. What is painted belongs to the
/// step of the history that is shown, or to the edits that will be made of it: these begin with it.
class MaskSession : public QObject {
  Q_OBJECT

 public:
  /// All must outlive the session.
  MaskSession(EditEngine& engine, PhotoDocument& document, Canvas& canvas, TimelineModel& timeline,
              QObject* parent = nullptr);

  [[nodiscard]] MaskModel& model() { return model_; }
  [[nodiscard]] MaskTool& tool() { return tool_; }
  /// The canvas' tool; without one it pans.
  void setToolActive(bool active);
  [[nodiscard]] bool isToolActive() const { return active_; }

  /// The picture under the timeline's playhead.
  void showFrame(const QImage& frame);
  /// While a generation runs the canvas is its own, and merges wait.
  void setGenerating(bool generating);
  /// The present edit is not yet what mask and regions say.
  [[nodiscard]] bool isPending() const;
  /// What the present edit is to be merged with.
  [[nodiscard]] std::shared_ptr<const MergeEdits> edits() const { return model_.editsOf(own()); }

  /// One paints for the next edit, and the present one stays as it is. Without an edit it is always so; each
  /// other step begins with its own.
  void setPaintsNext(bool next);
  [[nodiscard]] bool paintsNext() const { return model_.on() == next(); }
  /// There is an edit, which has its own beside that of the next one.
  [[nodiscard]] bool hasOwnAndNext() const { return own() != next(); }
  /// What the next edit is of, as it lies on its photo; empty: on all of it.
  [[nodiscard]] Image nextSelection() const;
  /// What the next edit is merged with.
  [[nodiscard]] std::shared_ptr<const MergeEdits> nextEdits() const {
    return model_.knows(next()) ? model_.editsOf(next()) : nullptr;
  }
  [[nodiscard]] bool hasNextSelection() const {
    return model_.knows(next()) && !model_.stateOf(next()).mask.empty();
  }
  /// The next edit will be made of the photo, not of the step that is shown.
  void setNextOfPhoto(bool of_photo);

  /// Who knows which step a result is of (null: 0, the photo). Without it all are one step.
  using StepOf = std::function<std::int64_t(const std::shared_ptr<const EditResult>&)>;
  void setStepOf(StepOf step_of) { step_of_ = std::move(step_of); }
  /// A copy of a step.
  void copyStep(std::int64_t from, std::int64_t step);
  /// A step that may not be shown was merged again, or made again.
  void followStep(std::int64_t step, const EditResult& result);
  /// What is painted on a step that is not shown, where its result is not merged with that yet.
  [[nodiscard]] std::optional<std::shared_ptr<const MergeEdits>> unmergedEdits(std::int64_t step) const;
  /// Of all steps that have been shown.
  [[nodiscard]] PaintedSteps painted() const;

  // What one does with the model's target; each is a step of the undo stack.
  void invert();
  void clear();
  void feather(double photoPixels);
  /// Takes what the edit changed by itself as the mask, to be painted on.
  void takeChangeMask();
  /// By that many photo pixels; less than nothing shrinks.
  void grow(double photoPixels);
  /// A rectangle, or the ellipse in it, of the photo's pixels.
  void selectArea(const PixelArea& area, bool ellipse, MaskCombination how);
  /// What is selected at least a little, in the photo's pixels; nothing: the middle of the photo.
  [[nodiscard]] PixelArea selectedArea() const;
  /// Selects what is asked for in the picture that is shown; with a first answer at once.
  void find(const SelectionWish& wish);
  [[nodiscard]] SelectionFinder& finder() { return finder_; }
  void setMode(UserMaskMode mode);
  /// A region at the playhead; it becomes the target.
  void addRegion();
  void removeRegion(int id);
  void moveRegion(int id, double position);

  /// Mask, regions and stabiliser out of a project, as the step's result (null: the photo's) was merged with,
  /// or as they are known to be painted.
  void restore(PaintedOn on, const std::shared_ptr<const EditResult>& result,
               const std::optional<MaskState>& painted);

 Q_SIGNALS:
  void pendingChanged(bool pending);
  void failed(const v4e::Failure& failure);
  void paintsNextChanged(bool next);
  /// A subject is selected that may not be meant.
  void subjectGuessed();
  /// What was looked for is not there.
  void nothingFound(v4e::ui::SelectionWish::Kind kind);
  /// What unmergedEdits() says.
  void unmergedChanged();

 private:
  [[nodiscard]] PaintedOn own() const { return {step_, false}; }
  [[nodiscard]] PaintedOn next() const { return nextAfter(next_of_photo_ ? 0 : step_); }
  void paintOn(PaintedOn on);
  void takeStep();
  void followOther(PaintedOn on);
  void takeFound(const Image& selection, bool first);
  void sayNothingFound();
  void takeGuess();
  void showOutline();
  void setStabilised(bool on);
  void change(MaskState after, const QString& text, int merge_id = -1);
  void changeCoverage(const Image& coverage, const QString& text, int merge_id = -1);
  [[nodiscard]] const Image& changeMask() const;
  void takePhoto();
  void takeEdit();
  void updateLater();
  void startMerge();
  void finishMerge(const EditOutcome& outcome);
  void showSmall();
  void showLayers(const QRectF& dirty = {});
  [[nodiscard]] QList<CanvasLayer> layers() const;
  [[nodiscard]] CanvasLayer baseLayer() const;
  [[nodiscard]] CanvasLayer smallLayer(const QImage& frame, const Image& mask = {}) const;
  [[nodiscard]] bool isAtEdit() const;
  void setPending(bool pending);

  EditEngine& engine_;
  PhotoDocument& document_;
  Canvas& canvas_;
  TimelineModel& timeline_;
  MaskModel model_;
  MaskTool tool_;
  SelectionFinder finder_;
  SelectionWish wish_;        ///< what is looked for
  Image wished_over_;         ///< what was selected when that began
  bool looks_again_ = false;  ///< in another picture, if it is not in this one
  Image found_over_;          ///< what is selected, unless somebody changed it since the search began
  int find_serial_ = 0;
  QTimer outline_timer_;
  bool active_ = false;
  bool generating_ = false;
  bool pending_ = false;
  StepOf step_of_;
  std::int64_t step_ = 0;  ///< that is shown
  bool next_of_photo_ = false;
  std::set<std::int64_t> unmerged_;  ///< steps that are not shown
  QImage frame_;                     ///< under the playhead
  /// The edit without mask and regions, as long as its generation and frame are the present ones.
  std::shared_ptr<const EditResult> plain_result_;
  std::shared_ptr<const ImagePyramid> plain_edit_;
  std::shared_ptr<const EditResult> shown_result_;  ///< whose picture the canvas has
  mutable Image change_mask_;                       ///< at the model's size, made when it is first needed
  std::shared_ptr<const EditResult> merging_;
  std::unique_ptr<EditJob> job_;
  QTimer merge_timer_;
};

}  // namespace v4e::ui
