// SPDX-License-Identifier: GPL-3.0-or-later
#include <spdlog/fmt/fmt.h>

#include <ctime>
#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "app/cli/chat_source.h"
#include "app/cli/commands.h"
#include "app/cli/edit_settings_options.h"
#include "app/cli/edit_targets.h"
#include "app/cli/memory_check.h"
#include "app/cli/network_options.h"
#include "app/cli/progress_line.h"
#include "core/base/content_hash.h"
#include "core/base/json_file.h"
#include "core/base/os/process.h"
#include "core/base/text.h"
#include "core/edit/fast_settings.h"
#include "core/edit/model_defaults.h"
#include "core/evaluation/benchmark/benchmark_judge.h"
#include "core/evaluation/benchmark/benchmark_networks.h"
#include "core/evaluation/benchmark/benchmark_report.h"
#include "core/evaluation/benchmark/benchmark_run.h"

namespace v4e::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBenchmarkGroup = "Benchmark";
constexpr const char* kJudgeGroup = "Judge";
constexpr std::size_t kMostReportBytes = 1u << 30;
constexpr const char* kHashFile = "weights.json";
constexpr const char* kBenchmarkHelp =
    "Each edit is judged as two: as the model's last frame (raw) and as the program gives it,\n"
    "merged into the photo's own pixels (composited). Both lie below FOLDER in the benchmark's\n"
    "own layout, as PNG. Edits that the model does not offer are counted with the reason. A\n"
    "stopped or killed run goes on with the same command.\n\n"
    "  gedit       GEdit-Bench: metadata.jsonl with pictures, or its Parquet or Arrow files\n"
    "  imgedit     ImgEdit-Bench (basic): basic_edit.json with its pictures or Benchmark.tar\n"
    "  pie         PIE-Bench: mapping_file.json and annotation_images/\n"
    "  magicbrush  MagicBrush: a split's folder of the release or the hub's Parquet or Arrow files,\n"
    "              single turns and turns in a row\n\n"
    "Example:\n"
    "  v4e benchmark pie PIE-Bench_v1/ --limit 10 -o pie/\n\n";

struct BenchmarkArguments {
  std::string name;
  std::string path;
  std::string output;
  BenchmarkOptions items;
  EditSettings settings;
  EditorOptions editor;
  std::string against;
  NetworkFiles networks;
  ChatSource judge{.timeout_s = 120};
  BenchmarkJudgeOptions judging;
  bool with_masks = false;
  bool fast = false;
  bool force = false;
  bool json = false;
};

std::string date_text() {
  const auto time = os::local_time(std::time(nullptr));
  if (!time) return {};
  char text[32] = {};
  std::strftime(text, sizeof text, "%Y-%m-%d", &*time);
  return text;
}

struct BenchmarkHashes {
  std::map<std::string, std::string> model;
  std::map<std::string, std::string> networks;
};

/// Of the weights, which are not read again for each run into the same folder.
BenchmarkHashes hashes_of(const ModelDescription& model, const EditSettings& settings,
                          const NetworkMeasures& networks, const fs::path& folder, const RunContext& run) {
  std::map<std::string, std::string> known;
  std::error_code ignored;
  if (fs::exists(folder / kHashFile, ignored)) {
    try {
      known = read_json_file(folder / kHashFile).get<std::map<std::string, std::string>>();
    } catch (const std::exception&) {
      known.clear();  // they are found again
    }
  }
  const BenchmarkHashes hashes{weight_hashes(model, settings, known, run),
                               file_hashes(networks.weight_files(), known, run)};
  write_json_file(folder / kHashFile, known);
  return hashes;
}

ReportFacts facts_of(const BenchmarkArguments& arguments, const Editor& editor,
                     const BenchmarkRunOptions& options) {
  ReportFacts facts;
  facts.date = date_text();
  facts.program = {{"name", "v4e"}, {"version", V4E_VERSION}};
  if (const fs::path program = os::program_file(); !program.empty())
    facts.program["sha256"] = hash_file(program);
  facts.model = {
      {"name", editor.model().name}, {"device", editor.device_text()}, {"weights", options.weights}};
  facts.settings = to_json(with_defaults(options.settings, editor.model()));
  // What is left to the program is said, too.
  facts.settings["merge"] = facts.settings.value("merge", "auto");
  facts.settings["seed"] = options.settings.seed;
  facts.with_masks = arguments.with_masks;
  return facts;
}

