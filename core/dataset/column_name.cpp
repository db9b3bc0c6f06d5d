// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/dataset/column_file.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> column_files_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code missing;
  for (fs::directory_iterator at(folder, missing), end; !missing && at != end; at.increment(missing)) {
    if (at->is_regular_file(missing) && is_column_name(at->path())) found.push_back(at->path());
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace

bool is_column_name(const fs::path& path) {
  return path.extension() == ".parquet" || path.extension() == ".arrow";
}

std::vector<fs::path> column_files_at(const fs::path& path) {
  std::error_code missing;
  if (fs::is_regular_file(path, missing))
    return is_column_name(path) ? std::vector{path} : std::vector<fs::path>{};
  auto found = column_files_in(path);
  return found.empty() ? column_files_in(path / "data") : found;
}

}  // namespace v4e
