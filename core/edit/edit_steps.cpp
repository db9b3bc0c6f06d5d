// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/edit_steps.h"

#include <memory>
#include <utility>

#include "core/base/part_of.h"
#include "core/merge/strength.h"

namespace v4e {
namespace {

/// The frames of a step that lead to the next one.
std::size_t leading_frames(const SteppedEdit& edit, std::size_t step) {
  const EditResult& whole = edit.steps[step].whole;
  if (step + 1 == edit.steps.size()) return whole.frames.size();
  const StrengthPlace place = place_of(whole.settings.strength, whole.frames.size());
  return place.frame + (place.share > 0 ? 2 : 1);
}

EditResult joined(const SteppedEdit& edit) {
  if (edit.steps.size() == 1) return edit.steps.front().whole;
  ChainedEdit all;
  for (std::size_t i = 0; i < edit.steps.size(); ++i) {
    EditResult part = edit.steps[i].whole;
    part.frames.resize(leading_frames(edit, i));
    all.steps.push_back({edit.requests[i], std::move(part)});
  }
  join(all);
  all.whole.settings = edit.steps.back().whole.settings;
  for (std::size_t i = 0; i + 1 < edit.steps.size(); ++i) {
    const EditResult& step = edit.steps[i].whole;
    all.whole.before.push_back(step.settings);
    all.whole.before.back().model = step.model_name;
    all.whole.before.back().negative_prompt = edit.requests[i].settings.negative_prompt;
  }
  return std::move(all.whole);
}

}  // namespace

SteppedEdit edit_steps(Editor& editor, std::vector<EditRequest> requests, const EditHooks& hooks) {
  for (const EditRequest& request : requests) {
    request.settings.validate();
    (void)plan_chain(editor, request);
  }
  SteppedEdit edit;
  edit.requests = std::move(requests);
  const int count = static_cast<int>(edit.requests.size());
  for (int i = 0; i < count; ++i) {
    EditRequest& request = edit.requests[static_cast<std::size_t>(i)];
    if (i > 0) request.photo = std::make_shared<const Photo>(edit.steps.back().whole.edited);
    edit.steps.push_back(
        edit_chain(editor, request, {part_of(hooks.run, i, count), hooks.keep, hooks.on_preview}));
  }
  edit.whole = joined(edit);
  return edit;
}

EvolutionFrames merged_evolution(Editor& editor, const SteppedEdit& edit) {
  struct Part {
    EvolutionFrames frames;
    std::size_t count;
  };
  auto parts = std::make_shared<std::vector<Part>>();
  for (std::size_t i = 0; i < edit.steps.size(); ++i)
    parts->push_back({merged_evolution(editor, edit.requests[i], edit.steps[i]), leading_frames(edit, i)});
  EvolutionFrames all = parts->front().frames;
  all.count = edit.whole.frames.size();
  all.frame = [parts](std::size_t index, const RunContext& context) {
    std::size_t step = 0;
    while (index >= (*parts)[step].count) index -= (*parts)[step++].count;
    return (*parts)[step].frames.frame(index, context);
  };
  return all;
}

}  // namespace v4e
