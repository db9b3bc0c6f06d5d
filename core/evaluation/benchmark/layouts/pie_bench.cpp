// SPDX-License-Identifier: GPL-3.0-or-later
// PIE-Bench (Ju et al., Direct Inversion, 2023) as its makers publish it: mapping_file.json, pictures in
// annotation_images/. Measured by its editing instruction; "[ ]" mark words in its prompts alone.
#include <array>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/evaluation/benchmark/layouts/layout.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 10> kTypes{
    "random",      "change object", "add object",      "delete object",     "change content",
    "change pose", "change colour", "change material", "change background", "change style"};

/// A number is written as text or as number.
std::string type_of(const nlohmann::json& entry) {
  const auto& value = entry.at("editing_type_id");
  const std::string digits = value.is_string() ? value.get<std::string>() : value.dump();
  const bool is_known = digits.size() == 1 && digits[0] >= '0' && digits[0] <= '9';
  return is_known ? kTypes[static_cast<std::size_t>(digits[0] - '0')] : "type " + digits;
}

/// A caption without the brackets around what differs; empty where there is none.
std::string caption_in(const nlohmann::json& entry, const char* name) {
  std::string caption = entry.contains(name) ? entry[name].get<std::string>() : std::string();
  std::erase_if(caption, [](char c) { return c == '[' || c == ']'; });
  return caption;
}

BenchmarkItem item_of(const fs::path& folder, const std::string& key, const nlohmann::json& entry) {
  BenchmarkItem item;
  item.id = key;
  item.group = type_of(entry);
  item.instruction = entry.at("editing_instruction").get<std::string>();
  item.caption = caption_in(entry, "original_prompt");
  item.target_caption = caption_in(entry, "editing_prompt");
  const auto picture = tame(entry.at("image_path").get<std::string>());
  item.source.file = folder / "annotation_images" / picture;
  item.output = fs::path("annotation_images") / picture;
  item.output.replace_extension(".png");
  item.mask_runs = entry.at("mask").get<std::vector<std::int64_t>>();
  // The rim counts even where nothing is marked.
  if (item.mask_runs.empty()) item.mask_runs = {0, 0};
  return item;
}

Benchmark read(const fs::path& path, const BenchmarkOptions&, const RunContext& context) {
  const auto list = fs::is_directory(path) ? path / "mapping_file.json" : path;
  const auto entries = read_json_file(list, kMostBenchmarkListBytes);
  if (!entries.is_object())
    throw Error(ErrorCode::FileMalformed, list.string() + ": must be an object of items by their key");
  Benchmark benchmark;
  for (const auto& [key, entry] : entries.items()) {
    context.check();
    try {
      benchmark.items.push_back(item_of(list.parent_path(), key, entry));
    } catch (const nlohmann::json::exception&) {
      benchmark.problems.push_back(
          {list.string() + ", " + key, "has no image_path, editing_instruction, editing_type_id and mask"});
    }
  }
  return benchmark;
}

}  // namespace

const BenchmarkLayout kPieBench{"pie", "PIE-Bench", false, read};

}  // namespace v4e
