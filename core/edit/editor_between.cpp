// SPDX-License-Identifier: GPL-3.0-or-later
// The editor's way from a photo to a finished edit of it.
#include <algorithm>

#include "core/base/error.h"
#include "core/edit/editor_state.h"
#include "core/edit/frame_tensors.h"
#include "core/edit/way.h"
#include "core/pipelines/last_picture.h"

namespace v4e {
namespace {

/// What is to be known of a way by such a model; empty: it was taught to go from one picture to another.
/// `is_small`: the model has learnt a list of edits.
std::string way_note(LastPicture last_picture, bool is_small) {
  if (last_picture != LastPicture::Held) return {};
  if (is_small)
    return "The built-in model was not taught to go from one picture to another: its last frame is held at "
           "the "
           "finished edit, and it makes the three states before. For a longer way of its own choose weights "
           "that "
           "were: Wan2.1 FLF2V, Fun InP or Wan2.2 I2V-A14B.";
  return "This model was not taught to go from one picture to another: its end is held at the finished edit "
         "while "
         "the rest is made. Better at it are Wan2.1 FLF2V, Fun InP and Wan2.2 I2V-A14B.";
}

}  // namespace

void Editor::State::make_way(const EditRequest& request, const EditSpace& space, VideoRequest video,
                             EditResult& result, const EditHooks& hooks, const RunContext& context) {
  const Ending& ending = ending_of(request, space, context);
  const Image first = make_working_image(space.plain(), result.map, context);
  const Image last = make_working_image(ending.picture, result.map, context);
  video.last_image = to_byte_tensor(last);
  result.frames = sample(video, hooks, context, result.steps);
  hold_ends(result.frames, first, last);
  result.notes.insert(result.notes.end(), ending.notes.begin(), ending.notes.end());
  const std::string note = way_note(last_picture_of(components()), model.capabilities.has_value());
  if (!note.empty()) result.notes.push_back(note);
}

EditRequest Editor::State::without_lost_ending(const EditRequest& request, const EditSpace& space,
                                               EditResult& result, const RunContext& context) {
  if (request.settings.ending.empty()) return request;
  try {
    (void)ending_of(request, space, context);
    return request;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::OutOfMemory) throw;
    const std::string note = std::string("Made of the small frames alone: ") + error.what() + ".";
    if (std::ranges::find(result.notes, note) == result.notes.end()) result.notes.push_back(note);
  }
  EditRequest rest = request;
  rest.settings.ending.clear();
  return rest;
}

}  // namespace v4e
