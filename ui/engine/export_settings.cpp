// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/export_settings.h"

#include "core/image/photo_provenance.h"

namespace v4e::ui {

void describeEdit(const EditResult& result, bool includePrompt, WriteOptions& options) {
  const EditOrder& order = result.order;
  Provenance provenance;
  provenance.instruction = order.instruction;
  provenance.caption = result.caption;
  provenance.caption_is_own = !order.caption.empty();
  provenance.model = result.model_name;
  provenance.seed = order.seed;
  provenance.steps = order.steps;
  provenance.guidance = order.guidance;
  provenance.frames = order.frames;
  provenance.frame = static_cast<int>(result.chosen);
  provenance.include_prompt = includePrompt;
  add_provenance(provenance, options);
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
