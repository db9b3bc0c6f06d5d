// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/edit_steps.h"

#include <memory>
#include <utility>

#include "core/image/colour/plain_srgb.h"
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

SteppedEdit edit_steps(Editor& editor, std::vector<EditRequest> requests, const EditHooks& hooks,
                       const std::function<void(int step)>& on_step) {
  for (const EditRequest& request : requests) {
    request.settings.validate();
    (void)plan_chain(editor, request);
  }
  SteppedEdit edit;
  edit.requests = std::move(requests);
  for (std::size_t i = 0; i < edit.requests.size(); ++i) {
    EditRequest& request = edit.requests[i];
    if (i > 0) request.photo = std::make_shared<const Photo>(edit.steps.back().whole.edited);
    if (on_step) on_step(static_cast<int>(i) + 1);
    edit.steps.push_back(edit_chain(editor, request, hooks));
  }
  edit.whole = joined(edit);
  return edit;
}

EditStates merged_states(Editor& editor, const SteppedEdit& edit) {
  struct Part {
    EditStates states;
    std::size_t count;
  };
  auto parts = std::make_shared<std::vector<Part>>();
  for (std::size_t i = 0; i < edit.steps.size(); ++i)
    parts->push_back({merged_states(editor, edit.requests[i], edit.steps[i]), leading_frames(edit, i)});
  EditStates all;
  all.count = edit.whole.frames.size();
  all.state = [parts](std::size_t index, const RunContext& context) {
    std::size_t step = 0;
    while (index >= (*parts)[step].count) index -= (*parts)[step++].count;
    return (*parts)[step].states.state(index, context);
  };
  return all;
}

EvolutionFrames merged_evolution(Editor& editor, const SteppedEdit& edit) {
  EvolutionFrames frames;
  frames.count = edit.whole.frames.size();
  frames.width = edit.whole.edited.image.width();
  frames.height = edit.whole.edited.image.height();
  frames.frame = [states = merged_states(editor, edit)](std::size_t index, const RunContext& context) {
    return plain_srgb(states.state(index, context), context);
  };
  return frames;
}

}  // namespace v4e
