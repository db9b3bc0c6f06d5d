// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/formats/sharded.h"

#include <set>

#include "core/base/error.h"
#include "core/base/json_file.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxShards = 1000;

/// Tensor -> file name. File names are plain: an index must not reach outside its folder.
std::map<std::string, std::string> parse_weight_map(const nlohmann::json& index, const std::string& where) {
  const auto map = index.is_object() ? index.find("weight_map") : index.end();
  if (!index.is_object() || map == index.end() || !map->is_object() || map->empty()) {
    throw Error(ErrorCode::FileMalformed, where + ": it has no weight_map");
  }
  std::map<std::string, std::string> shard_of;
  for (const auto& [tensor, file] : map->items()) {
    const std::string name = file.is_string() ? file.get<std::string>() : "";
    if (name.empty() || name == ".." || name == "." ||
        name.find_first_of(std::string("/\\\0", 3)) != name.npos) {
      throw Error(ErrorCode::FileMalformed, where + ": the shard of " + tensor + " is not a plain file name");
    }
    shard_of.emplace(tensor, name);
  }
  return shard_of;
}

std::string shard_text(std::size_t index, std::size_t total) {
  return "shard " + std::to_string(index + 1) + " of " + std::to_string(total);
}

}  // namespace

ShardedReader::ShardedReader(const fs::path& index_file) {
  shard_of_ = parse_weight_map(read_json_file(index_file), index_file.string());
  std::set<std::string> files;
  for (const auto& [tensor, file] : shard_of_) {
    files.insert(file);
    names_.push_back(tensor);
  }
  if (files.size() > kMaxShards) {
    throw Error(ErrorCode::FileMalformed, index_file.string() + ": it names more than 1000 shards");
  }
  open_shards(index_file.parent_path(), {files.begin(), files.end()});
}

void ShardedReader::open_shards(const fs::path& folder, const std::vector<std::string>& files) {
  std::string missing;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (fs::is_regular_file(folder / files[i])) continue;
    if (!missing.empty()) missing += "\n";
    missing += shard_text(i, files.size()) + " is missing: " + files[i];
  }
  if (!missing.empty()) {
    throw Error(ErrorCode::FileUnreadable,
                missing + "; download into " + (folder.empty() ? "." : folder.string()));
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    try {
      auto shard = std::make_unique<SafetensorsFile>(folder / files[i]);
      metadata_.insert(shard->metadata().begin(), shard->metadata().end());
      shards_.emplace(files[i], std::move(shard));
    } catch (const Error& error) {
      throw Error(error.code(), shard_text(i, files.size()) + ": " + error.what());
    }
  }
  for (const auto& [tensor, file] : shard_of_) {
    if (!shards_.at(file)->contains(tensor)) {
      throw Error(ErrorCode::FileMalformed, (folder / file).string() + " lacks tensor " + tensor +
                                                " that the index promises; fetch the shard again");
    }
  }
}

const SafetensorsFile& ShardedReader::shard(const std::string& name) const {
  const auto found = shard_of_.find(name);
  if (found == shard_of_.end()) {
    throw Error(ErrorCode::CheckpointMismatch, "the checkpoint has no tensor " + name);
  }
  return *shards_.at(found->second);
}

}  // namespace v4e
