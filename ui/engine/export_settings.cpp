// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/export_settings.h"

#include "core/image/io/photo_provenance.h"

namespace v4e::ui {

void describeEdit(const EditResult& result, bool includePrompt, WriteOptions& options) {
  const EditOrder& order = result.order;
  const EditFacts facts{.instruction = order.instruction,
                        .own_caption = order.caption,
                        .used_caption = result.caption,
                        .model = result.model_name,
                        .seed = order.seed,
                        .steps = order.steps,
                        .guidance = order.guidance,
                        .frames = order.frames,
                        .frame = static_cast<int>(result.chosen)};
  add_provenance(make_provenance(facts, includePrompt), options);
}

std::optional<EditOrder> embeddedOrder(const Photo& photo) {
  const std::optional<Provenance> provenance = provenance_of(photo);
  if (!provenance || !provenance->include_prompt) return std::nullopt;
  EditOrder order;
  order.model_id = provenance->model;
  order.instruction = provenance->instruction;
  if (provenance->caption_is_own) order.caption = provenance->caption;
  if (provenance->steps > 0) order.steps = provenance->steps;
  if (provenance->frames > 0) order.frames = provenance->frames;
  order.guidance = provenance->guidance;
  order.seed = provenance->seed;
  return order;
}

}  // namespace v4e::ui
