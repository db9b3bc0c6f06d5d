// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/best_edit.h"

#include <utility>

#include "core/base/error.h"
#include "core/chat/chat_error.h"
#include "core/image/io/shown_photo.h"

namespace v4e {
namespace {

/// What a judge is told of what was done.
std::vector<std::string> words_of(const std::vector<EditRequest>& requests) {
  std::vector<std::string> words;
  for (const EditRequest& request : requests) {
    const EditSettings& settings = request.settings;
    words.push_back(settings.instruction.empty() ? settings.caption : settings.instruction);
  }
  return words;
}

/// Has all tries judged, or none: marks of some would say nothing about the others.
void judge_all(const EditJudge& judge, const std::vector<EditRequest>& requests,
               const std::vector<SteppedEdit>& edits, BestEdit& best, const RunContext& run) {
  const std::string photo = shown_jpeg(*requests.front().photo, kShownSidePx, run);
  const std::vector<std::string> words = words_of(requests);
  try {
    for (std::size_t i = 0; i < edits.size(); ++i) {
      EditTry& one = best.tries[i];
      one.judgement = judge.judge(photo, shown_jpeg(edits[i].whole.edited, kShownSidePx, run), words, run);
      one.marks.judged = one.judgement->score();
    }
  } catch (const ChatError& error) {
    for (EditTry& one : best.tries) {
      one.judgement.reset();
      one.marks.judged.reset();
    }
    best.notes.push_back(std::string("the tries are compared by what can be measured, without the judge: ") +
                         error.what());
  }
}

}  // namespace

BestEdit edit_best_of(Editor& editor, const std::vector<EditRequest>& requests, int count,
                      const EditJudge* judge, const EditHooks& hooks,
                      const std::function<void(int attempt)>& on_try) {
  if (count < 2 || count > kMostTries)
    throw Error(ErrorCode::InvalidArgument,
                "the best can be chosen of 2 to " + std::to_string(kMostTries) + " tries");
  BestEdit best;
  std::vector<SteppedEdit> edits;
  std::vector<Image> last_frames;
  for (int i = 0; i < count; ++i) {
    if (on_try) on_try(i + 1);
    std::vector<EditRequest> steps = requests;
    for (EditRequest& step : steps) step.settings.seed += static_cast<std::uint64_t>(i);
    best.tries.push_back({.seed = steps.front().settings.seed, .marks = {}});
    edits.push_back(edit_steps(editor, std::move(steps), hooks));
    best.tries.back().marks = measure_edit(edits.back().whole);
    last_frames.push_back(edits.back().whole.frames.back());
  }
  if (judge) judge_all(*judge, requests, edits, best, {hooks.run.stop, {}});
  std::vector<EditMarks> marks;
  for (const EditTry& one : best.tries) marks.push_back(one.marks);
  rate(marks, last_frames);
  for (std::size_t i = 0; i < marks.size(); ++i) best.tries[i].marks = marks[i];
  best.chosen = best_of(marks);
  best.edit = std::move(edits[best.chosen]);
  return best;
}

nlohmann::json best_report(const BestEdit& best) {
  nlohmann::json tries = nlohmann::json::array();
  for (const EditTry& one : best.tries) {
    nlohmann::json json = to_json(one.marks);
    json["seed"] = one.seed;
    if (one.judgement)
      json["judge"] = {{"done", one.judgement->done},
                       {"kept", one.judgement->kept},
                       {"reason", one.judgement->reason},
                       {"model", one.judgement->model}};
    tries.push_back(std::move(json));
  }
  return {{"chosen", best.chosen}, {"tries", std::move(tries)}};
}

}  // namespace v4e