std::string state_text(const ItemOutcome& outcome) {
  std::string text(to_string(outcome.state));
  return outcome.reason.empty() ? text : text + ": " + outcome.reason;
}

/// Says where the run is.
class BenchmarkTeller {
 public:
  BenchmarkTeller(std::size_t items, CommandContext& context)
      : items_(items), context_(context), line_(context.err, context.is_terminal) {}

  void listen(BenchmarkHooks& hooks) {
    hooks.edit.run = {context_.stop, [this](const Progress& progress) { line_.show(progress); }};
    hooks.writing = context_.writing;
    hooks.on_outcome = [this](std::size_t place, const ItemOutcome& outcome, bool is_new) {
      line_.finish();
      if (is_new)
        context_.err << place + 1 << " of " << items_ << ", " << readable(outcome.id) << ": "
                     << readable(state_text(outcome)) << std::endl;
    };
  }

 private:
  std::size_t items_;
  CommandContext& context_;
  ProgressLine line_;
};

/// Puts what networks measure into `outcomes`.
void have_measured(const Benchmark& benchmark, const BenchmarkFolder& folder, NetworkMeasures& networks,
                   const std::map<std::string, std::string>& weights, std::vector<ItemOutcome>& outcomes,
                   ReportFacts& facts, CommandContext& context) {
  measure_by_networks(
      benchmark, outcomes, folder, networks, weights, {context.stop, {}}, [&](int done, int all) {
        if (context.is_terminal) context.err << "\rmeasured " << done << " of " << all << std::flush;
        if (done == all)
          context.err << (context.is_terminal ? "" : "measured " + std::to_string(all)) << std::endl;
      });
  facts.networks = weights;
  facts.network_kinds = networks.kinds();
  facts.not_measured = networks.not_measured();
}

/// Puts the judge's scores into `outcomes` and what is to be said of them into `facts`.
void have_judged(const BenchmarkArguments& arguments, const Benchmark& benchmark,
                 const BenchmarkFolder& folder, std::vector<ItemOutcome>& outcomes, ReportFacts& facts,
                 CommandContext& context) {
  if (arguments.judge.address.empty()) return;
  BenchmarkJudgeOptions options = arguments.judging;
  options.chat = chat_options(arguments.judge);
  const BenchmarkJudgement judgement =
      judge_benchmark(benchmark, outcomes, folder, options, {context.stop, {}}, [&](int done, int all) {
        if (context.is_terminal)
          context.err << "\rjudged " << done << " of " << all << std::flush;
        else if (done == all)
          context.err << "judged " << all << std::endl;
      });
  if (context.is_terminal) context.err << '\n';
  int not_asked = 0;
  for (const auto& [system, counts] : judgement.counts) not_asked += counts.not_asked;
  if (not_asked > 0)
    context.err << "note: the budget is used up, and " << not_asked
                << " edits are not judged; the same command goes on from here" << std::endl;
  facts.judge = judgement.to_json();
  facts.scores = judgement.kinds;
  facts.score_deviations = judgement.deviations;
}

/// What is wrong with the judge is found before the edits are made, which may take days.
void check_judge(const BenchmarkArguments& arguments, const Benchmark& benchmark, CommandContext& context) {
  if (arguments.judge.address.empty()) return;
  if (!judge_protocol_of(benchmark.name))
    throw Error(ErrorCode::InvalidArgument,
                benchmark.title + " is not judged by a language model; GEdit-Bench and ImgEdit-Bench are");
  arguments.judging.validate();
  const ChatClient client(chat_options(arguments.judge));
  if (!client.address().is_local)
    context.err << "note: photos, edits and instructions are sent to " << client.address().host
                << ", which is not this machine" << std::endl;
  (void)client.model({context.stop, {}});
}

