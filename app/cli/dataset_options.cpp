// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/dataset_options.h"

#include <algorithm>
#include <ostream>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/text.h"

namespace v4e::cli {

RunContext context_of(const CommandContext& context) {
  RunContext run;
  run.stop = context.stop;
  return run;
}

Dataset open_dataset(ReadingArguments& arguments, const CommandContext& context) {
  for (const auto& text : arguments.roles) {
    const auto mark = text.find('=');
    if (mark == std::string::npos || mark == 0 || mark + 1 == text.size())
      throw Error(ErrorCode::InvalidArgument, "--map takes ROLE=COLUMN, got \"" + text + "\"");
    arguments.reading.roles[text.substr(0, mark)] = text.substr(mark + 1);
  }
  return read_dataset(arguments.path, arguments.reading, context_of(context));
}

nlohmann::json to_json(const std::vector<DatasetProblem>& problems) {
  auto list = nlohmann::json::array();
  for (const auto& problem : problems) list.push_back({{"place", problem.place}, {"problem", problem.what}});
  return list;
}

void print(std::ostream& stream, const std::vector<DatasetProblem>& problems, const char* what) {
  constexpr std::size_t kShown = 10;
  if (problems.empty()) return;
  stream << problems.size() << ' ' << what << ":\n";
  for (std::size_t i = 0; i < std::min(kShown, problems.size()); ++i)
    stream << "  " << readable(problems[i].place) << ": " << readable(problems[i].what) << '\n';
  if (problems.size() > kShown)
    stream << "  … and " << problems.size() - kShown << " more: --report FILE lists all\n";
}

void write_report(const ReadingArguments& arguments, const nlohmann::json& json) {
  if (!arguments.report.empty()) write_json_file(arguments.report, nlohmann::json::parse(json_text(json)));
}

void add_reading_options(CLI::App& command, ReadingArguments& arguments) {
  command.add_option("path", arguments.path, "Folder, list or archive of pairs")->required();
  command.add_option("--map", arguments.roles,
                     "ROLE=COLUMN where columns have other names; roles: source, target, mask, video, "
                     "instruction, evolution, id, kind, group, split");
  command.add_option("--instruction", arguments.reading.instruction,
                     "What the edit is called, for pairs without an instruction of their own");
  command.add_option("--report", arguments.report, "Write all that was found to a JSON file");
}

void add_split_options(CLI::App& command, SplitOptions& options) {
  command.add_option("--val", options.val, "Share of pairs to choose settings by")->capture_default_str();
  command.add_option("--test", options.test, "Share of pairs to measure with")->capture_default_str();
  command.add_option("--fraction", options.fraction, "How much of the rest to train on")
      ->capture_default_str();
}

}  // namespace v4e::cli
