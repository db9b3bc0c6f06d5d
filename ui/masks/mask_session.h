// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>
#include <memory>

#include "ui/canvas/canvas.h"
#include "ui/document/photo_document.h"
#include "ui/engine/edit_engine.h"
#include "ui/masks/mask_model.h"
#include "ui/masks/mask_tool.h"
#include "ui/timeline/timeline_model.h"

namespace v4e::ui {

/// Whether both are the same generation, merged in whatever way.
[[nodiscard]] bool isSameTrack(const EditResult* a, const EditResult* b);

/// Lets mask and regions act on the edit: at once as a picture on the canvas, and, when a stroke is done, by
/// merging the edit again on the engine's thread. No new generation is needed.
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

  // What one does with the model's target; each is a step of the undo stack.
  void invert();
  void clear();
  void feather(double photoPixels);
  /// Takes what the edit changed by itself as the mask, to be painted on.
  void takeChangeMask();
  void setMode(UserMaskMode mode);
  /// A region at the playhead; it becomes the target.
  void addRegion();
  void removeRegion(int id);
  void moveRegion(int id, double position);

  /// What is restored next is painted on that edit, which is not shown yet.
  void setShape(const EditResult& result);
  /// Mask, regions and stabiliser as the edit that is shown next was merged with.
  void restore(const std::shared_ptr<const MergeEdits>& edits);
  /// The same with all that was painted, which the edit may not have been merged with.
  void restore(const MaskState& painted, const std::shared_ptr<const MergeEdits>& edits);

 Q_SIGNALS:
  void pendingChanged(bool pending);
  void failed(const v4e::Failure& failure);

 private:
  void change(MaskState after, const QString& text, int merge_id = -1);
  void changeCoverage(const Image& coverage, const QString& text);
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
  bool active_ = false;
  bool generating_ = false;
  bool pending_ = false;
  QImage frame_;  ///< under the playhead
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
