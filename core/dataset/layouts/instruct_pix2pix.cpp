// SPDX-License-Identifier: GPL-3.0-or-later
// InstructPix2Pix as its makers released it (github.com/timothybrooks/instruct-pix2pix): seeds.json lists
// [folder, [seed, …]]; a folder has prompt.json with the edit, and SEED_0.jpg and SEED_1.jpg for each seed.
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/dataset/layouts/layout.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

bool fits(const fs::path& path) {
  return fs::is_regular_file(path / "seeds.json");
}

/// A seed is written as text or as number.
std::string seed_text(const nlohmann::json& seed) {
  return seed.is_string() ? seed.get<std::string>() : seed.dump();
}

void add_prompt(const fs::path& path, const nlohmann::json& entry, Dataset& dataset) {
  const auto name = entry.at(0).get<std::string>();
  const auto folder = path / name;
  const auto prompt = read_json_file(folder / "prompt.json");
  for (const auto& seed : entry.at(1)) {
    PairRecord record;
    record.id = name + "/" + seed_text(seed);
    record.group = name;
    record.source.file = folder / (seed_text(seed) + "_0.jpg");
    record.target.file = folder / (seed_text(seed) + "_1.jpg");
    record.instructions = {prompt.at("edit").get<std::string>()};
    dataset.pairs.push_back(std::move(record));
  }
}

Dataset read(const fs::path& path, const DatasetOptions&, const RunContext& context) {
  Dataset dataset;
  dataset.roles = {{"source", "SEED_0.jpg"}, {"target", "SEED_1.jpg"}, {"instruction", "prompt.json: edit"}};
  const auto list = path / "seeds.json";
  const auto entries = read_json_file(list, kMostListBytes);
  if (!entries.is_array())
    throw Error(ErrorCode::FileMalformed, list.string() + ": must be an array of [folder, [seeds]]");
  std::size_t number = 0;
  for (const auto& entry : entries) {
    context.check();
    const auto place = list.string() + ", entry " + std::to_string(++number);
    try {
      add_prompt(path, entry, dataset);
    } catch (const nlohmann::json::exception&) {
      dataset.problems.push_back(
          {place, "is not [folder, [seeds]] with an \"edit\" in the folder's prompt.json"});
    } catch (const Error& error) {
      dataset.problems.push_back({place, error.what()});
    }
  }
  return dataset;
}

}  // namespace

const DatasetLayout kInstructPix2Pix{"InstructPix2Pix folders (seeds.json)", fits, read};

}  // namespace v4e
