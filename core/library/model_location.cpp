// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/model_location.h"

#include <algorithm>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/library/model_folder.h"
#include "core/library/weight_search.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr const char* kIndex = "model_index.json";
constexpr const char* kCachePrefix = "models--";
constexpr std::size_t kMostReferenceBytes = 1024;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

fs::path without_trailing_slash(const fs::path& folder) {
  return folder.has_filename() ? folder : folder.parent_path();
}

/// The snapshot that refs/main names; empty if there is no folder of that name. One that leads elsewhere is
/// none.
fs::path referenced_snapshot(const fs::path& folder) {
  std::string hash;
  try {
    hash = read_file(folder / "refs" / "main", kMostReferenceBytes);
  } catch (const Error&) {
    return {};  // not every cache has it
  }
  hash.erase(std::remove_if(hash.begin(), hash.end(), [](unsigned char c) { return std::isspace(c) != 0; }),
             hash.end());
  if (hash.empty() || hash.find('/') != hash.npos || hash.front() == '.') return {};
  const fs::path snapshot = folder / "snapshots" / hash;
  return is_folder(snapshot) ? snapshot : fs::path();
}

fs::path named_snapshot(const fs::path& folder) {
  const fs::path snapshot = referenced_snapshot(folder);
  return is_there(snapshot / kIndex) ? snapshot : fs::path();
}

bool is_complete(const fs::path& snapshot) {
  try {
    (void)read_model_folder(snapshot);
    return true;
  } catch (const Error& error) {
    return error.code() == ErrorCode::Unsupported;  // complete, and nothing for us
  }
}

fs::path newest_snapshot(const fs::path& folder) {
  std::error_code ignored;
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  for (fs::directory_iterator entry(folder / "snapshots", ignored), end; entry != end;
       entry.increment(ignored)) {
    if (is_there(entry->path() / kIndex)) found.emplace_back(entry->last_write_time(ignored), entry->path());
  }
  std::sort(found.rbegin(), found.rend());
  const auto complete = std::find_if(found.begin(), found.end(),
                                     [](const auto& snapshot) { return is_complete(snapshot.second); });
  if (complete != found.end()) return complete->second;
  return found.empty() ? fs::path() : found.front().second;  // its own message says what is missing
}

}  // namespace

fs::path locate_model(const fs::path& folder) {
  if (is_there(folder / kIndex)) return folder;
  if (!is_folder(folder / "snapshots")) return {};
  const fs::path named = named_snapshot(folder);
  return named.empty() ? newest_snapshot(folder) : named;
}

fs::path cache_snapshot(const fs::path& folder) {
  if (fs::path named = referenced_snapshot(folder); !named.empty()) return named;
  std::error_code ignored;
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  for (fs::directory_iterator entry(folder / "snapshots", ignored), end; entry != end;
       entry.increment(ignored)) {
    if (is_folder(entry->path())) found.emplace_back(entry->last_write_time(ignored), entry->path());
  }
  return found.empty() ? fs::path() : std::max_element(found.begin(), found.end())->second;
}

std::string name_of_location(const fs::path& folder) {
  const fs::path plain = without_trailing_slash(folder);
  const fs::path root = plain.parent_path().parent_path();
  const std::string entry = root.filename().string();
  if (plain.parent_path().filename() != "snapshots" || !entry.starts_with(kCachePrefix))
    return plain.filename().string();
  const std::string name = entry.substr(std::string(kCachePrefix).size());
  const std::size_t dashes = name.find("--");
  return dashes == name.npos ? name : name.substr(0, dashes) + '/' + name.substr(dashes + 2);
}

std::string no_model_text(const fs::path& folder) {
  if (is_folder(folder / "snapshots") || is_folder(folder / "blobs"))
    return folder.string() +
           " is an entry of the Hugging Face cache without a snapshot of a whole model: it has no "
           "snapshots/…/model_index.json; download the model again";
  return folder.string() +
         " is not a model folder: it has no model_index.json, and no transformer of Wan lies in it or in "
         "ComfyUI's folders in it (diffusion_models, unet)";
}

}  // namespace v4e
