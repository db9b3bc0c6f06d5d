// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/all_in_one.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/base/error.h"

namespace v4e {
namespace {

struct Place {
  std::string_view prefix;
  ModelPart part;
};
/// Longer ones before those that they begin with.
constexpr std::array<Place, 7> kPlaces{{{"model.diffusion_model.", ModelPart::Transformer},
                                        {"first_stage_model.", ModelPart::Vae},
                                        {"vae.", ModelPart::Vae},
                                        {"text_encoders.umt5xxl.transformer.", ModelPart::TextEncoder},
                                        {"text_encoders.umt5xxl.", ModelPart::TextEncoder},
                                        {"cond_stage_model.", ModelPart::TextEncoder},
                                        {"clip_vision.", ModelPart::ImageEncoder}}};

const Place* place_of(std::string_view name) {
  const auto found =
      std::ranges::find_if(kPlaces, [name](const Place& place) { return name.starts_with(place.prefix); });
  return found == kPlaces.end() ? nullptr : &*found;
}

/// Of sorted names.
bool has_prefix(const std::vector<std::string>& names, std::string_view prefix) {
  const auto first = std::ranges::lower_bound(names, prefix);
  return first != names.end() && first->starts_with(prefix);
}

}  // namespace

std::vector<ModelPart> parts_in_one_file(const StateDictReader& file) {
  std::vector<ModelPart> parts;
  for (const ModelPart part :
       {ModelPart::Transformer, ModelPart::TextEncoder, ModelPart::Vae, ModelPart::ImageEncoder}) {
    const bool is_there = std::ranges::any_of(kPlaces, [&file, part](const Place& place) {
      return place.part == part && has_prefix(file.names(), place.prefix);
    });
    if (is_there) parts.push_back(part);
  }
  const bool is_whole = parts.size() > 1 && parts.front() == ModelPart::Transformer;
  return is_whole ? parts : std::vector<ModelPart>();
}

PartOfFile::PartOfFile(std::shared_ptr<const StateDictReader> file, ModelPart part) : file_(std::move(file)) {
  for (const std::string& name : file_->names()) {
    const Place* place = place_of(name);
    if (place == nullptr || place->part != part) continue;
    const auto [other, is_new] = stored_.emplace(name.substr(place->prefix.size()), name);
    if (!is_new)
      throw Error(ErrorCode::CheckpointMismatch,
                  other->first + ": both " + other->second + " and " + name + " stand for it");
  }
  for (const auto& [name, unused] : stored_) names_.push_back(name);
}

const std::string& PartOfFile::stored(const std::string& name) const {
  const auto found = stored_.find(name);
  if (found == stored_.end())
    throw Error(ErrorCode::CheckpointMismatch, "the checkpoint has no tensor " + name);
  return found->second;
}

}  // namespace v4e
