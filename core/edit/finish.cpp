// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/finish.h"

#include <algorithm>

namespace v4e {
namespace {

constexpr int kBlock = 16;  // sides of what the model sees are multiples of it

std::int64_t in_blocks(double side) {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(side + kBlock - 1) / kBlock) * kBlock;
}

}  // namespace

bool is_finish(const EditSettings& settings) {
  return settings.caption == kFinishCaption;
}

std::int64_t finish_area_px(PixelSize photo) {
  const double longer = std::max({photo.width, photo.height, 1});
  const double shorter = std::max(1, std::min(photo.width, photo.height));
  return in_blocks(kFinishSide) * in_blocks(kFinishSide * shorter / longer);
}

EditSettings finish_settings(const EditSettings& edit, std::size_t lora, PixelSize photo) {
  EditSettings finish = edit;
  finish.instruction = "finish at 2K";
  finish.caption = kFinishCaption;
  finish.ending.clear();
  finish.sketch = {};
  // Frames between have nothing to show here: nothing moves.
  finish.frames.reset();
  finish.method.reset();
  finish.reasoning_steps.reset();
  finish.keep_every.reset();
  finish.still_sigma.reset();
  finish.working_area_px = finish_area_px(photo);
  finish.strength = finish.amount = 1;
  finish.refine = RefineMode::Off;
  // A colour map of the photo's own pixels would hold nothing of the new detail.
  finish.merge = MergeWay::Local;
  finish.loras.at(lora).on = true;
  return finish;
}

EvolutionCaption finish_caption(const EditSettings& settings) {
  EvolutionCaption caption;
  caption.kind = EditKind::Restore;
  caption.wish = settings.instruction;
  caption.greys = EditGreys::KeptInGreyPhotos;
  caption.region_use = RegionUse::Cropped;
  caption.caption = caption.detailed_caption = kFinishCaption;
  caption.confidence = 1;
  return caption;
}

}  // namespace v4e
