// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/latent_set.h"

#include <torch/types.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/experiment/clip_maker.h"
#include "core/pipelines/noise.h"
#include "core/training/seeds.h"

namespace v4e::training {
namespace {

const std::string& entry_of(const std::vector<std::string>& table, const at::Tensor& places,
                            std::int64_t item) {
  return table.at(static_cast<std::size_t>(places[item].item<std::int64_t>()));
}

}  // namespace

const std::string& LatentSet::text_of(std::int64_t item) const {
  return entry_of(table, text, item);
}

const std::string& LatentSet::caption_of(std::int64_t item) const {
  return entry_of(table, caption, item);
}

std::string LatentSet::still_caption_of(std::int64_t item) const {
  return caption_of(item) + kCameraStands;
}

void LatentSet::save(const std::filesystem::path& path) const {
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  const auto add = [&](const char* name, const at::Tensor& tensor) {
    if (tensor.defined()) tensors.emplace_back(name, tensor);
  };
  add("still", still);
  add("end", end);
  add("moving", moving);
  add("mask", mask);
  add("paired", paired);
  add("variant", variant);
  add("text", text);
  add("caption", caption);
  save_safetensors(path, tensors,
                   {{"texts", nlohmann::json(table).dump()}, {"stream", std::to_string(stream)}});
}

LatentSet LatentSet::open(const std::filesystem::path& path) {
  const SafetensorsFile file(path);
  LatentSet set;
  const auto read = [&](const char* name) {
    const auto& names = file.names();
    return std::find(names.begin(), names.end(), name) == names.end() ? at::Tensor() : file.read(name);
  };
  set.still = read("still");
  set.end = read("end");
  set.moving = read("moving");
  set.mask = read("mask");
  set.paired = read("paired");
  set.variant = read("variant");
  set.text = read("text");
  set.caption = read("caption");
  const auto& metadata = file.metadata();
  if (!set.still.defined() || !set.paired.defined() || !set.text.defined() || !metadata.contains("texts") ||
      !metadata.contains("stream"))
    throw Error(ErrorCode::FileMalformed,
                path.string() + " is no set of encoded examples: remove it, and it is made again");
  set.table = parse_json(metadata.at("texts"), path.string()).get<std::vector<std::string>>();
  set.stream = std::stoull(metadata.at("stream"));
  return set;
}

at::Tensor item_noise(std::uint64_t stream, std::int64_t item, at::IntArrayRef latent_shape) {
  return draw_noise({latent_shape[0], 2, latent_shape[1], latent_shape[2]},
                    mixed_seed(stream, static_cast<std::uint64_t>(item)) >> 1);
}

int TextTable::index_of(const std::string& text) {
  const auto [place, is_new] = places_.emplace(text, static_cast<int>(texts_.size()));
  if (is_new) texts_.push_back(text);
  return place->second;
}

}  // namespace v4e::training
