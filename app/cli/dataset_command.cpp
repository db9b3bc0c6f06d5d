// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "app/cli/commands.h"
#include "app/cli/dataset_options.h"
#include "app/cli/device_option.h"
#include "core/base/atomic_file.h"
#include "core/base/json_file.h"
#include "core/base/text.h"
#include "core/dataset/encode_dataset.h"
#include "core/library/model_description.h"
#include "core/nn/device.h"
#include "core/training/pairs/encoded_set.h"

namespace v4e::cli {
namespace {

struct DatasetArguments : ReadingArguments {
  EncodeOptions encoding;
  std::int64_t area_px = 0;
  std::string model = "nano";
  std::string device = "auto";
  std::string output;
  bool check = false;
  bool json = false;
};

/// Opens every picture.
void check_pairs(const Dataset& dataset, std::vector<DatasetProblem>& unusable,
                 std::vector<DatasetProblem>& notes, const RunContext& run) {
  PictureStore store;
  for (const auto& pair : dataset.pairs) {
    run.check();
    try {
      for (const auto& note : open_pair(pair, store, run).notes) notes.push_back({pair.id, note});
    } catch (const Error& error) {
      unusable.push_back({pair.id, error.what()});
    }
  }
}

void look(DatasetArguments& arguments, CommandContext& context) {
  const Dataset dataset = open_dataset(arguments, context);
  std::vector<DatasetProblem> unusable;
  std::vector<DatasetProblem> notes;
  if (arguments.check) check_pairs(dataset, unusable, notes, context_of(context));
  std::map<std::string, std::size_t> splits;
  std::size_t masks = 0;
  for (const auto& pair : dataset.pairs) {
    ++splits[pair.split.empty() ? "not split" : pair.split];
    masks += pair.mask.empty() ? 0 : 1;
  }
  const auto first = v4e::to_json(dataset.pairs.front(), {});
  const nlohmann::json report{{"layout", dataset.layout},
                              {"roles", dataset.roles},
                              {"pairs", dataset.pairs.size()},
                              {"with_mask", masks},
                              {"splits", splits},
                              {"first", first},
                              {"problems", to_json(dataset.problems)},
                              {"checked", arguments.check},
                              {"unusable", to_json(unusable)},
                              {"notes", to_json(notes)}};
  write_report(arguments, report);
  if (!unusable.empty() || !dataset.problems.empty()) context.exit_code = kFailed;
  if (arguments.json) {
    context.out << json_text(report) << '\n';
    return;
  }
  context.out << dataset.layout << ": " << dataset.pairs.size() << " pairs, " << masks << " with a mask\n";
  for (const auto& [role, name] : dataset.roles) context.out << "  " << role << ": " << name << '\n';
  for (const auto& [split, count] : splits) context.out << "  " << split << ": " << count << '\n';
  context.out << "first pair: " << json_text(first) << '\n';
  print(context.out, dataset.problems, "rows that are no pair");
  print(context.out, unusable, "pairs that cannot be used");
  print(context.out, notes, "notes");
}

void split(DatasetArguments& arguments, CommandContext& context) {
  const Dataset dataset = open_dataset(arguments, context);
  const auto pairs = split_pairs(dataset.pairs, arguments.encoding.split);
  const auto folder = std::filesystem::absolute(arguments.output).parent_path();
  AtomicFile file(arguments.output);
  std::map<std::string, std::size_t> counts;
  for (auto pair : pairs) {
    for (auto* place : {&pair.source, &pair.target, &pair.mask}) {
      if (!place->empty()) place->file = std::filesystem::absolute(place->file);
    }
    file.write(v4e::to_json(pair, folder).dump() + "\n");
    ++counts[pair.split];
  }
  file.commit();
  for (const auto& [name, count] : counts) context.out << name << ": " << count << '\n';
  print(context.err, dataset.problems, "rows that are no pair");
}

void encode(DatasetArguments& arguments, CommandContext& context) {
  const Dataset dataset = open_dataset(arguments, context);
  const ModelDescription model = choose_model(arguments.model);
  ComponentOptions options;
  options.device = parse_device(arguments.device);
  Components components(model.paths, options);
  arguments.encoding.model_name = model.name;
  arguments.encoding.prepare.area_px = arguments.area_px > 0 ? arguments.area_px : model.working_area_px;
  const EncodeReport report =
      encode_dataset(dataset, components, arguments.output, arguments.encoding, context_of(context),
                     [&](const std::string& line) { context.err << line << std::endl; });
  const training::EncodedSet set(arguments.output);
  std::vector<DatasetProblem> unusable;
  for (const auto& pair : set.rejected()) unusable.push_back({pair.id, pair.text});
  std::vector<DatasetProblem> notes;
  for (const auto& note : set.notes()) notes.push_back({note.id, note.text});
  write_report(arguments, {{"pairs", report.pairs},
                           {"encoded", report.encoded},
                           {"problems", to_json(dataset.problems)},
                           {"unusable", to_json(unusable)},
                           {"notes", to_json(notes)}});
  context.out << arguments.output << ": " << report.encoded << " pictures of "
              << report.pairs - report.rejected << " pairs in " << report.shards << " shards ("
              << report.shards_there << " were there)\n";
  print(context.out, dataset.problems, "rows that are no pair");
  print(context.out, unusable, "pairs that cannot be used");
  print(context.out, notes, "notes");
  if (report.encoded == 0) context.exit_code = kFailed;
}

void verify(const DatasetArguments& arguments, CommandContext& context) {
  const training::EncodedSet set(arguments.path);
  const auto problems = set.verify(context_of(context));
  for (const auto& problem : problems) context.out << readable(problem) << '\n';
  if (!problems.empty()) {
    context.exit_code = kFailed;
    return;
  }
  context.out << set.entries().size() << " pictures of pairs in " << set.shard_count()
              << " shards, all as they were written\n";
}

void add_encode_command(CLI::App& dataset, const std::shared_ptr<DatasetArguments>& arguments,
                        CommandContext& context) {
  auto* command = dataset.add_subcommand("encode", "Encode pairs for training, by a model's own encoders");
  add_reading_options(*command, *arguments);
  command->add_option("-o,--output", arguments->output, "Folder of the set")->required();
  command->add_option("--model", arguments->model, "Model folder or name")->capture_default_str();
  command->add_option("--area", arguments->area_px, "Most pixels of a picture (default: the model's)");
  command
      ->add_option("--views", arguments->encoding.views,
                   "Parts of each picture to train on besides all of it, and that: 1 to 64")
      ->capture_default_str();
  command->add_option("--shard-pairs", arguments->encoding.shard_pairs, "Pairs of one file")
      ->capture_default_str();
  command->add_flag("!--keep-outside", arguments->encoding.prepare.clean_outside,
                    "Leave the edit as it is outside of its mask, in place of the photo there");
  add_split_options(*command, arguments->encoding.split);
  add_device_option(*command, arguments->device);
  command->footer("A stopped run goes on where it was when it is started again.");
  command->callback([arguments, &context] { encode(*arguments, context); });
}

}  // namespace

void add_dataset_command(CLI::App& app, CommandContext& context) {
  const auto arguments = std::make_shared<DatasetArguments>();
  auto* command = app.add_subcommand("dataset", "Look at, split and encode pairs of photos and their edits");
  command->require_subcommand(1);
  std::string layouts;
  for (const auto& name : dataset_layouts()) layouts += "  " + name + "\n";
  command->footer(
      "Layouts that are read:\n" + layouts +
      "The simplest: a folder with before/ and after/, pictures under the same names in both, perhaps "
      "mask/.\n"
      "A list is pairs.jsonl, one object a line: source, target, instruction, and if wanted id, mask,\n"
      "evolution, kind, group, split, licence, origin; pictures relative to the list, or "
      "ARCHIVE.tar!MEMBER.\n"
      "Example:\n"
      "  v4e dataset look pairs/ --check\n"
      "  v4e dataset encode pairs/ --instruction \"our studio look\" --test 0.2 --views 8 -o set/");
  auto* looking = command->add_subcommand("look", "Show what a data set holds");
  add_reading_options(*looking, *arguments);
  looking->add_flag("--check", arguments->check, "Open every picture");
  looking->add_flag("--json", arguments->json, "Print JSON");
  looking->callback([arguments, &context] { look(*arguments, context); });
  auto* splitting =
      command->add_subcommand("split", "Write a list of the pairs, split into train, val and test");
  add_reading_options(*splitting, *arguments);
  add_split_options(*splitting, arguments->encoding.split);
  splitting->add_option("-o,--output", arguments->output, "List to write, pairs.jsonl")->required();
  splitting->callback([arguments, &context] { split(*arguments, context); });
  add_encode_command(*command, arguments, context);
  auto* verifying = command->add_subcommand("verify", "Check an encoded set against its checksums");
  verifying->add_option("path", arguments->path, "Folder of the set")->required();
  verifying->callback([arguments, &context] { verify(*arguments, context); });
}

}  // namespace v4e::cli
