// SPDX-License-Identifier: GPL-3.0-or-later
// Photos in before/, their edits under the same names in after/, masks, where there are any, in mask/.
#include <algorithm>
#include <optional>

#include "core/base/text.h"
#include "core/dataset/layouts/layout.h"
#include "core/image/photo.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

bool is_photo(const fs::path& path) {
  return fs::is_regular_file(path) && format_of_extension(path).has_value() &&
         !path.filename().string().starts_with('.');
}

/// Pictures of a folder by their names without ending.
std::map<std::string, fs::path> by_stem(const fs::path& folder, std::vector<DatasetProblem>& problems) {
  std::map<std::string, fs::path> found;
  if (!fs::is_directory(folder)) return found;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (is_photo(entry.path())) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  for (const auto& file : files) {
    const auto [place, is_new] = found.emplace(file.stem().string(), file);
    if (!is_new)
      problems.push_back({file.string(), "has the same name as " + place->second.filename().string() +
                                             ", which is taken; rename one of them with its partner"});
  }
  return found;
}

bool fits(const fs::path& path) {
  return fs::is_directory(path / "before") && fs::is_directory(path / "after");
}

Dataset read(const fs::path& path, const DatasetOptions&, const RunContext&) {
  Dataset dataset;
  dataset.roles = {{"source", "before/"}, {"target", "after/"}, {"mask", "mask/"}};
  const auto before = by_stem(path / "before", dataset.problems);
  const auto after = by_stem(path / "after", dataset.problems);
  const auto masks = by_stem(path / "mask", dataset.problems);
  for (const auto& [stem, photo] : before) {
    const auto edit = after.find(stem);
    if (edit == after.end()) {
      dataset.problems.push_back({photo.string(), "has no edit of the same name in after/"});
      continue;
    }
    PairRecord record;
    record.id = readable(stem);
    record.source.file = photo;
    record.target.file = edit->second;
    if (const auto mask = masks.find(stem); mask != masks.end()) record.mask.file = mask->second;
    dataset.pairs.push_back(std::move(record));
  }
  for (const auto& [stem, edit] : after) {
    if (!before.contains(stem))
      dataset.problems.push_back({edit.string(), "has no photo of the same name in before/"});
  }
  return dataset;
}

}  // namespace

const DatasetLayout kBeforeAfter{"folders before/ and after/", fits, read};

}  // namespace v4e
