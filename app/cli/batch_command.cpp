// SPDX-License-Identifier: GPL-3.0-or-later
// v4e batch: many photos through the same queue as the editor's.
#include <condition_variable>
#include <mutex>
#include <ostream>
#include <set>

#include "app/cli/batch_list.h"
#include "app/cli/commands.h"
#include "app/cli/edit_settings_options.h"
#include "app/cli/progress_line.h"
#include "core/document/queue/queue_runner.h"
#include "core/document/queue/queue_store.h"
#include "core/edit/edit_export.h"
#include "core/edit/editor.h"
#include "core/image/io/photo_io.h"
#include "core/library/model_description.h"

namespace v4e::cli {
namespace {

namespace fs = std::filesystem;

struct BatchArguments {
  std::vector<std::string> inputs;
  std::string instruction;
  std::string output;
  std::string pattern = OutputRule().pattern;
  std::string format = "png";
  std::string queue;
  EditSettings settings;
  EditorOptions editor;
  bool retry = false;
};

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
    std::set<std::pair<fs::path, std::string>> known;
    for (const QueueItem& item : store_.items()) {
      known.emplace(item.request.photo, item.request.settings.instruction);
      const bool again = item.state == QueueState::Interrupted || item.state == QueueState::Cancelled ||
                         (arguments_.retry && item.state == QueueState::Failed);
      if (again) retry(item);
    }
    std::vector<QueueRequest> fresh;
    for (const QueueRequest& request : requests) {
      if (known.emplace(request.photo, request.settings.instruction).second) fresh.push_back(request);
    }
    store_.add(fresh);
    for (const QueueItem& item : store_.items()) total_ += item.state == QueueState::Waiting ? 1 : 0;
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
    return arguments.queue.empty() ? fs::path(arguments.output) / "v4e-batch.queue"
                                   : fs::path(arguments.queue);
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
  Editor& open(const std::string& model) {
    if (!editor_ || model != model_) {
      editor_.reset();  // first give the old one's memory back
      editor_.emplace(choose_model(model), arguments_.editor, embedded_rewriter());
      model_ = model;
    }
    return *editor_;
  }
  QueueResult edit(const QueueItem& item, const RunContext& run) {
    context_.err << '[' << ++begun_ << '/' << total_ << "] " << item.request.photo.string() << std::endl;
    Editor& editor = open(item.request.settings.model);
    ProgressLine line(context_.err, context_.is_terminal);
    EditHooks hooks;
    hooks.run = {run.stop, [&](const Progress& progress) {
                   if (context_.is_terminal) line.show(progress);
                   if (run.on_progress) run.on_progress(progress);
                 }};
    EditRequest request;
    request.settings = item.request.settings;
    request.photo = std::make_shared<const Photo>(read_photo(item.request.photo, {}, hooks.run));
    const EditResult result = editor.edit(request, hooks);
    ExportPlan plan;
    plan.picture = item.temporary;
    export_edit(request, result, plan, hooks.run);
    line.finish();
    return {};
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
  std::string model_;             ///< as the items name it
  int total_ = 0;
  int begun_ = 0;

  std::mutex mutex_;  ///< guards the rest
  std::condition_variable_any ended_;
  bool is_over_ = false;
  QueueSummary summary_;
  std::string broken_;
};

void check(const BatchArguments& arguments) {
  // Everything that would fail for each photo alike is found before the first.
  std::error_code failure;
  fs::create_directories(arguments.output, failure);
  if (!fs::is_directory(arguments.output))
    throw Error(ErrorCode::FileUnwritable, arguments.output + ": cannot be made: " + failure.message());
  const Editor editor(choose_model(arguments.settings.model), arguments.editor, embedded_rewriter());
  if (arguments.instruction.empty()) return;
  EditRequest request;
  request.settings = arguments.settings;
  request.settings.instruction = arguments.instruction;
  (void)editor.plan(request);
}

void report(const QueueSummary& summary, BatchRun& run, CommandContext& context) {
  for (const QueueItem& item : summary.failed)
    context.err << item.request.photo.string() << ": " << item.error_text << '\n';
  context.out << summary.done << " done, " << summary.failed.size() << " failed\n";
  const std::string reason = run.pause_reason();
  if (!reason.empty()) context.err << "v4e: stopped: " << reason << '\n';
  if (!summary.failed.empty() || !reason.empty()) {
    context.err << "--retry tries the failed ones again.\n";
    context.exit_code = kFailed;
  }
}

void run_batch(const BatchArguments& arguments, CommandContext& context) {
  check(arguments);
  BatchDefaults defaults;
  defaults.settings = arguments.settings;
  defaults.settings.instruction = arguments.instruction;
  // The queue may go on from another folder.
  std::error_code ignored;
  if (fs::is_directory(defaults.settings.model, ignored))
    defaults.settings.model = fs::absolute(defaults.settings.model);
  defaults.output = {fs::absolute(arguments.output), arguments.pattern, "." + arguments.format};
  std::vector<std::string> skipped;
  const std::vector<fs::path> inputs(arguments.inputs.begin(), arguments.inputs.end());
  const std::vector<QueueRequest> requests = read_batch(inputs, defaults, skipped);
  for (const std::string& file : skipped) context.err << "left out: " << file << '\n';
  BatchRun run(arguments, context);
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
  command->add_option("-i,--instruction", arguments->instruction, "For all that have none of their own");
  command->add_option("-o,--output", arguments->output, "Folder for the results")->required();
  command->add_option("--pattern", arguments->pattern,
                      "Names of the results: {name}, {instruction}, {seed}, {counter}, {date}");
  command->add_option("--format", arguments->format, "Of the results: png, jpg, webp or tif")
      ->check(CLI::IsMember({"png", "jpg", "webp", "tif"}));
  command->add_option("--queue", arguments->queue,
                      "File that remembers what is done (default: v4e-batch.queue in the output folder)");
  command->add_flag("--retry", arguments->retry, "Try those again that failed before");
  add_settings_options(*command, arguments->settings);
  command->add_option("--device", arguments->editor.device, "auto, cpu, cuda or cuda:N (see v4e devices)");
  command->add_option("--dtype", arguments->editor.dtype, "auto, fp32 or bf16");
  command->footer(
      std::string("A photo that fails is told at the end and does not stop the others. Nothing is "
                  "overwritten. After Ctrl-C,\na crash or a power cut the same command goes on.\n\n"
                  "Examples:\n"
                  "  v4e batch holiday/ -i \"make it warmer\" -o warm/\n"
                  "  v4e batch list.csv -o edited/ --format jpg\n\n") +
      kExitCodesHelp);
  command->callback([arguments, &context] { run_batch(*arguments, context); });
}

}  // namespace v4e::cli
