// SPDX-License-Identifier: GPL-3.0-or-later
// v4e batch: many photos through the same queue as the editor's.
#include <algorithm>
#include <functional>
#include <map>
#include <ostream>
#include <set>

#include "app/cli/batch_captions.h"
#include "app/cli/batch_list.h"
#include "app/cli/batch_run.h"
#include "app/cli/batch_shard.h"
#include "app/cli/batch_work.h"
#include "app/cli/commands.h"
#include "app/cli/edit_settings_options.h"
#include "app/cli/edit_targets.h"
#include "app/cli/memory_check.h"
#include "app/cli/shape_options.h"
#include "core/edit/editor.h"
#include "core/edit/fast_settings.h"
#include "core/edit/finish.h"
#include "core/edit/lora_uses.h"
#include "core/image/photo_kinds.h"
#include "core/library/model_description.h"

namespace v4e::cli {
namespace {

namespace fs = std::filesystem;

/// "jpg", "png" …, of the kinds that are written here.
std::vector<std::string> written_endings() {
  std::vector<std::string> endings;
  for (const PhotoKind& kind : photo_kinds()) {
    if (kind.is_written) endings.emplace_back(kind.extensions.front().substr(1));
  }
  return endings;
}

/// Whether photos may have regions of their own.
bool may_bring_regions(const BatchArguments& arguments) {
  const auto is_list = [](const fs::path& input) {
    std::error_code ignored;
    return fs::is_regular_file(input, ignored) && !format_of_extension(input);
  };
  return !arguments.mask_folder.empty() || std::ranges::any_of(arguments.inputs, is_list);
}

/// Whether the upscaler is there where it is wanted, and what is left out where it is not.
void check_finish(const BatchArguments& arguments, const EditSettings& last, const ModelDescription& model,
                  CommandContext& context) {
  // How large it becomes each photo's shape says, and whether that fits is looked at then.
  if (arguments.finish) return (void)finish_of(last, model, {kFinishSide, kFinishSide});
  for (const std::string& note : left_out_notes(last, model))
    context.err << "note: " << note << "; --finish-2k does that\n";
}

/// Everything that would fail for each photo alike is found before the first. `steps`: of those without their
/// own.
void check(const BatchArguments& arguments, const std::vector<EditSettings>& steps, CommandContext& context) {
  check_inputs({arguments.inputs.begin(), arguments.inputs.end()});
  const std::string& model = steps.empty() ? arguments.settings.model : steps.front().model;
  const Editor editor(choose_model(model), arguments.editor, embedded_rewriter());
  if (!arguments.force)
    check_memory(editor.model(), arguments.editor, arguments.settings.frames,
                 arguments.settings.working_area_px);
  (void)output_path(arguments.output_rule(), {});
  for (const std::string& note : burning_notes(arguments.settings, editor.model()))
    context.err << "note: " << note << '\n';
  check_finish(arguments, steps.empty() ? arguments.settings : steps.back(), editor.model(), context);
  for (const EditSettings& step : steps) {
    if (!arguments.force) check_memory(editor.model(), arguments.editor, step.frames, step.working_area_px);
    EditRequest request;
    request.settings = step;
    request.settings.validate();
    // Rows and masks may bring regions: whether each photo has one is found when it is edited.
    if (request.settings.region.is_none() && may_bring_regions(arguments))
      request.settings.region.kind = RegionChoice::Kind::Subject;
    (void)plan_chain(editor, request);
  }
  (void)require_folder(arguments.output);
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

/// All that the command asks for, whatever the share.
std::vector<QueueRequest> requests_of(const BatchArguments& arguments, const StepOrder& steps,
                                      std::function<bool(const fs::path&)> is_result, LeftOut& left_out,
                                      CommandContext& context) {
  const BatchDefaults defaults{steps,
                               arguments.settings,
                               shape_of(arguments.shape),
                               arguments.output_rule(),
                               arguments.mask_folder,
                               std::move(is_result)};
  const std::vector<fs::path> inputs(arguments.inputs.begin(), arguments.inputs.end());
  std::vector<QueueRequest> requests = read_batch(inputs, defaults, left_out);
  for (QueueRequest& request : requests) request.finish = arguments.finish;
  for (const auto* files : {&left_out.files, &left_out.no_mask}) {
    for (const std::string& file : *files) context.err << "left out: " << file << '\n';
  }
  // What was asked for and cannot be is a failure like any other, however well the rest goes.
  if (!left_out.no_mask.empty()) context.exit_code = kFailed;
  if (requests.empty())
    throw Error(ErrorCode::FileUnreadable, "there is no photo to edit in " + arguments.inputs.front() +
                                               (arguments.inputs.size() > 1 ? " and the other inputs" : ""));
  return requests;
}

/// Tells how far all shares are together; changes nothing.
void tell_missing(const BatchArguments& arguments, CommandContext& context) {
  std::vector<QueueItem> items;
  for (const fs::path& queue : batch_queues(arguments.output)) {
    for (QueueItem& item : items_of(queue)) items.push_back(std::move(item));
  }
  const auto is_result = result_finder(items);
  std::map<std::string, QueueItem> best;  // of each work: done counts more than anything else
  for (QueueItem& item : items) {
    const auto [known, is_new] = best.try_emplace(work_key(item.request, arguments.pattern), item);
    if (!is_new && known->second.state != QueueState::Done) known->second = std::move(item);
  }
  std::map<QueueState, int> counts;
  std::set<std::string> counted;
  LeftOut left_out;
  std::vector<QueueRequest> requests =
      requests_of(arguments, read_steps(arguments.steps), is_result, left_out, context);
  take_captions(requests, arguments.captions, context, true);
  for (const QueueRequest& request : requests) {
    const std::string key = work_key(request, arguments.pattern);
    if (!counted.insert(key).second) continue;
    const auto found = best.find(key);
    QueueState state = found == best.end() ? QueueState::Waiting : found->second.state;
    if (state == QueueState::Done && !is_settled(found->second, {context.stop, {}}))
      state = QueueState::Waiting;
    if (state != QueueState::Done && state != QueueState::Failed) state = QueueState::Waiting;
    ++counts[state];
    if (state == QueueState::Failed)
      context.err << request.photo.string() << ": " << found->second.error_text << '\n';
    if (state == QueueState::Waiting) context.err << request.photo.string() << ": not done yet\n";
  }
  context.out << counts[QueueState::Done] << " done, " << counts[QueueState::Failed] << " failed, "
              << counts[QueueState::Waiting] << " not done yet\n";
  if (counts[QueueState::Failed] + counts[QueueState::Waiting] > 0) context.exit_code = kFailed;
}

void run_batch(const BatchArguments& arguments, CommandContext& context) {
  if (arguments.missing) return tell_missing(arguments, context);
  const StepOrder steps = read_steps(arguments.steps);
  const BatchShard share = arguments.share();
  check(arguments, steps_of(steps, arguments.settings), context);
  BatchRun run(arguments, context);
  LeftOut left_out;
  std::vector<QueueRequest> requests =
      requests_of(arguments, steps, result_finder(run.known_items()), left_out, context);
  std::erase_if(requests, [&share](const QueueRequest& request) { return !share.holds(request.photo); });
  take_captions(requests, arguments.captions, context, false);
  run.add(requests);
  if (run.waiting() == 0) {
    context.out << "0 done, 0 failed\n";
    context.err << "Nothing is left to do in " << arguments.queue_file().string() << ".\n";
    return;
  }
  try {
    report(run.work(), run, context);
    if (!left_out.no_mask.empty())
      context.err << left_out.no_mask.size() << " left out for want of a mask\n";
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
                   "Photos, folders of photos, or lists (.csv with the columns photo, instruction, look, "
                   "caption, region, seed, steps, guidance, model …; .json with an array of such objects)")
      ->required();
  command
      ->add_option("-i,--instruction", arguments->steps.instructions,
                   "For all photos that have none of their own; given again, the next step, which is made of "
                   "the result of the one before")
      ->allow_extra_args(false);
  command->add_option("-o,--output", arguments->output, "Folder for the results")->required();
  command->add_option("--pattern", arguments->pattern,
                      "Names of the results: {name}, {instruction}, {seed}, {counter}, {date}");
  command->add_option("--format", arguments->format, "Of the results: png, jpg, webp, tif, heic, avif, jxl or, with layers, ora")
      ->check(CLI::IsMember(written_endings()));
  command->add_option("--queue", arguments->queue,
                      "File that remembers what is done (default: v4e-batch.queue in the output folder)");
  command->add_option("--shard", arguments->shard,
                      "Do only the I-th of N shares of the photos, as 0/4, while other programs do 1/4, 2/4 "
                      "and 3/4; auto: as Slurm, Kubernetes, torchrun or mpirun tell");
  command->add_flag("--missing", arguments->missing,
                    "Do nothing but tell what all shares together have done and what is missing")
      ->excludes(command->get_option("--shard"));
  command->add_flag("--retry", arguments->retry, "Try those again that failed before");
  command->add_flag("--force", arguments->force, "Try also what does not fit into memory");
  add_shape_options(*command, arguments->shape);
  add_settings_options(*command, arguments->settings);
  add_region_options(*command, arguments->settings, &arguments->mask_folder);
  add_step_options(*command, arguments->steps);
  add_asked_caption_options(*command, arguments->captions);
  add_best_of_options(*command, arguments->best_of);
  add_editor_options(*command, arguments->editor);
  add_fast_option(*command, arguments->fast);
  add_finish_option(*command, arguments->finish);
  command->footer(
      std::string(
          "A photo that fails is reported at the end and does not stop the others. Nothing is "
          "overwritten. After\nCtrl-C, a crash or a power cut, the same command continues; results that "
          "are already there and still\nmatch photo, settings and name are not made again.\n\n"
          "Examples:\n"
          "  v4e batch holiday/ -i \"make it warmer\" -o warm/\n"
          "  v4e batch portraits/ -i \"make it black and white\" --region background -o bw/\n"
          "  v4e batch holiday/ --look evening.v4elook --crop 3:2 -o evening/\n"
          "  v4e batch list.csv -o edited/ --format jpg\n"
          "  v4e batch holiday/ -i \"make it night\" --model ~/models/ChronoEdit-14B-Diffusers "
          "--lora upsample_lora_diffusers.safetensors --finish-2k -o night/\n\n") +
      kExitCodesHelp);
  command->callback([arguments, &context] {
    EditSettings& settings = arguments->settings;
    if (arguments->fast) settings = fast_settings(settings, choose_model(settings.model));
    run_batch(*arguments, context);
  });
}

}  // namespace v4e::cli
