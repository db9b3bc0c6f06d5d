// SPDX-License-Identifier: GPL-3.0-or-later
// ImgEdit-Bench's basic suite (github.com/PKU-YuanGroup/ImgEdit): basic_edit.json, {key: {id: the picture's
// path, prompt, edit_type}}; the pictures unpacked beside it, or in Benchmark.tar.
#include <algorithm>
#include <array>
#include <optional>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/dataset/tar_archive.h"
#include "core/evaluation/benchmark/layouts/layout.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

/// Where the list may be, below the folder that is given.
constexpr std::array<const char*, 4> kListPlaces{"basic_edit.json", "Basic/basic_edit.json",
                                                 "Benchmark/Basic/basic_edit.json",
                                                 "Benchmark/basic_edit.json"};
/// Where pictures may be, below the folders of list and path.
constexpr std::array<const char*, 6> kPictureFolders{
    "", "images", "singleturn", "Benchmark", "Benchmark/singleturn", "Basic/images"};

/// Finds pictures by their paths in the list.
class Pictures {
 public:
  explicit Pictures(std::vector<fs::path> roots) : roots_(std::move(roots)) {}

  /// Where nothing is found, where it should have been: whoever opens it says so.
  [[nodiscard]] PicturePlace place_of(const std::string& name, const RunContext& context) {
    for (const auto& root : roots_) {
      for (const char* folder : kPictureFolders) {
        const auto file = root / folder / name;
        std::error_code ignored;
        if (fs::is_regular_file(file, ignored)) return {.file = file};
      }
    }
    if (!opened_) open_archive(context);
    if (archive_) {
      const auto& names = archive_->names();
      const auto found = std::ranges::find_if(
          names, [&](const std::string& member) { return member == name || member.ends_with("/" + name); });
      if (found != names.end()) return {.file = archive_file_, .member = *found};
    }
    return {.file = roots_.front() / name};
  }

 private:
  void open_archive(const RunContext& context) {
    opened_ = true;
    for (const auto& root : roots_) {
      const auto file = root / "Benchmark.tar";
      if (!fs::is_regular_file(file)) continue;
      archive_file_ = file;
      archive_.emplace(file, context);
      return;
    }
  }

  std::vector<fs::path> roots_;
  bool opened_ = false;
  fs::path archive_file_;
  std::optional<TarArchive> archive_;
};

fs::path list_at(const fs::path& path) {
  if (!fs::is_directory(path)) return path;
  for (const char* place : kListPlaces) {
    if (fs::is_regular_file(path / place)) return path / place;
  }
  throw Error(ErrorCode::FileUnreadable, path.string() + ": has no basic_edit.json");
}

Benchmark read(const fs::path& path, const BenchmarkOptions&, const RunContext& context) {
  const auto list = list_at(path);
  const auto entries = read_json_file(list, kMostBenchmarkListBytes);
  if (!entries.is_object())
    throw Error(ErrorCode::FileMalformed, list.string() + ": must be an object of items by their key");
  std::vector<fs::path> roots{list.parent_path()};
  if (fs::is_directory(path) && path != roots.front()) roots.push_back(path);
  Pictures pictures(roots);
  Benchmark benchmark;
  for (const auto& [key, entry] : entries.items()) {
    context.check();
    try {
      BenchmarkItem item;
      item.id = key;
      item.group = entry.at("edit_type").get<std::string>();
      item.instruction = entry.at("prompt").get<std::string>();
      item.source = pictures.place_of(tame(entry.at("id").get<std::string>()).string(), context);
      item.output = tame(key + ".png");
      benchmark.items.push_back(std::move(item));
    } catch (const nlohmann::json::exception&) {
      benchmark.problems.push_back({list.string() + ", " + key, "has no id, prompt and edit_type"});
    }
  }
  return benchmark;
}

}  // namespace

const BenchmarkLayout kImgEditBench{"imgedit", "ImgEdit-Bench (basic)", true, read};

}  // namespace v4e
