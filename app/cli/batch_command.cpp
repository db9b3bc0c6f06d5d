// SPDX-License-Identifier: GPL-3.0-or-later
// v4e batch: many photos through the same queue as the editor's.
#include <algorithm>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <ostream>
#include <set>

#include "app/cli/batch_list.h"
#include "app/cli/commands.h"
#include "app/cli/edit_settings_options.h"
#include "app/cli/memory_check.h"
#include "app/cli/progress_line.h"
#include "core/document/content_hash.h"
#include "core/document/queue/queue_runner.h"
#include "core/document/queue/queue_store.h"
#include "core/edit/edit_chain.h"
#include "core/edit/edit_export.h"
#include "core/edit/editor.h"
#include "core/image/io/photo_io.h"
#include "core/library/model_description.h"

namespace v4e::cli {
namespace {

namespace fs = std::filesystem;

struct BatchArguments {
  std::vector<std::string> inputs;
  EditSettings settings;
  std::string output;
  std::string pattern = OutputRule().pattern;
  std::string format = "png";
  std::string queue;
  EditorOptions editor;
  bool retry = false;
  bool force = false;

  [[nodiscard]] OutputRule output_rule() const { return {fs::absolute(output), pattern, "." + format}; }
};

/// What makes two requests the same work: photo, all settings, and where the result goes. A name that counts
/// or holds the date is another one each time, so of such names only folder and format count.
std::string work_key(const QueueRequest& request, const std::string& pattern) {
  const bool changes =
      pattern.find("{counter}") != std::string::npos || pattern.find("{date}") != std::string::npos;
  const fs::path target =
      changes ? request.output.parent_path() / request.output.extension() : request.output;
  return request.photo.string() + '\0' + to_text(request.settings) + '\0' + target.string();
}

/// Whether nothing is left to do for an item: what is done counts only while the result is there as it was
/// written, of the photo as it is now.
bool is_settled(const QueueItem& item, const RunContext& context) {
  std::error_code failure;
  if (item.state != QueueState::Done || !fs::exists(item.request.photo, failure)) return true;
  const auto size = fs::file_size(item.result, failure);
  if (failure || (item.result_bytes > 0 && static_cast<std::int64_t>(size) != item.result_bytes))
    return false;
  return item.input_hash.empty() || item.input_hash == hash_file(item.request.photo, context);
}

/// A queue worked off in the foreground: the runner works in its thread, this one waits and tells.
class BatchRun {
 public:
  BatchRun(const BatchArguments& arguments, CommandContext& context)
      : arguments_(arguments), context_(context), store_(queue_file(arguments)) {
    if (!store_.claim())
      throw Error(ErrorCode::FileUnwritable,
                  queue_file(arguments).string() +
                      ": another program works on this queue; wait for it, or give "
                      "another --queue");
    store_.recover();
  }

  /// Asking for the same again goes on with what is left instead of adding it twice.
  void add(const std::vector<QueueRequest>& requests) {
    std::map<std::string, std::vector<QueueItem>> known;
    for (QueueItem& item : store_.items()) {
      const bool again = item.state == QueueState::Interrupted || item.state == QueueState::Cancelled ||
                         (arguments_.retry && item.state == QueueState::Failed);
      if (again) retry(item);
      known[work_key(item.request, arguments_.pattern)].push_back(std::move(item));
    }
    std::vector<QueueRequest> fresh;
    for (const QueueRequest& request : requests) {
      if (context_.stop.stop_requested()) throw Cancelled();
      const auto [found, is_new] = known.try_emplace(work_key(request, arguments_.pattern));
      const bool settled = !is_new && (found->second.empty() ||  // asked for twice in this command
                                       std::ranges::any_of(found->second, [this](const QueueItem& item) {
                                         return is_settled(item, {context_.stop, {}});
                                       }));
      if (settled) continue;
      found->second.clear();
      fresh.push_back(request);
    }
    store_.add(fresh);
    for (const QueueItem& item : store_.items()) total_ += item.state == QueueState::Waiting ? 1 : 0;
  }

