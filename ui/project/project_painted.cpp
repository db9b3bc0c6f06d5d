// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/project_painted.h"

#include <algorithm>

#include "core/base/json_file.h"
#include "ui/project/project_settings.h"

namespace v4e::ui {
namespace {

constexpr const char* kMask = "mask";
constexpr std::size_t kMaxRegions = 1000;

std::string region_name(int id) {
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

MaskState read_state(ProjectFile& file, const nlohmann::json& json) {
  const NamedPictures pictures = file.painted();
  MaskState state;
  state.mask = load_coverage(file, pictures, kMask);
  state.mode = static_cast<UserMaskMode>(
      std::clamp(json.at("mask_mode").get<int>(), 0, static_cast<int>(UserMaskMode::Replace)));
  state.is_merged = json.value("merged", false);
  const auto& regions = json.at("regions");
  if (regions.size() > kMaxRegions)
    throw Error(ErrorCode::FileMalformed, "the project is damaged: it has too many regions");
  for (const nlohmann::json& each : regions) {
    const int id = each.at("id").get<int>();
    if (id < 1 || state.region(id))
      throw Error(ErrorCode::FileMalformed,
                  "the project is damaged: its regions have no numbers of their own");
    state.regions.push_back({id, load_coverage(file, pictures, region_name(id)),
                             std::clamp(each.at("position").get<double>(), 0.0, 1.0)});
  }
  return state;
}

}  // namespace

void storePainted(ProjectFile& file, const MaskState& painted) {
  NamedPictures pictures;
  nlohmann::json regions = nlohmann::json::array();
  if (!painted.mask.empty()) pictures[kMask] = file.add_picture(painted.mask);
  for (const MaskRegion& region : painted.regions) {
    regions.push_back({{"id", region.id}, {"position", region.position}});
    if (!region.coverage.empty()) pictures[region_name(region.id)] = file.add_picture(region.coverage);
  }
  file.set_painted(pictures);
  const nlohmann::json json{{"mask_mode", static_cast<int>(painted.mode)},
                            {"merged", painted.is_merged},
                            {"regions", std::move(regions)}};
  file.set_setting(project::kPainted, json.dump());
}

std::optional<MaskState> loadPainted(ProjectFile& file) {
  const auto text = file.setting(project::kPainted);
  if (!text) return std::nullopt;
  try {
    return read_state(file, parse_json(*text, "what is painted in the project", 6));
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::FileMalformed,
                std::string("the project is damaged: what is painted cannot be read: ") + error.what());
  }
}

}  // namespace v4e::ui
