// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/project_painted.h"

#include <algorithm>
#include <utility>

#include "core/base/json_file.h"
#include "ui/project/project_settings.h"

namespace v4e::ui {
namespace {

constexpr const char* kPaintedMask = "mask";
constexpr std::size_t kMostRegions = 1000;
constexpr std::size_t kMaxSteps = 100'000;

/// Of a step's picture. Older programs had no steps here.
std::string picture_name(PaintedOn on, const std::string& name) {
  if (on == kShownStep) return name;
  return std::to_string(on.step) + (on.next ? "/next/" : "/") + name;
}

std::string painted_region_name(int id) {
  return "region" + std::to_string(id);
}

/// Empty where there is none.
Image load_coverage(ProjectFile& file, const NamedPictures& pictures, const std::string& name) {
  const auto found = pictures.find(name);
  if (found == pictures.end()) return {};
  Image coverage = file.picture(found->second);
  if (coverage.type() != SampleType::U8 || coverage.channels() != 1)
    throw Error(ErrorCode::FileMalformed, "the project is damaged: what is painted is no mask");
  return coverage;
}

MaskState read_state(ProjectFile& file, const NamedPictures& pictures, PaintedOn on,
                     const nlohmann::json& json) {
  MaskState state;
  state.mask = load_coverage(file, pictures, picture_name(on, kPaintedMask));
  state.mode = static_cast<UserMaskMode>(
      std::clamp(json.at("mask_mode").get<int>(), 0, static_cast<int>(UserMaskMode::Replace)));
  state.is_merged = json.value("merged", false);
  const auto& regions = json.at("regions");
  if (regions.size() > kMostRegions)
    throw Error(ErrorCode::FileMalformed, "the project is damaged: it has too many regions");
  for (const nlohmann::json& each : regions) {
    const int id = each.at("id").get<int>();
    if (id < 1 || state.region(id))
      throw Error(ErrorCode::FileMalformed,
                  "the project is damaged: its regions have no numbers of their own");
    state.regions.push_back({id, load_coverage(file, pictures, picture_name(on, painted_region_name(id))),
                             std::clamp(each.at("position").get<double>(), 0.0, 1.0)});
  }
  return state;
}

PaintedSteps read_steps(ProjectFile& file, const nlohmann::json& json) {
  const NamedPictures pictures = file.painted();
  if (!json.contains("steps")) return {{kShownStep, read_state(file, pictures, kShownStep, json)}};
  const auto& steps = json.at("steps");
  if (steps.size() > kMaxSteps)
    throw Error(ErrorCode::FileMalformed, "the project is damaged: too many of its steps are painted on");
  PaintedSteps painted;
  for (const nlohmann::json& each : steps) {
    const PaintedOn on{each.at("step").get<std::int64_t>(), each.value("next", false)};
    if (on.step < 0 || !painted.emplace(on, read_state(file, pictures, on, each)).second)
      throw Error(ErrorCode::FileMalformed, "the project is damaged: it does not say what is painted where");
  }
  return painted;
}

nlohmann::json to_json(PaintedOn on, const MaskState& state) {
  nlohmann::json regions = nlohmann::json::array();
  for (const MaskRegion& region : state.regions)
    regions.push_back({{"id", region.id}, {"position", region.position}});
  return {{"step", on.step},
          {"next", on.next},
          {"mask_mode", static_cast<int>(state.mode)},
          {"merged", state.is_merged},
          {"regions", std::move(regions)}};
}

NamedPictures store_pictures(ProjectFile& file, PaintedOn on, const MaskState& state) {
  NamedPictures pictures;
  if (!state.mask.empty()) pictures[picture_name(on, kPaintedMask)] = file.add_picture(state.mask);
  for (const MaskRegion& region : state.regions) {
    if (!region.coverage.empty())
      pictures[picture_name(on, painted_region_name(region.id))] = file.add_picture(region.coverage);
  }
  return pictures;
}

/// Without it the step comes back the same.
bool goes_without_saying(PaintedOn on, const MaskState& state) {
  return isSame(state, {}) && (on == nextAfter(on.step) || state.is_merged);
}

}  // namespace

bool PaintedStore::write(ProjectFile& file, const PaintedSteps& painted) {
  std::map<PaintedOn, Entry> entries;
  bool changed = !has_written_;
  for (const auto& [on, state] : painted) {
    if (goes_without_saying(on, state)) continue;
    const auto known = written_.find(on);
    const bool is_known = known != written_.end() && isSame(known->second.state, state);
    changed = changed || !is_known || known->second.state.is_merged != state.is_merged;
    entries[on] = {state, is_known ? known->second.pictures : store_pictures(file, on, state)};
  }
  if (!changed && entries.size() == written_.size()) return false;
  NamedPictures pictures;
  nlohmann::json steps = nlohmann::json::array();
  for (const auto& [on, entry] : entries) {
    pictures.insert(entry.pictures.begin(), entry.pictures.end());
    steps.push_back(to_json(on, entry.state));
  }
  file.set_painted(pictures);
  file.set_setting(project::kPainted, nlohmann::json{{"steps", std::move(steps)}}.dump());
  written_ = std::move(entries);
  has_written_ = true;
  return true;
}

PaintedSteps loadPainted(ProjectFile& file) {
  const auto text = file.setting(project::kPainted);
  if (!text) return {};
  try {
    return read_steps(file, parse_json(*text, "what is painted in the project", 8));
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::FileMalformed,
                std::string("the project is damaged: what is painted cannot be read: ") + error.what());
  }
}

}  // namespace v4e::ui