  /// Whether this batch wrote that photo.
  [[nodiscard]] std::function<bool(const fs::path&)> result_finder() {
    std::set<fs::path> results;
    for (const QueueItem& item : store_.items()) {
      if (!item.result.empty()) results.insert(item.result.lexically_normal());
    }
    return [results = std::move(results)](const fs::path& photo) {
      return results.contains(fs::absolute(photo).lexically_normal());
    };
  }

  [[nodiscard]] int waiting() const { return total_; }

  QueueSummary work() {
    store_.set_paused({false, {}});
    QueueRunnerEvents events;
    events.on_summary = [this](const QueueSummary& summary) { finish(summary, {}); };
    events.on_broken = [this](const std::string& text) { finish({}, text); };
    QueueRunner runner(
        store_, [this](const QueueItem& item, const RunContext& run) { return edit(item, run); }, events);
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

  [[nodiscard]] std::string pause_reason() { return store_.pause_state().reason; }

  [[nodiscard]] static fs::path queue_file(const BatchArguments& arguments) {
    return arguments.queue.empty() ? fs::path(arguments.output) / kBatchQueueName : fs::path(arguments.queue);
  }

 private:
  void retry(const QueueItem& item) {
    try {
      store_.retry(item.id);
    } catch (const Error& error) {
      context_.err << item.request.photo.string() << ": " << error.what() << '\n';
    }
  }
  /// On the runner's thread, as all below.
  void edit(const QueueItem& item, const RunContext& run) {
    context_.err << '[' << ++begun_ << '/' << total_ << "] " << item.request.photo.string() << std::endl;
    Editor& editor = editor_for(item.request.settings.model);
    ProgressLine line(context_.err, context_.is_terminal);
    EditHooks hooks;
    hooks.run = {run.stop, [&](const Progress& progress) {
                   if (context_.is_terminal) line.show(progress);
                   if (run.on_progress) run.on_progress(progress);
                 }};
    EditRequest request;
    request.settings = item.request.settings;
    request.photo = std::make_shared<const Photo>(read_photo(item.request.photo, {}, hooks.run));
    const EditResult result = edit_chain(editor, request, hooks).whole;
    ExportPlan plan;
    plan.picture = item.temporary;
    if (item.request.quality > 0) plan.quality = item.request.quality;
    export_edit(request, result, plan, hooks.run);
    line.finish();
  }

  /// The one in use, or another: rows may name models of their own.
  Editor& editor_for(const std::string& model) {
    if (!editor_ || model != model_) {
      editor_.reset();  // first give the old one's memory back
      editor_.emplace(choose_model(model), arguments_.editor, embedded_rewriter());
      model_ = model;
    }
    return *editor_;
  }

  void finish(const QueueSummary& summary, const std::string& broken) {
    const std::scoped_lock lock(mutex_);
    summary_ = summary;
    broken_ = broken;
    is_over_ = true;
    ended_.notify_all();
  }

  const BatchArguments& arguments_;
  CommandContext& context_;
  QueueStore store_;
  std::optional<Editor> editor_;  ///< made and used on the runner's thread
  std::string model_;             ///< that it was made for
  int total_ = 0;
  int begun_ = 0;

  std::mutex mutex_;  ///< guards the rest
  std::condition_variable_any ended_;
  bool is_over_ = false;
  QueueSummary summary_;
  std::string broken_;
};

/// Everything that would fail for each photo alike is found before the first.
void check(const BatchArguments& arguments) {
  check_inputs({arguments.inputs.begin(), arguments.inputs.end()});
  const Editor editor(choose_model(arguments.settings.model), arguments.editor, embedded_rewriter());
  if (!arguments.force)
    check_memory(editor.model(), arguments.editor, arguments.settings.frames,
                 arguments.settings.working_area_px);
  (void)output_path(arguments.output_rule(), {});
  if (!arguments.settings.instruction.empty()) {
    EditRequest request;
    request.settings = arguments.settings;
    request.settings.validate();
    (void)plan_chain(editor, request);
  }
  std::error_code failure;
  fs::create_directories(arguments.output, failure);
  if (!fs::is_directory(arguments.output))
    throw Error(ErrorCode::FileUnwritable, arguments.output + ": cannot be made: " + failure.message());
}

void report(const QueueSummary& summary, BatchRun& run, CommandContext& context) {
  for (const QueueItem& item : summary.failed)
    context.err << item.request.photo.string() << ": " << item.error_text << '\n';
  context.out << summary.done << " done, " << summary.failed.size() << " failed\n";
  const std::string reason = run.pause_reason();
  if (!reason.empty()) context.err << "v4e: stopped: " << reason << '\n';
  if (!summary.failed.empty() || !reason.empty()) {
    context.err << "Use --retry to try failed photos again.\n";
    context.exit_code = kFailed;
  }
}

void run_batch(const BatchArguments& arguments, CommandContext& context) {
  check(arguments);
  BatchRun run(arguments, context);
  const BatchDefaults defaults{arguments.settings, arguments.output_rule(), run.result_finder()};
  std::vector<std::string> skipped;
  const std::vector<fs::path> inputs(arguments.inputs.begin(), arguments.inputs.end());
  const std::vector<QueueRequest> requests = read_batch(inputs, defaults, skipped);
  for (const std::string& file : skipped) context.err << "left out: " << file << '\n';
  if (requests.empty())
    throw Error(ErrorCode::FileUnreadable, "there is no photo to edit in " + arguments.inputs.front() +
                                               (arguments.inputs.size() > 1 ? " and the other inputs" : ""));
  run.add(requests);
  if (run.waiting() == 0) {
    context.out << "0 done, 0 failed\n";
    context.err << "Nothing is left to do in " << BatchRun::queue_file(arguments).string() << ".\n";
    return;
  }
  try {
    report(run.work(), run, context);
  } catch (const Cancelled&) {
    context.err << "\nThe same command goes on from here.";
    throw;
  }
}

}  // namespace

void add_batch_command(CLI::App& app, CommandContext& context) {
  auto arguments = std::make_shared<BatchArguments>();
  CLI::App* command = app.add_subcommand("batch", "Edit many photos, one after the other");
  command
      ->add_option("inputs", arguments->inputs,
                   "Photos, folders of photos, or lists (.csv with the columns photo, instruction, caption, "
                   "seed, steps, guidance, model …; .json with an array of such objects)")
      ->required();
  command->add_option("-i,--instruction", arguments->settings.instruction,
                      "For all photos that have none of their own");
  command->add_option("-o,--output", arguments->output, "Folder for the results")->required();
  command->add_option("--pattern", arguments->pattern,
                      "Names of the results: {name}, {instruction}, {seed}, {counter}, {date}");
  command->add_option("--format", arguments->format, "Of the results: png, jpg, webp or tif")
      ->check(CLI::IsMember({"png", "jpg", "webp", "tif"}));
  command->add_option("--queue", arguments->queue,
                      "File that remembers what is done (default: v4e-batch.queue in the output folder)");
  command->add_flag("--retry", arguments->retry, "Try those again that failed before");
  command->add_flag("--force", arguments->force, "Try also what does not fit into memory");
  add_settings_options(*command, arguments->settings);
  add_strength_option(*command, arguments->settings.strength);
  add_editor_options(*command, arguments->editor);
  command->footer(
      std::string(
          "A photo that fails is reported at the end and does not stop the others. Nothing is "
          "overwritten. After\nCtrl-C, a crash or a power cut, the same command continues; results that "
          "are already there and still\nmatch photo, settings and name are not made again.\n\n"
          "Examples:\n"
          "  v4e batch holiday/ -i \"make it warmer\" -o warm/\n"
          "  v4e batch list.csv -o edited/ --format jpg\n\n") +
      kExitCodesHelp);
  command->callback([arguments, &context] { run_batch(*arguments, context); });
}

}  // namespace v4e::cli
