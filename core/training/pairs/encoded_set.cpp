// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/pairs/encoded_set.h"

#include <set>

#include "core/base/content_hash.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/training/pairs/shard_json.h"

namespace v4e::training {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void malformed(const fs::path& path, const std::string& what) {
  throw Error(ErrorCode::FileMalformed, path.string() + ": " + what + "; encode the set again");
}

}  // namespace

EncodedSet::EncodedSet(fs::path folder) : folder_(std::move(folder)) {
  const auto path = folder_ / kSetFile;
  if (!fs::exists(path)) {
    throw Error(ErrorCode::FileUnreadable,
                folder_.string() + (fs::exists(folder_ / kIdentityFile)
                                        ? ": this set is not finished: run its encoding again, it goes on "
                                          "where it was"
                                        : ": holds no set of encoded pairs (no set.json)"));
  }
  try {
    const auto json = read_json_file(path, kMostShardJsonBytes);
    if (json.at("format") != kSetFormat)
      malformed(path, "its format is " + json.at("format").dump() + ", this program reads " +
                          std::to_string(kSetFormat));
    identity_ = json.at("identity");
    for (const auto& shard : json.at("shards")) read_shard(shard);
    if (json.at("pairs") != entries_.size()) malformed(path, "its count of pairs is not that of its shards");
  } catch (const nlohmann::json::exception& error) {
    malformed(path, error.what());
  }
}

void EncodedSet::read_shard(const nlohmann::json& listed) {
  Shard shard;
  shard.path = folder_ / listed.at("file").get<std::string>();
  shard.sha256 = listed.at("sha256").get<std::string>();
  std::error_code error;
  const auto bytes = fs::file_size(shard.path, error);
  if (error) malformed(shard.path, "is missing");
  if (listed.at("bytes") != bytes)
    malformed(shard.path,
              "has " + std::to_string(bytes) + " bytes, was written with " + listed.at("bytes").dump());
  const auto side = fs::path(shard.path).replace_extension(".json");
  const auto json = read_json_file(side, kMostShardJsonBytes);
  if (json.at("sha256") != shard.sha256) malformed(side, "belongs to another shard");
  std::size_t number = 0;
  for (const auto& pair : json.at("pairs")) {
    entries_.push_back(entry_from(pair));
    places_.push_back({shards_.size(), std::to_string(number++) + "."});
  }
  number = 0;
  for (const auto& text : json.at("texts")) shard.texts[text.get<std::string>()] = "text." + std::to_string(number++);
  for (const auto& note : json.at("rejected")) rejected_.push_back(note_from(note));
  for (const auto& rollout : json.value("rollouts", nlohmann::json::array())) rollouts_.push_back(rollout);
  for (const auto& note : json.at("notes")) notes_.push_back(note_from(note));
  shards_.push_back(std::move(shard));
}

const SafetensorsFile& EncodedSet::file_of(const Shard& shard) const {
  if (!shard.file) shard.file = std::make_unique<SafetensorsFile>(shard.path);
  return *shard.file;
}

EncodedPair EncodedSet::pair(std::size_t index) const {
  const Place& place = places_.at(index);
  const auto& file = file_of(shards_[place.shard]);
  const auto optional = [&](const char* name) {
    return file.contains(place.prefix + name) ? file.read(place.prefix + name) : at::Tensor();
  };
  return {.condition = file.read(place.prefix + "condition"),
          .target = file.read(place.prefix + "target"),
          .image_embeds = optional("image"),
          .mask = optional("mask"),
          .still = optional("still"),
          .evolution_weight = entries_[index].evolution_weight,
          .teacher = {.condition = optional("teacher.condition"),
                      .image_embeds = optional("teacher.image"),
                      .text = optional("teacher.text")}};
}

at::Tensor EncodedSet::pixels(std::size_t index) const {
  const Place& place = places_.at(index);
  const auto& file = file_of(shards_[place.shard]);
  const auto name = place.prefix + "pixels";
  return file.contains(name) ? file.read(name) : at::Tensor();
}

at::Tensor EncodedSet::text(std::size_t index, const std::string& text) const {
  const Shard& shard = shards_[places_.at(index).shard];
  const auto name = shard.texts.find(text);
  if (name == shard.texts.end()) malformed(shard.path, "lacks the text \"" + text + "\"");
  return file_of(shard).read(name->second);
}

std::vector<std::string> EncodedSet::verify(const RunContext& context) const {
  std::vector<std::string> problems;
  for (const auto& shard : shards_) {
    if (hash_file(shard.path, context) != shard.sha256)
      problems.push_back(shard.path.string() + ": its checksum is not that with which it was written");
  }
  std::set<std::string> ids;
  for (const auto& entry : entries_) {
    if (!ids.insert(entry.id).second) problems.push_back(entry.id + ": is there twice");
  }
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    context.check();
    try {
      const auto read = pair(i);
      const auto& entry = entries_[i];
      const bool fits = read.target.dim() == 4 && read.target.size(1) == entry.frames &&
                        read.target.size(2) == entry.height && read.target.size(3) == entry.width &&
                        read.condition.dim() == 4;
      if (!fits) problems.push_back(entry.id + ": its tensors have another shape than was written down");
      for (const auto& words : entry.texts) static_cast<void>(text(i, words));
    } catch (const Error& error) {
      problems.push_back(entries_[i].id + ": " + error.what());
    }
  }
  return problems;
}

}  // namespace v4e::training
