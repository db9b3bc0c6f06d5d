// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/formats/sharded.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/json_file.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxShards = 1000;
constexpr const char* kOutsideBlocks = "non_block.safetensors";

std::string block_file(std::size_t index) {
  return "block_" + std::to_string(index) + ".safetensors";
}

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

bool ShardedReader::is_cut_by_block(const fs::path& folder) {
  return fs::exists(folder / kOutsideBlocks) && fs::exists(folder / block_file(0));
}

std::unique_ptr<ShardedReader> ShardedReader::of_blocks(const fs::path& folder) {
  std::vector<std::string> files{kOutsideBlocks};
  std::size_t present = 0;
  for (const auto& item : fs::directory_iterator(folder)) {
    const std::string name = item.path().filename().string();
    if (name.starts_with("block_") && name.ends_with(".safetensors")) ++present;
  }
  for (std::size_t i = 0; i < std::min(present, kMaxShards); ++i) {
    if (!fs::exists(folder / block_file(i)))
      throw Error(ErrorCode::FileUnreadable,
                  (folder / block_file(i)).string() + " is missing between its neighbours; download it");
    files.push_back(block_file(i));
  }
  auto reader = std::unique_ptr<ShardedReader>(new ShardedReader);
  for (const std::string& file : files) {
    auto shard = std::make_unique<SafetensorsFile>(folder / file);
    for (const std::string& name : shard->names()) {
      if (!reader->shard_of_.emplace(name, file).second)
        throw Error(ErrorCode::FileMalformed,
                    (folder / file).string() + ": tensor " + name +
                        " is in another file of the folder, too; it holds two models");
      reader->names_.push_back(name);
    }
    reader->metadata_.insert(shard->metadata().begin(), shard->metadata().end());
    reader->shards_.emplace(file, std::move(shard));
  }
  std::sort(reader->names_.begin(), reader->names_.end());
  return reader;
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
