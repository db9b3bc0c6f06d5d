// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/batch_run.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <ostream>
#include <utility>

#include "app/cli/memory_check.h"
#include "app/cli/progress_line.h"
#include "core/base/text.h"
#include "core/edit/edit_export.h"
#include "core/edit/lora_uses.h"
#include "core/image/colour/shaped_photo.h"
#include "core/image/io/photo_io.h"

namespace v4e::cli {

namespace fs = std::filesystem;

BatchRun::BatchRun(const BatchArguments& arguments, CommandContext& context)
    : arguments_(arguments),
      context_(context),
      maker_(arguments.best_of, context),
      store_(arguments.queue_file()),
      editor_(arguments.editor) {
  if (!store_.claim())
    throw Error(ErrorCode::FileUnwritable, arguments.queue_file().string() +
                                               ": another program works on this queue; wait for it, or give "
                                               "another --queue");
  store_.recover();
  elsewhere_ = items_elsewhere(arguments);
}

void BatchRun::add(const std::vector<QueueRequest>& requests) {
  std::map<std::string, std::vector<QueueItem>> known;
  for (QueueItem& item : store_.items()) {
    const bool again = item.state == QueueState::Interrupted || item.state == QueueState::Cancelled ||
                       (arguments_.retry && item.state == QueueState::Failed);
    if (again) retry(item);
    known[work_key(item.request, arguments_.pattern)].push_back(std::move(item));
  }
  // Another number of shares makes nothing again that one of the former ones has made.
  for (const QueueItem& item : elsewhere_) {
    if (item.state == QueueState::Done) known[work_key(item.request, arguments_.pattern)].push_back(item);
  }
  std::vector<QueueRequest> fresh;
  for (const QueueRequest& request : requests) {
    if (context_.stop.stop_requested()) throw Cancelled();
    const auto [found, is_new] = known.try_emplace(work_key(request, arguments_.pattern));
    const bool settled = !is_new && (found->second.empty() ||  // asked for twice in this command
                                     std::ranges::any_of(found->second, [this](const QueueItem& item) {
                                       return is_settled(item, {context_.stop, {}});
                                     }));
    if (settled) {
      ++settled_;
      continue;
    }
    found->second.clear();
    fresh.push_back(request);
  }
  store_.add(fresh);
  for (const QueueItem& item : store_.items()) total_ += item.state == QueueState::Waiting ? 1 : 0;
  if (arguments_.best_of.count > 1 && settled_ > 0)
    context_.err << "note: " << settled_
                 << " are done already, and not made again to choose the best; for that "
                 << "give another output folder" << std::endl;
}

std::vector<QueueItem> BatchRun::known_items() {
  std::vector<QueueItem> items = store_.items();
  items.insert(items.end(), elsewhere_.begin(), elsewhere_.end());
  return items;
}

QueueSummary BatchRun::work() {
  store_.set_paused({false, {}});
  QueueRunnerEvents events;
  events.on_summary = [this](const QueueSummary& summary) { end(summary, {}); };
  events.on_broken = [this](const std::string& text) { end({}, text); };
  QueueRunner runner(
      store_, [this](const QueueItem& item, const QueueEditContext& run) { edit(item, run); }, events);
  std::unique_lock lock(mutex_);
  ended_.wait(lock, context_.stop, [this] { return is_over_; });
  if (!is_over_) {
    lock.unlock();
    runner.pause_now();
    throw Cancelled();
  }
  if (!broken_.empty()) throw Error(ErrorCode::FileUnwritable, broken_);
  return summary_;
}

void BatchRun::retry(const QueueItem& item) {
  try {
    store_.retry(item.id);
  } catch (const Error& error) {
    context_.err << item.request.photo.string() << ": " << error.what() << '\n';
  }
}

/// What is to be done, the first step with the photo in its shape.
std::vector<EditRequest> BatchRun::read_steps(const QueueItem& item, const Editor& editor,
                                              const RunContext& run) {
  std::vector<EditRequest> steps;
  for (EditSettings& settings : steps_of(item.request)) steps.emplace_back().settings = std::move(settings);
  const Photo photo =
      read_photo(item.request.photo, {.drawing_side_px = item.request.shape.drawing_side_px}, run);
  const Geometry geometry = geometry_of(item.request.shape, size_of(photo.image));
  steps.front().photo = std::make_shared<const Photo>(shaped_photo(photo, geometry, run));
  if (item.request.finish) {
    const PixelSize size = size_of(steps.front().photo->image);
    EditSettings last = finish(steps.back().settings, editor, size);
    steps.emplace_back().settings = std::move(last);
  }
  return steps;
}

EditSettings BatchRun::finish(const EditSettings& edit, const Editor& editor, PixelSize photo) const {
  EditSettings last = finish_of(edit, editor.model(), photo);
  // A loaded model takes up what would be free without it.
  if (!arguments_.force && loaded_ != edit.model)
    check_finish_memory(editor.model(), arguments_.editor, *last.working_area_px);
  return last;
}

void BatchRun::edit(const QueueItem& item, const QueueEditContext& run) {
  context_.err << '[' << ++begun_ << '/' << total_ << "] " << item.request.photo.string() << std::endl;
  Editor& editor = editor_.open(item.request.settings.model);
  ProgressLine line(context_.err, context_.is_terminal);
  EditHooks hooks;
  hooks.run = {run.stop, [&](const Progress& progress) {
                 if (context_.is_terminal) line.show(progress);
                 if (run.on_progress) run.on_progress(progress);
               }};
  std::vector<EditRequest> steps = read_steps(item, editor, hooks.run);
  loaded_ = item.request.settings.model;
  const EditMaker::Made made = maker_.make(editor, std::move(steps), hooks, line);
  ExportPlan plan;
  plan.picture = item.temporary;
  if (plan.has_layers()) {
    plan.original = made.edit.requests.front().photo;
    plan.states = merged_states(editor, made.edit);
  }
  if (item.request.quality > 0) plan.quality = item.request.quality;
  export_edit(made.edit.requests.back(), made.edit.whole, plan, hooks.run);
  line.finish();
  for (const std::string& note : made.notes) context_.err << "note: " << note << std::endl;
  if (!made.best_of.is_null()) keep_marks(item.request, made.best_of);
}

/// Not being able to is no failure of the edit, which is done.
void BatchRun::keep_marks(const QueueRequest& request, nlohmann::json marks) {
  marks["photo"] = request.photo.string();
  marks["instruction"] = words_of(request);
  const fs::path file = arguments_.marks_file();
  std::ofstream lines(file, std::ios::app);
  lines << json_text(marks, -1) << std::endl;
  if (!lines) context_.err << "note: " << file.string() << " cannot be written" << std::endl;
}

void BatchRun::end(const QueueSummary& summary, const std::string& broken) {
  const std::scoped_lock lock(mutex_);
  summary_ = summary;
  broken_ = broken;
  is_over_ = true;
  ended_.notify_all();
}

}  // namespace v4e::cli
