// SPDX-License-Identifier: GPL-3.0-or-later
// MagicBrush's dev or test split as its makers release it (github.com/OSU-NLP-Group/MagicBrush):
// edit_sessions.json, turns by picture, or edit_turns.json, a list of them; files in images/ID/. Each turn is
// edited alone, from the picture that it was made from, and, from the second on, from the edit of the one
// before. Edits go where the authors' scripts look for them: ID_inde_K.png alone, ID_iter_K.png in a row,
// where the first turn of both is one picture, ID_1.png.
#include <algorithm>
#include <charconv>
#include <map>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/dataset/magic_brush_turns.h"
#include "core/evaluation/benchmark/layouts/layout.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

struct Turn {
  std::string picture;  ///< what stands before the first "-" of its files
  int number = 0;
  BenchmarkItem item;
};

/// "ID-output2.png" -> 2
int number_of(const std::string& output) {
  constexpr std::string_view kMark = "-output";
  const auto at = output.find(kMark);
  int number = 0;
  if (at != std::string::npos)
    std::from_chars(output.data() + at + kMark.size(), output.data() + output.size(), number);
  if (number < 1)
    throw Error(ErrorCode::FileMalformed, "its output is not called ID-outputK.png, K being the turn");
  return number;
}

Turn turn_of(const fs::path& folder, const nlohmann::json& entry) {
  const auto output = entry.at("output").get<std::string>();
  Turn turn;
  turn.picture = output.substr(0, output.find('-'));
  turn.number = number_of(output);
  const auto place = [&](const std::string& name) {
    return PicturePlace{.file = folder / "images" / tame(turn.picture) / tame(name)};
  };
  turn.item.instruction = entry.at("instruction").get<std::string>();
  turn.item.source = place(entry.at("input").get<std::string>());
  turn.item.target = place(output);
  if (entry.contains("mask")) turn.item.mask = place(entry.at("mask").get<std::string>());
  return turn;
}

void add_items(const Turn& turn, bool has_before, Benchmark& benchmark) {
  const std::string number = std::to_string(turn.number);
  const auto add = [&](const std::string& id, const std::string& group, const std::string& follows) {
    BenchmarkItem item = turn.item;
    item.id = id;
    item.group = group;
    item.output = tame(turn.picture) / (id + ".png");
    item.follows = follows;
    benchmark.items.push_back(std::move(item));
  };
  const std::string first = turn.picture + "_1";
  add(turn.number == 1 ? first : turn.picture + "_inde_" + number, "single turn", "");
  if (turn.number == 1 || !has_before) return;
  const std::string before =
      turn.number == 2 ? first : turn.picture + "_iter_" + std::to_string(turn.number - 1);
  add(turn.picture + "_iter_" + number, "turn " + number + " in a row", before);
}

Benchmark read(const fs::path& path, const BenchmarkOptions&, const RunContext& context) {
  auto list = path;
  if (fs::is_directory(path)) {
    list = path / "edit_sessions.json";
    if (!fs::exists(list)) list = path / "edit_turns.json";
  }
  Benchmark benchmark;
  std::map<std::string, std::vector<Turn>> sessions;
  std::size_t number = 0;
  for (const auto& entry : magic_brush_turns(read_json_file(list, kMostBenchmarkListBytes), list)) {
    context.check();
    const auto place = list.string() + ", turn " + std::to_string(++number);
    try {
      Turn turn = turn_of(list.parent_path(), entry);
      sessions[turn.picture].push_back(std::move(turn));
    } catch (const nlohmann::json::exception&) {
      benchmark.problems.push_back({place, "has no input, output and instruction"});
    } catch (const Error& error) {
      benchmark.problems.push_back({place, error.what()});
    }
  }
  for (auto& [picture, turns] : sessions) {
    std::ranges::sort(turns, {}, &Turn::number);
    // A row that misses a turn ends there.
    int in_a_row = 0;
    for (const Turn& turn : turns) {
      const bool has_before = turn.number == in_a_row + 1;
      if (has_before) in_a_row = turn.number;
      add_items(turn, has_before, benchmark);
    }
  }
  return benchmark;
}

}  // namespace

const BenchmarkLayout kMagicBrushDev{"magicbrush", "MagicBrush", false, read};

}  // namespace v4e
