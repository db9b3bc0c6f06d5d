// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/masks/mask_commands.h"

#include <cstring>
#include <utility>

namespace v4e::ui {
namespace {

Image part_of(const Image& mask, const QRect& area) {
  if (mask.empty() || area.isEmpty()) return {};
  Image part(area.width(), area.height(), 1, SampleType::U8);
  std::byte* target = part.mutable_data();
  for (int y = 0; y < area.height(); ++y, target += part.row_bytes()) {
    std::memcpy(target, mask.row<std::byte>(area.top() + y) + area.left(), part.row_bytes());
  }
  return part;
}

}  // namespace

MaskStrokeCommand::MaskStrokeCommand(MaskModel& model, int target, const Image& before, const QRect& area,
                                     int start_value, const QString& text)
    : QUndoCommand(text),
      model_(&model),
      on_(model.on()),
      space_(model.space()),
      target_(target),
      area_(area),
      began_(before.empty()),
      start_value_(start_value),
      before_(part_of(before, area)),
      after_(part_of(model.coverage(target), area)) {}

void MaskStrokeCommand::put(const Image& part) {
  model_->paint(target_, start_value_, [&](Image& mask) {
    std::byte* pixels = mask.mutable_data();
    for (int y = 0; y < area_.height(); ++y) {
      const std::size_t row = mask.row_bytes() * static_cast<std::size_t>(area_.top() + y);
      std::memcpy(pixels + row + area_.left(), part.row<std::byte>(y), part.row_bytes());
    }
    return MaskArea{area_.left(), area_.top(), area_.right() + 1, area_.bottom() + 1};
  });
  model_->finishStroke();
}

void MaskStrokeCommand::redo() {
  // The first time the stroke is on the mask already.
  if (std::exchange(done_, true)) {
    if (model_) model_->finishStroke();
    return;
  }
  if (model_) model_->inPainting(on_, space_, [this] { put(after_); });
}

void MaskStrokeCommand::undo() {
  done_ = false;
  if (!model_) return;
  model_->inPainting(on_, space_, [this] {
    if (began_)
      model_->setCoverage(target_, {});
    else
      put(before_);
  });
}

MaskStateCommand::MaskStateCommand(MaskModel& model, MaskState after, const QString& text, int merge_id)
    : QUndoCommand(text),
      model_(&model),
      on_(model.on()),
      space_(model.space()),
      before_(model.state()),
      after_(std::move(after)),
      merge_id_(merge_id) {}

void MaskStateCommand::redo() {
  if (model_) model_->inPainting(on_, space_, [this] { model_->setState(after_); });
}

void MaskStateCommand::undo() {
  if (model_) model_->inPainting(on_, space_, [this] { model_->setState(before_); });
}

bool MaskStateCommand::mergeWith(const QUndoCommand* other) {
  after_ = static_cast<const MaskStateCommand*>(other)->after_;
  return true;
}

}  // namespace v4e::ui
