// SPDX-License-Identifier: GPL-3.0-or-later
// MagicBrush as its makers released it (github.com/OSU-NLP-Group/MagicBrush): edit_turns.json, a list of
// turns, or edit_sessions.json, turns by picture; files in images/ID/, ID being what stands before the
// first "-" of a file's name.
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/dataset/layouts/layout.h"
#include "core/dataset/magic_brush_turns.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

bool fits(const fs::path& path) {
  return fs::is_regular_file(path / "edit_turns.json") || fs::is_regular_file(path / "edit_sessions.json");
}

PairRecord record_of(const fs::path& path, const nlohmann::json& turn) {
  const auto output = turn.at("output").get<std::string>();
  const auto picture = output.substr(0, output.find('-'));
  const auto place = [&](const std::string& name) {
    PicturePlace found;
    found.file = path / "images" / picture / name;
    return found;
  };
  PairRecord record;
  record.id = fs::path(output).stem().string();
  record.group = picture;
  record.source = place(turn.at("input").get<std::string>());
  record.target = place(output);
  if (turn.contains("mask")) record.mask = place(turn.at("mask").get<std::string>());
  record.instructions = {turn.at("instruction").get<std::string>()};
  return record;
}

Dataset read(const fs::path& path, const DatasetOptions&, const RunContext& context) {
  Dataset dataset;
  dataset.roles = {
      {"source", "input"}, {"target", "output"}, {"mask", "mask"}, {"instruction", "instruction"}};
  auto list = path / "edit_turns.json";
  if (!fs::exists(list)) list = path / "edit_sessions.json";
  std::size_t number = 0;
  for (const auto& turn : magic_brush_turns(read_json_file(list, kMostListBytes), list)) {
    context.check();
    ++number;
    try {
      dataset.pairs.push_back(record_of(path, turn));
    } catch (const nlohmann::json::exception&) {
      dataset.problems.push_back(
          {list.string() + ", turn " + std::to_string(number), "has no input, output and instruction"});
    }
  }
  return dataset;
}

}  // namespace

const DatasetLayout kMagicBrush{"MagicBrush folder (edit_turns.json)", fits, read};

}  // namespace v4e
