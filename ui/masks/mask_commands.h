// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QRect>
#include <QUndoCommand>

#include "ui/masks/mask_model.h"

namespace v4e::ui {

/// A stroke that has been painted already. Keeps the pixels of its own rectangle only.
class MaskStrokeCommand : public QUndoCommand {
 public:
  /// `before`: the target's coverage ahead of the stroke, empty where it began one.
  MaskStrokeCommand(MaskModel& model, int target, const Image& before, const QRect& area, int start_value,
                    const QString& text);
  void redo() override;
  void undo() override;

 private:
  void put(const Image& part);

  QPointer<MaskModel> model_;
  const PaintedOn on_;
  const MaskSpace space_;
  const int target_;
  const QRect area_;
  const bool began_;
  const int start_value_;
  Image before_;  ///< of the area
  Image after_;
  bool done_ = true;
};

/// Anything else that is done to mask and regions. Pictures are shared with the state before.
class MaskStateCommand : public QUndoCommand {
 public:
  /// Steps of the same `merge_id` (not -1) in a row are one step: a slider's way.
  MaskStateCommand(MaskModel& model, MaskState after, const QString& text, int merge_id = -1);
  void redo() override;
  void undo() override;
  [[nodiscard]] int id() const override { return merge_id_; }
  bool mergeWith(const QUndoCommand* other) override;

 private:
  QPointer<MaskModel> model_;
  const PaintedOn on_;
  const MaskSpace space_;
  MaskState before_;
  MaskState after_;
  const int merge_id_;
};

}  // namespace v4e::ui
