// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>

#include "core/base/content_hash.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/text.h"
#include "core/training/pairs/shard_json.h"

namespace v4e::training {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kShard = "shard-";

std::string shard_name(std::size_t shard) {
  const std::string digits = std::to_string(shard);
  return std::string(kShard) + std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits;
}

}  // namespace

nlohmann::json to_json(const EncodedEntry& entry) {
  return {{"id", entry.id},
          {"split", entry.split},
          {"texts", entry.texts},
          {"height", entry.height},
          {"width", entry.width},
          {"frames", entry.frames},
          {"evolution_weight", entry.evolution_weight}};
}

nlohmann::json to_json(const std::vector<PairNote>& notes) {
  auto list = nlohmann::json::array();
  for (const auto& note : notes) list.push_back({{"id", note.id}, {"text", readable(note.text)}});
  return list;
}

EncodedEntry entry_from(const nlohmann::json& json) {
  return {.id = json.at("id"),
          .split = json.at("split"),
          .texts = json.at("texts"),
          .height = json.at("height"),
          .width = json.at("width"),
          .frames = json.at("frames"),
          .evolution_weight = json.at("evolution_weight")};
}

PairNote note_from(const nlohmann::json& json) {
  return {.id = json.at("id"), .text = json.at("text")};
}

EncodedSetWriter::EncodedSetWriter(fs::path folder, nlohmann::json identity)
    : folder_(std::move(folder)), identity_(std::move(identity)) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error)
    throw Error(ErrorCode::FileUnwritable,
                "cannot make the folder " + folder_.string() + ": " + error.message());
  const auto path = folder_ / kIdentityFile;
  if (!fs::exists(path)) {
    write_json_file(path, identity_);
  } else if (read_json_file(path, kMostShardJsonBytes) != identity_) {
    throw Error(ErrorCode::InvalidArgument,
                folder_.string() + " has a set that was made with another model or other settings (see " +
                    kIdentityFile + "): choose another folder, or remove that one");
  }
}

fs::path EncodedSetWriter::path_of(std::size_t shard, const char* ending) const {
  return folder_ / (shard_name(shard) + ending);
}

bool EncodedSetWriter::has(std::size_t shard, const std::string& fingerprint) const {
  const auto side = path_of(shard, ".json");
  std::error_code error;
  const auto bytes = fs::file_size(path_of(shard, ".safetensors"), error);
  if (error || !fs::exists(side)) return false;
  try {
    const auto json = read_json_file(side, kMostShardJsonBytes);
    return json.at("fingerprint") == fingerprint && json.at("bytes") == bytes;
  } catch (const std::exception&) {
    return false;  // damaged: it is made again
  }
}

void EncodedSetWriter::write(std::size_t shard, const std::string& fingerprint, const EncodedShard& content) {
  const auto side = path_of(shard, ".json");
  const auto path = path_of(shard, ".safetensors");
  // The old description must not stand beside new tensors, whenever the program ends.
  std::error_code ignored;
  fs::remove(side, ignored);
  fs::remove(folder_ / kSetFile, ignored);
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  auto pairs = nlohmann::json::array();
  for (std::size_t i = 0; i < content.items.size(); ++i) {
    const auto& item = content.items[i];
    const auto prefix = std::to_string(i) + ".";
    const auto put = [&](const char* name, const at::Tensor& tensor) {
      if (tensor.defined()) tensors.emplace_back(prefix + name, tensor);
    };
    put("condition", item.pair.condition);
    put("target", item.pair.target);
    put("image", item.pair.image_embeds);
    put("mask", item.pair.mask);
    put("still", item.pair.still);
    put("pixels", item.pixels);
    put("teacher.condition", item.pair.teacher.condition);
    put("teacher.image", item.pair.teacher.image_embeds);
    put("teacher.text", item.pair.teacher.text);
    pairs.push_back(to_json(item.entry));
  }
  auto texts = nlohmann::json::array();
  for (const auto& [text, states] : content.texts) {
    tensors.emplace_back("text." + std::to_string(texts.size()), states);
    texts.push_back(text);
  }
  save_safetensors(path, tensors);
  write_json_file(side, {{"file", path.filename().string()},
                         {"bytes", fs::file_size(path)},
                         {"sha256", hash_file(path)},
                         {"fingerprint", fingerprint},
                         {"pairs", pairs},
                         {"texts", texts},
                         {"rejected", to_json(content.rejected)},
                         {"notes", to_json(content.notes)},
                         {"rollouts", content.rollouts}});
}

bool EncodedSetWriter::is_complete(std::size_t count) const {
  for (std::size_t shard = 0; shard < count; ++shard) {
    if (!fs::exists(path_of(shard, ".json")) || !fs::exists(path_of(shard, ".safetensors"))) return false;
  }
  return true;
}

void EncodedSetWriter::finish(std::size_t count) {
  auto shards = nlohmann::json::array();
  std::size_t pairs = 0;
  std::size_t rejected = 0;
  for (std::size_t shard = 0; shard < count; ++shard) {
    const auto json = read_json_file(path_of(shard, ".json"), kMostShardJsonBytes);
    shards.push_back({{"file", json.at("file")}, {"bytes", json.at("bytes")}, {"sha256", json.at("sha256")}});
    pairs += json.at("pairs").size();
    rejected += json.at("rejected").size();
  }
  write_json_file(folder_ / kSetFile, {{"format", kSetFormat},
                                       {"identity", identity_},
                                       {"pairs", pairs},
                                       {"rejected", rejected},
                                       {"shards", shards}});
  // Shards of an input that was longer, and what a killed run was writing.
  std::vector<fs::path> stale;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const auto stem = entry.path().stem().string();
    if (stem.starts_with(".") && stem.find(".part") != std::string::npos) stale.push_back(entry.path());
    if (!stem.starts_with(kShard)) continue;
    std::size_t number = 0;
    const auto digits = stem.substr(kShard.size());
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error == std::errc() && end == digits.data() + digits.size() && number >= count)
      stale.push_back(entry.path());
  }
  std::error_code ignored;
  for (const auto& path : stale) fs::remove(path, ignored);
}

}  // namespace v4e::training
