// SPDX-License-Identifier: GPL-3.0-or-later
// MagicBrush's dev or test split as its makers release it (github.com/OSU-NLP-Group/MagicBrush):
// edit_sessions.json, turns by picture, or edit_turns.json, a list of them; files in images/ID/. Or Parquet
// or Arrow files as the Hugging Face hub has it (osunlp/MagicBrush): img_id, turn_index, source_img,
// mask_img, instruction, target_img; of a folder with several splits that which is not for training. Each
// turn is edited alone, from the picture that it was made from, and, from the second on, from the edit of the
// one before. Edits go where the authors' scripts look for them: ID_inde_K.png alone, ID_iter_K.png in a row,
// where the first turn of both is one picture, ID_1.png.
#include <algorithm>
#include <charconv>
#include <map>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/dataset/column_file.h"
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

/// What pictures show, by picture and file: global_descriptions.json, where it lies beside the list.
nlohmann::json captions_in(const fs::path& folder) {
  const fs::path file = folder / "global_descriptions.json";
  return fs::exists(file) ? read_json_file(file, kMostBenchmarkListBytes) : nlohmann::json::object();
}

std::string caption_of(const nlohmann::json& captions, const std::string& picture, const std::string& file) {
  const auto of_picture = captions.is_object() ? captions.find(picture) : captions.end();
  if (of_picture == captions.end() || !of_picture->is_object()) return {};
  const auto caption = of_picture->find(file);
  return caption != of_picture->end() && caption->is_string() ? caption->get<std::string>() : std::string();
}

Turn turn_of(const fs::path& folder, const nlohmann::json& entry, const nlohmann::json& captions) {
  const auto output = entry.at("output").get<std::string>();
  Turn turn;
  turn.picture = output.substr(0, output.find('-'));
  turn.number = number_of(output);
  const auto place = [&](const std::string& name) {
    return PicturePlace{.file = folder / "images" / tame(turn.picture) / tame(name)};
  };
  turn.item.instruction = entry.at("instruction").get<std::string>();
  turn.item.source = place(entry.at("input").get<std::string>());
  turn.item.caption = caption_of(captions, turn.picture, entry.at("input").get<std::string>());
  turn.item.target_caption = caption_of(captions, turn.picture, output);
  turn.item.target = place(output);
  if (entry.contains("mask")) turn.item.mask = place(entry.at("mask").get<std::string>());
  return turn;
}

std::string text_of(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Turn turn_in(const nlohmann::json& row, const fs::path& folder) {
  const auto place = [&](const char* column) {
    return row.contains(column) ? picture_place_from(row[column].get<std::string>(), folder) : PicturePlace();
  };
  Turn turn;
  turn.picture = text_of(row.at("img_id"));
  turn.number = row.at("turn_index").get<int>();
  turn.item.instruction = row.at("instruction").get<std::string>();
  turn.item.source = place("source_img");
  turn.item.target = place("target_img");
  turn.item.mask = place("mask_img");
  if (turn.number < 1 || turn.item.source.empty() || turn.item.target.empty())
    throw Error(ErrorCode::FileMalformed, "has no source_img and target_img, or no turn_index from 1 on");
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

using Sessions = std::map<std::string, std::vector<Turn>>;

void read_list(const fs::path& list, Sessions& sessions, Benchmark& benchmark, const RunContext& context) {
  const nlohmann::json captions = captions_in(list.parent_path());
  std::size_t number = 0;
  for (const auto& entry : magic_brush_turns(read_json_file(list, kMostBenchmarkListBytes), list)) {
    context.check();
    const auto place = list.string() + ", turn " + std::to_string(++number);
    try {
      Turn turn = turn_of(list.parent_path(), entry, captions);
      sessions[turn.picture].push_back(std::move(turn));
    } catch (const nlohmann::json::exception&) {
      benchmark.problems.push_back({place, "has no input, output and instruction"});
    } catch (const Error& error) {
      benchmark.problems.push_back({place, error.what()});
    }
  }
}

/// Those that are not for training, where there are such.
std::vector<fs::path> kept_apart(const std::vector<fs::path>& tables) {
  std::vector<fs::path> kept = tables;
  std::erase_if(kept, [](const fs::path& table) { return table.filename().string().starts_with("train"); });
  return kept.empty() ? tables : kept;
}

void read_table(const fs::path& table, Sessions& sessions, Benchmark& benchmark, const RunContext& context) {
  ColumnFile(table).for_each_row(
      [&](const nlohmann::json& row, std::int64_t index) {
        const auto place = table.string() + ", row " + std::to_string(index + 1);
        try {
          Turn turn = turn_in(row, table.parent_path());
          sessions[turn.picture].push_back(std::move(turn));
        } catch (const nlohmann::json::exception&) {
          benchmark.problems.push_back({place, "has no img_id, turn_index, source_img and instruction"});
        } catch (const Error& error) {
          benchmark.problems.push_back({place, error.what()});
        }
      },
      context);
}

Benchmark read(const fs::path& path, const BenchmarkOptions&, const RunContext& context) {
  Benchmark benchmark;
  Sessions sessions;
  auto list = path;
  if (fs::is_directory(path)) {
    list = path / "edit_sessions.json";
    if (!fs::exists(list)) list = path / "edit_turns.json";
  }
  const auto tables = kept_apart(column_files_at(path));
  for (const auto& table : tables) read_table(table, sessions, benchmark, context);
  if (tables.empty()) read_list(list, sessions, benchmark, context);
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
