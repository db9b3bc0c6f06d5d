// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/kept_edit.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/edit/edit_region.h"
#include "core/image/colour/plain_srgb.h"
#include "core/image/samples.h"
#include "core/merge/content_map.h"

namespace v4e {

KeptEdit make_kept_edit(Editor& editor, const EditRequest& request, const EditHooks& hooks) {
  KeptEdit kept{request, edit_chain(editor, request, hooks)};
  // What was left to the model is kept with its numbers; its own negative prompt stays its own.
  kept.request.settings = kept.chain.whole.settings;
  kept.request.settings.negative_prompt = request.settings.negative_prompt;
  const auto& region = kept.chain.whole.region;
  if (region && !kept.chain.whole.refined) {
    kept.request.region = region->mask;
    kept.request.part = region->part;
  }
  return kept;
}

KeptEdit restore_kept_edit(const Editor& editor, const StoredEdit& stored) {
  KeptEdit kept;
  kept.request.photo = stored.photo;
  kept.request.settings = stored.settings;
  EditResult made;
  made.prompt = stored.prompt;
  const Image& photo = stored.photo->image;
  const Image& frame = stored.frames.front();
  if (stored.region) {
    const std::int64_t area_px = stored.settings.working_area_px.value_or(editor.model().working_area_px);
    made.region = make_region(stored.region, plain_srgb(*stored.photo), stored.part,
                              stored.settings.region.feather_px, area_px);
    made.map = content_map(stored.part.width, stored.part.height, frame.width(), frame.height());
    made.refined = stored.settings.region.is_none();
    if (!made.refined) {
      kept.request.region = stored.region;
      kept.request.part = stored.part;
    }
  } else {
    made.map = content_map(photo.width(), photo.height(), frame.width(), frame.height());
  }
  for (const Image& each : stored.frames) made.frames.push_back(with_samples(each, SampleType::F32));
  made.model_name = stored.model_name;
  made.device = stored.device;
  made.steps = stored.steps;
  made.times = {{Stage::Denoise, stored.seconds}};
  made.notes = stored.notes;
  kept.chain = restore_chain(editor, kept.request, std::move(made), stored.wishes);
  return kept;
}

std::vector<double> change_of(const std::vector<Image>& shown) {
  std::vector<double> change;
  for (const Image& frame : shown) {
    const auto* first = shown.front().row<std::uint8_t>(0);
    const auto* here = frame.row<std::uint8_t>(0);
    double sum = 0;
    for (std::size_t i = 0; i < frame.size_bytes(); ++i) sum += std::abs(int{here[i]} - int{first[i]});
    change.push_back(sum);
  }
  const double most = change.empty() ? 0 : *std::max_element(change.begin(), change.end());
  for (double& value : change) value = most > 0 ? value / most : 0;
  return change;
}

}  // namespace v4e