void print_summary(const nlohmann::json& report, const fs::path& folder, std::ostream& out) {
  const auto& counts = report.at("counts");
  out << report.at("title").get<std::string>() << ": " << counts.at("items") << " items, "
      << counts.at("done") << " edited, " << counts.at("not_offered") << " not offered, "
      << counts.at("failed") << " failed\n";
  for (const auto& reason : report.at("reasons"))
    out << "  " << reason.at("items") << " x " << reason.at("state").get<std::string>() << ": "
        << reason.at("reason").get<std::string>() << '\n';
  out << report.at("score").get<std::string>() << ", raw | composited\n";
  for (const auto& kind : report.at("kinds")) {
    const auto key = kind.at("key").get<std::string>();
    const auto cell = [&](const char* system) {
      const auto& means = report.at("all").at(system);
      const int digits = kind.at("digits").get<int>();
      return means.contains(key) ? fmt::format("{:.{}f}", means[key].at("mean").get<double>(), digits) : "-";
    };
    out << "  " << kind.at("title").get<std::string>() << ": " << cell("raw") << " | " << cell("composited")
        << '\n';
  }
  for (const auto& one : report.at("not_measured")) out << "not measured: " << one.get<std::string>() << '\n';
  out << (folder / "report.html").string() << '\n';
}

void run_benchmark_command(const BenchmarkArguments& arguments, CommandContext& context) {
  const RunContext quiet{context.stop, {}};
  const Benchmark benchmark = read_benchmark(arguments.name, arguments.path, arguments.items, quiet);
  for (const auto& problem : benchmark.problems)
    context.err << "note: " << readable(problem.place) << ": " << readable(problem.what) << '\n';
  check_judge(arguments, benchmark, context);
  NetworkMeasures networks(arguments.networks);
  // Read before the work: a mistake in it is found at once.
  std::optional<nlohmann::json> other;
  if (!arguments.against.empty())
    other = read_json_file(fs::path(arguments.against) / "report.json", kMostReportBytes);
  const ModelDescription model = choose_model(arguments.settings.model);
  BenchmarkRunOptions options{
      .settings = arguments.settings, .with_masks = arguments.with_masks, .force = arguments.force};
  if (arguments.fast) options.settings = fast_settings(options.settings, model);
  if (!arguments.force)
    check_memory(model, arguments.editor, options.settings.frames, options.settings.working_area_px);
  const BenchmarkFolder folder(require_folder(arguments.output));
  const BenchmarkHashes hashes = hashes_of(model, options.settings, networks, folder.path(), quiet);
  options.weights = hashes.model;
  Editor editor(model, arguments.editor, embedded_rewriter());
  BenchmarkTeller teller(benchmark.items.size(), context);
  BenchmarkHooks hooks;
  teller.listen(hooks);
  std::vector<ItemOutcome> outcomes = run_benchmark(benchmark, editor, folder, options, hooks);
  ReportFacts facts = facts_of(arguments, editor, options);
  editor.unload();  // the networks get its memory
  have_measured(benchmark, folder, networks, hashes.networks, outcomes, facts, context);
  // Without a judge the report is there already, should the judge fail.
  if (!arguments.judge.address.empty())
    write_benchmark_report(folder.path(), benchmark_report(benchmark, outcomes, facts));
  have_judged(arguments, benchmark, folder, outcomes, facts, context);
  nlohmann::json report = benchmark_report(benchmark, outcomes, facts);
  if (other) compare_with(report, *other, arguments.against);
  write_benchmark_report(folder.path(), report);
  if (arguments.json)
    context.out << json_text(report) << '\n';
  else
    print_summary(report, folder.path(), context.out);
  if (report.at("counts").at("done") == 0) context.exit_code = kFailed;
}

void add_item_options(CLI::App& command, BenchmarkArguments& arguments) {
  command.add_option("--language", arguments.items.language, "Of GEdit-Bench's instructions (default: both)")
      ->check(CLI::IsMember({"en", "cn"}))
      ->group(kBenchmarkGroup);
  command
      .add_option("--group", arguments.items.groups,
                  "Only items of this group; can be given several times (default: all)")
      ->option_text("NAME")
      ->allow_extra_args(false)
      ->group(kBenchmarkGroup);
  command.add_option("--limit", arguments.items.most_per_group, "Only the first items of each group")
      ->option_text("N")
      ->check(CLI::Range(1, 1'000'000))
      ->group(kBenchmarkGroup);
  command
      .add_flag(
          "--with-masks", arguments.with_masks,
          "Hold each edit to its mask, where the benchmark has one; results are then no longer those of "
          "instructions alone")
      ->group(kBenchmarkGroup);
  command
      .add_option("--against", arguments.against,
                  "Folder of an earlier run: its composited edits are compared with these, item by item")
      ->option_text("FOLDER")
      ->check(CLI::ExistingDirectory)
      ->group(kBenchmarkGroup);
}

