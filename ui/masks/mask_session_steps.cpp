// SPDX-License-Identifier: GPL-3.0-or-later
// Whose painting is shown: each step of the history has its own, and one for what is made of it next.
#include <utility>

#include "ui/masks/mask_session.h"
#include "ui/masks/mask_space.h"

namespace v4e::ui {

void MaskSession::copyStep(std::int64_t from, std::int64_t step) {
  for (const bool next : {false, true}) {
    if (model_.knows({from, next})) model_.copyPainting({from, next}, {step, next});
  }
}

void MaskSession::followStep(std::int64_t step, const EditResult& result) {
  if (step == step_ || !model_.knows({step, false})) return;
  unmerged_.erase(step);
  model_.prepare({step, false}, spaceOf(result), [this, &result] {
    MaskState state = model_.state();
    state.is_merged = true;
    model_.restore(state, result.edits);
  });
}

std::optional<std::shared_ptr<const MergeEdits>> MaskSession::unmergedEdits(std::int64_t step) const {
  if (!unmerged_.contains(step)) return std::nullopt;
  return model_.editsOf({step, false});
}

PaintedSteps MaskSession::painted() const {
  PaintedSteps all = model_.allPainted();
  for (auto& [on, state] : all) {
    const bool is_merged = on == own() ? !isPending() : !unmerged_.contains(on.step);
    state.is_merged = on != nextAfter(on.step) && is_merged;
  }
  return all;
}

/// Goes on with what is painted on the step that is shown now.
void MaskSession::takeStep() {
  const std::int64_t step = step_of_ ? step_of_(document_.result()) : step_;
  if (step == step_ || step < 0) return;
  const bool leaves_unmerged = pending_ && unmerged_.insert(step_).second;
  unmerged_.erase(step);
  finder_.cancel();
  step_ = step;
  const auto result = document_.result();
  if (!model_.knows(own()) && result && result->edits) restore(own(), result, {});
  model_.setOn(own());
  if (leaves_unmerged) Q_EMIT unmergedChanged();
  Q_EMIT paintsNextChanged(paintsNext());
}

void MaskSession::setPaintsNext(bool next) {
  paintOn(next ? this->next() : own());
}

void MaskSession::setNextOfPhoto(bool of_photo) {
  if (of_photo == next_of_photo_) return;
  const bool paints_next = paintsNext();
  next_of_photo_ = of_photo;
  paintOn(paints_next ? next() : own());
}

Image MaskSession::nextSelection() const {
  if (!document_.hasPhoto()) return {};
  const auto shaped = document_.shapedPhoto();
  const MaskSpace space = next().step == 0 && document_.result()
                              ? spaceOf(shaped->image, document_.shapedPlace(), nullptr)
                              : spaceOf(document_);
  return model_.maskIn(next(), space);
}

void MaskSession::paintOn(PaintedOn on) {
  if (on == model_.on()) return;
  finder_.cancel();
  model_.setOn(on);
  model_.setSpace(spaceOf(document_));
  Q_EMIT paintsNextChanged(paintsNext());
}

void MaskSession::followOther(PaintedOn on) {
  // What an undo changes is to be seen.
  if (on == own() || on == next()) return paintOn(on);
  if (on != nextAfter(on.step) && unmerged_.insert(on.step).second) Q_EMIT unmergedChanged();
}

void MaskSession::restore(PaintedOn on, const std::shared_ptr<const EditResult>& result,
                          const std::optional<MaskState>& painted) {
  const auto edits = result ? result->edits : nullptr;
  model_.prepare(on, result ? spaceOf(*result) : model_.space(), [this, &edits, &painted] {
    painted ? model_.restore(*painted, edits) : model_.restore(edits);
  });
  if (on == model_.on()) {
    timeline_.setStabilised(model_.isStabilised());
  } else if (painted && !painted->is_merged && on != nextAfter(on.step)) {
    unmerged_.insert(on.step);
  }
}

}  // namespace v4e::ui
