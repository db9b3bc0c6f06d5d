// SPDX-License-Identifier: GPL-3.0-or-later
// GEdit-Bench (huggingface.co/datasets/stepfun-ai/GEdit-Bench): rows of task_type, key, instruction,
// instruction_language (en, cn) and input_image, in Parquet or Arrow files. Unpacked: metadata.jsonl, .json
// or .csv with these, the picture's path as input_image or file_name.
#include <array>
#include <fstream>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/table_file.h"
#include "core/base/text.h"
#include "core/dataset/column_file.h"
#include "core/evaluation/benchmark/layouts/layout.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 3> kLists{"metadata.jsonl", "metadata.json", "metadata.csv"};

fs::path list_in(const fs::path& path) {
  if (!fs::is_directory(path)) return path;
  for (const char* name : kLists) {
    if (fs::is_regular_file(path / name)) return path / name;
  }
  throw Error(ErrorCode::FileUnreadable, path.string() +
                                             ": has no Parquet or Arrow files, and no metadata.jsonl, "
                                             "metadata.json or metadata.csv that lists the edits");
}

BenchmarkItem item_of(const nlohmann::json& row, const fs::path& folder) {
  const auto text = [&](const char* name) { return row.at(name).get<std::string>(); };
  BenchmarkItem item;
  const std::string language = text("instruction_language");
  item.group = text("task_type");
  item.id = language + "/" + text("key");
  item.instruction = text("instruction");
  item.source = picture_place_from(text(row.contains("input_image") ? "input_image" : "file_name"), folder);
  const fs::path folder_of_edit = fs::path("fullset") / item.group / language;
  item.output = tame(folder_of_edit / (text("key") + ".png"));
  item.photo_copy = tame(folder_of_edit / (text("key") + "_SRCIMG.png"));
  return item;
}

/// Adds rows as they come.
class Rows {
 public:
  Rows(Benchmark& benchmark, const BenchmarkOptions& options, fs::path folder)
      : benchmark_(benchmark), options_(options), folder_(std::move(folder)) {}

  void add(const nlohmann::json& row, const std::string& place) {
    try {
      if (!options_.language.empty() && row.at("instruction_language") != options_.language) return;
      benchmark_.items.push_back(item_of(row, folder_));
    } catch (const nlohmann::json::exception&) {
      benchmark_.problems.push_back(
          {place, "has no task_type, key, instruction, instruction_language and input_image"});
    }
  }
  void add_problem(const std::string& place, const std::string& what) {
    benchmark_.problems.push_back({place, what});
  }

 private:
  Benchmark& benchmark_;
  const BenchmarkOptions& options_;
  fs::path folder_;
};

void read_lines(const fs::path& list, Rows& rows, const RunContext& context) {
  std::ifstream lines(list, std::ios::binary);
  if (!lines) throw Error(ErrorCode::FileUnreadable, "cannot read " + list.string());
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    context.check();
    const auto place = list.string() + ", line " + std::to_string(++number);
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    try {
      rows.add(parse_json(line, place), place);
    } catch (const Error& error) {
      rows.add_problem(place, error.what());
    }
  }
}

void read_array(const fs::path& list, Rows& rows) {
  const auto entries = read_json_file(list, kMostBenchmarkListBytes);
  if (!entries.is_array())
    throw Error(ErrorCode::FileMalformed, list.string() + ": must be an array of edits");
  for (std::size_t i = 0; i < entries.size(); ++i)
    rows.add(entries[i], list.string() + ", entry " + std::to_string(i + 1));
}

void read_table(const fs::path& list, Rows& rows) {
  std::size_t number = 1;
  for (const TableRow& row : read_csv(list, "instruction")) {
    nlohmann::json object = nlohmann::json::object();
    for (const auto& [name, value] : row) object[name] = readable(value);
    rows.add(object, list.string() + ", row " + std::to_string(++number));
  }
}

Benchmark read(const fs::path& path, const BenchmarkOptions& options, const RunContext& context) {
  Benchmark benchmark;
  const auto tables = column_files_at(path);
  for (const auto& table : tables) {
    Rows rows(benchmark, options, table.parent_path());
    ColumnFile(table).for_each_row(
        [&](const nlohmann::json& fields, std::int64_t row) {
          rows.add(fields, table.string() + ", row " + std::to_string(row + 1));
        },
        context);
  }
  if (!tables.empty()) return benchmark;
  const auto list = list_in(path);
  Rows rows(benchmark, options, list.parent_path());
  const auto ending = list.extension();
  if (ending == ".jsonl") {
    read_lines(list, rows, context);
  } else if (ending == ".csv") {
    read_table(list, rows);
  } else {
    read_array(list, rows);
  }
  return benchmark;
}

}  // namespace

const BenchmarkLayout kGEditBench{"gedit", "GEdit-Bench", true, read};

}  // namespace v4e
