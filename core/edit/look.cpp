// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/look.h"

#include <algorithm>
#include <optional>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/stand_in.h"

namespace v4e {
namespace {

constexpr const char* kFormatKey = "v4e_look";
constexpr int kFormat = 2;
constexpr int kFormatWithSampler = 2;  ///< an older program would sample another picture
constexpr int kMaxNesting = 8;
constexpr std::size_t kMostTextBytes = 20'000;

/// A name may have a slash ("Wan-AI/Wan2.1"), but leads nowhere.
bool is_path(const std::string& model) {
  const std::filesystem::path path(model);
  return path.is_absolute() || model.starts_with('~') ||
         std::ranges::any_of(path, [](const auto& part) { return part == "." || part == ".."; });
}

std::string too_many(std::size_t steps) {
  return "a look has at most " + std::to_string(kMostLookSteps) + " steps, this one has " +
         std::to_string(steps);
}

/// Why a step cannot be part of a look; nothing: it can.
std::optional<std::string> fault_of(const EditSettings& step) {
  if (!step.ending.empty()) return "leads to the finished edit of one photo; leave that step out";
  if (step.instruction.empty()) return "has no instruction";
  if (is_path(step.model)) return "names a folder as its model; a look names models by their names";
  if (std::ranges::any_of(step.loras, &LoraChoice::on))
    return "uses a LoRA, whose file a look cannot carry; leave the LoRA out";
  if (!step.region.fits_any_photo())
    return "has a region of one photo; make it the subject, the background or all of the photo";
  for (const std::string* text : {&step.instruction, &step.caption, &step.model}) {
    if (text->size() > kMostTextBytes) return "has a text of more than 20000 bytes; shorten it";
  }
  if (step.negative_prompt && step.negative_prompt->size() > kMostTextBytes)
    return "has a negative prompt of more than 20000 bytes; shorten it";
  return std::nullopt;
}

std::optional<std::string> fault_of(const Look& look) {
  if (look.steps.empty()) return "a look needs at least one step";
  if (look.steps.size() > kMostLookSteps) return too_many(look.steps.size());
  for (std::size_t i = 0; i < look.steps.size(); ++i) {
    if (const auto fault = fault_of(look.steps[i].settings))
      return "step " + std::to_string(i + 1) + " " + *fault;
  }
  return std::nullopt;
}

nlohmann::json step_json(const LookStep& step) {
  nlohmann::json json = to_json(step.settings);
  json.erase("loras");  // those that are off: the others are refused
  if (!step.keeps_seed) json.erase("seed");
  if (!step.on) json["on"] = false;
  return json;
}

LookStep step_from(const nlohmann::json& json, std::string_view origin) {
  LookStep step;
  step.settings = edit_settings_from(json, origin);
  const auto seed = json.find("seed");
  step.keeps_seed = seed != json.end() && !seed->is_null();
  const auto on = json.find("on");
  if (on != json.end() && !on->is_null()) {
    if (!on->is_boolean())
      throw Error(ErrorCode::FileMalformed, std::string(origin) + ": \"on\" must be true or false");
    step.on = on->get<bool>();
  }
  return step;
}

void check_format(const nlohmann::json& json, const std::string& origin) {
  const auto format = json.is_object() ? json.find(kFormatKey) : json.end();
  if (!json.is_object() || format == json.end() || !format->is_number_integer() || *format < 1)
    throw Error(ErrorCode::FileMalformed,
                origin + ": this is no look; choose a .v4elook file that Video4Edit saved");
  if (*format > kFormat)
    throw Error(ErrorCode::Unsupported, origin +
                                            ": this look was saved by a newer version of Video4Edit "
                                            "(format " +
                                            format->dump() + ", this version reads " +
                                            std::to_string(kFormat) + "); update this program");
}

}  // namespace

nlohmann::json to_json(const Look& look) {
  if (const auto fault = fault_of(look)) throw Error(ErrorCode::InvalidArgument, *fault);
  const bool has_sampler =
      std::ranges::any_of(look.steps, [](const LookStep& step) { return step.settings.sampler.has_value(); });
  nlohmann::json json = {{kFormatKey, has_sampler ? kFormatWithSampler : 1},
                         {"steps", nlohmann::json::array()}};
  for (const LookStep& step : look.steps) json["steps"].push_back(step_json(step));
  return json;
}

Look look_from(const nlohmann::json& json, std::string_view origin) {
  const std::string source(origin);
  check_format(json, source);
  const auto steps = json.find("steps");
  if (steps == json.end() || !steps->is_array())
    throw Error(ErrorCode::FileMalformed, source + ": the look has no list \"steps\"; save it again");
  if (steps->size() > kMostLookSteps)
    throw Error(ErrorCode::FileMalformed, source + ": " + too_many(steps->size()));
  Look look;
  for (std::size_t i = 0; i < steps->size(); ++i)
    look.steps.push_back(step_from((*steps)[i], source + ": step " + std::to_string(i + 1)));
  if (const auto fault = fault_of(look)) throw Error(ErrorCode::FileMalformed, source + ": " + *fault);
  for (LookStep& step : look.steps) step.settings.loras.clear();  // switched off, and of another computer
  return look;
}

Look read_look(const std::filesystem::path& path) {
  const std::string text = read_file(path, kMostLookBytes);
  refuse_stand_in(path, text);
  return look_from(parse_json(text, path.string(), kMaxNesting), path.string());
}

void write_look(const std::filesystem::path& path, const Look& look) {
  write_json_file(path, to_json(look));
}

std::vector<EditSettings> steps_to_do(const Look& look, const EditSettings& base) {
  std::vector<EditSettings> steps;
  for (const LookStep& step : look.steps) {
    if (!step.on) continue;
    steps.push_back(edit_settings_from(step_json(step), "the look", base));
    if (!base.model.empty()) steps.back().model = base.model;
  }
  if (steps.empty())
    throw Error(ErrorCode::InvalidArgument,
                "all steps of this look are switched off; switch one on and save the look again");
  return steps;
}

}  // namespace v4e