void add_judge_options(CLI::App& command, BenchmarkArguments& arguments) {
  CLI::Option* judge =
      command
          .add_option(
              "--judge", arguments.judge.address,
              "Have the edits of GEdit-Bench and ImgEdit-Bench judged by a language model that sees "
              "pictures, "
              "at an address such as http://localhost:8080/v1, in the form that the benchmark has it. It is "
              "sent photos, edits and instructions; a key is taken from V4E_CHAT_KEY")
          ->option_text("URL")
          ->group(kJudgeGroup);
  const auto add = [&](CLI::Option* option) { option->needs(judge)->group(kJudgeGroup); };
  add(command.add_option("--judge-model", arguments.judge.model, "Its name (default: the only one there)")
          ->option_text("NAME"));
  add(command
          .add_option("--judge-timeout", arguments.judge.timeout_s,
                      "Seconds to wait for an answer (default: 120)")
          ->check(CLI::Range(0.1, kMostChatSeconds)));
  add(command
          .add_option("--judge-concurrency", arguments.judging.concurrency,
                      "Questions at a time (default: 8)")
          ->check(CLI::Range(1, 64)));
  add(command
          .add_option(
              "--max-calls", arguments.judging.most_calls,
              "Questions that are sent at most, those asked again included (default: as many as it takes)")
          ->check(CLI::Range(1, 100'000'000)));
  CLI::Option* price = command
                           .add_option_function<std::vector<double>>(
                               "--usd-per-million",
                               [&judging = arguments.judging](const std::vector<double>& usd) {
                                 judging.price = {.in = usd.at(0), .out = usd.at(1)};
                               },
                               "What the judge costs: US dollars for a million tokens of questions and of "
                               "answers, as 0.15,0.60")
                           ->option_text("IN,OUT")
                           ->delimiter(',')
                           ->expected(2);
  add(price);
  add(command
          .add_option("--max-usd", arguments.judging.most_usd,
                      "US dollars that this run's questions may cost, by the tokens that the server counts "
                      "(default: as many as it takes)")
          ->needs(price)
          ->check(CLI::PositiveNumber));
  add(command
          .add_option(
              "--judge-repeats", arguments.judging.repeat_items,
              "Edits that are judged three times, to know how far the judge agrees with itself (default: 60)")
          ->check(CLI::Range(0, 1'000'000)));
  add(command.add_flag("--rejudge", arguments.judging.rejudge, "Ask again also what was answered before"));
}

}  // namespace

void add_benchmark_command(CLI::App& app, CommandContext& context) {
  auto arguments = std::make_shared<BenchmarkArguments>();
  CLI::App* command =
      app.add_subcommand("benchmark", "Make and measure the edits of a published benchmark with a model");
  command->add_option("NAME", arguments->name, "gedit, imgedit, pie or magicbrush")
      ->required()
      ->check(CLI::IsMember(benchmark_names()));
  command->add_option("PATH", arguments->path, "Its files, as its makers publish them")->required();
  command
      ->add_option("-o,--output", arguments->output,
                   "Folder for edits and report; what it has of the same settings is not made again")
      ->option_text("FOLDER")
      ->required()
      ->group("Output");
  command->add_flag("--json", arguments->json, "Print the report as JSON")->group("Output");
  add_item_options(*command, *arguments);
  add_network_options(*command, arguments->networks);
  add_judge_options(*command, *arguments);
  add_settings_options(*command, arguments->settings);
  add_fast_option(*command, arguments->fast);
  add_editor_options(*command, arguments->editor);
  command
      ->add_flag("--force", arguments->force,
                 "Try also what a model has not learnt, and what does not fit into memory")
      ->group(kModelGroup);
  command->footer(std::string(kBenchmarkHelp) + kExitCodesHelp);
  command->callback([arguments, &context] {
    arguments->networks.device = arguments->editor.device;
    run_benchmark_command(*arguments, context);
  });
}

}  // namespace v4e::cli
