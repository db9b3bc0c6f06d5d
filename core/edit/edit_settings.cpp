// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/edit_settings.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <type_traits>

#include "core/base/error.h"
#include "core/base/json_file.h"

namespace v4e {
namespace {

constexpr int kMaxDepth = 8;

/// The texts that are always there: visit(key, value).
template <typename Settings, typename Visit>
void each_text(Settings& settings, const Visit& visit) {
  visit("instruction", settings.instruction);
  visit("caption", settings.caption);
  visit("model", settings.model);
  visit("ending", settings.ending);
}

/// The numbers that may be missing: visit(key, what it is called in messages, value, least, most).
template <typename Settings, typename Visit>
void each_number(Settings& settings, const Visit& visit) {
  visit("steps", "the number of steps", settings.steps, 1, 1000);
  visit("guidance", "the guidance", settings.guidance, 0.0, 100.0);
  visit("frames", "the number of frames", settings.frames, 1, 1001);
  visit("shift", "the shift", settings.shift, 0.01, 100.0);
  visit("keep_every", "the number of latent frames of which one is kept", settings.keep_every, 2, 16);
  visit("still_sigma", "the noise level of the still", settings.still_sigma, 0.05, 1.0);
  visit("reasoning_steps", "the number of reasoning steps", settings.reasoning_steps, 0, 1000);
  visit("working_area_px", "the working area in pixels", settings.working_area_px, std::int64_t{256},
        std::int64_t{1} << 30);
}

[[noreturn]] void refuse(std::string_view origin, const std::string& key, const std::string& what) {
  throw Error(ErrorCode::FileMalformed, std::string(origin) + ": \"" + key + "\" " + what);
}

/// Null where it is not there; JSON's null says nothing either.
const nlohmann::json* find(const nlohmann::json& json, const char* key) {
  const auto found = json.find(key);
  return found == json.end() || found->is_null() ? nullptr : &*found;
}

std::string text_of(const nlohmann::json& value, const char* key, std::string_view origin) {
  if (!value.is_string()) refuse(origin, key, "must be a text");
  return value.get<std::string>();
}

double number_of(const nlohmann::json& value, const char* key, std::string_view origin) {
  if (!value.is_number()) refuse(origin, key, "must be a number");
  return value.get<double>();
}

template <typename Number>
Number number_in(const nlohmann::json& value, const char* key, std::string_view origin, Number least,
                 Number most) {
  const double number = number_of(value, key, origin);
  if constexpr (std::is_integral_v<Number>) {
    // Whole numbers of more than 64 bits are read as fractions.
    if (std::trunc(number) != number) refuse(origin, key, "must be a whole number");
    return static_cast<Number>(std::clamp(number, static_cast<double>(least), static_cast<double>(most)));
  } else {
    return std::clamp(number, least, most);
  }
}

std::uint64_t seed_of(const nlohmann::json& value, std::string_view origin) {
  if (!value.is_number_integer()) refuse(origin, "seed", "must be a whole number of 64 bits");
  // SQLite knows only signed integers: there, the upper half is negative.
  return value.is_number_unsigned() ? value.get<std::uint64_t>()
                                    : static_cast<std::uint64_t>(value.get<std::int64_t>());
}

MergeWay merge_way_of(const nlohmann::json& value, std::string_view origin) {
  const auto way = merge_ways().find(text_of(value, "merge", origin));
  if (way == merge_ways().end()) refuse(origin, "merge", "must be auto, global, local or texture");
  return way->second;
}

RefineMode refine_mode_of(const nlohmann::json& value, std::string_view origin) {
  const auto mode = refine_modes().find(text_of(value, "refine", origin));
  if (mode == refine_modes().end()) refuse(origin, "refine", "must be auto, on or off");
  return mode->second;
}

Sampler sampler_of(const nlohmann::json& value, std::string_view origin) {
  const auto found = samplers().find(text_of(value, "sampler", origin));
  if (found == samplers().end()) refuse(origin, "sampler", "must be unipc or euler");
  return found->second;
}

EditMethod edit_method_of(const nlohmann::json& value, std::string_view origin) {
  const auto found = edit_methods().find(text_of(value, "method", origin));
  if (found == edit_methods().end()) refuse(origin, "method", "must be student, i2v, t2v or ti2v");
  return found->second;
}

constexpr double kMostLoraStrength = 10;
/// Of a LoRA that is off. Its "strength" is 0 then, so that a program that does not know this field makes the
/// same picture.
constexpr const char* kStrengthWhenOn = "strength_when_on";

std::string_view expert_name(LoraChoice::Expert expert) {
  switch (expert) {
    case LoraChoice::Expert::Both:
      return "both";
    case LoraChoice::Expert::HighNoise:
      return "high";
    case LoraChoice::Expert::LowNoise:
      return "low";
  }
  return "both";
}

std::optional<LoraChoice::Expert> expert_of(std::string_view name) {
  for (const auto expert :
       {LoraChoice::Expert::Both, LoraChoice::Expert::HighNoise, LoraChoice::Expert::LowNoise}) {
    if (expert_name(expert) == name) return expert;
  }
  return std::nullopt;
}

nlohmann::json loras_json(const std::vector<LoraChoice>& loras) {
  nlohmann::json list = nlohmann::json::array();
  for (const LoraChoice& lora : loras) {
    list.push_back({{"file", lora.file}, {"strength", lora.on ? lora.strength : 0.0}});
    if (!lora.on) list.back()[kStrengthWhenOn] = lora.strength;
    if (lora.expert != LoraChoice::Expert::Both) list.back()["expert"] = expert_name(lora.expert);
  }
  return list;
}

std::vector<LoraChoice> loras_of(const nlohmann::json& list, std::string_view origin) {
  if (!list.is_array()) refuse(origin, "loras", "must be an array");
  std::vector<LoraChoice> loras;
  for (const auto& entry : list) {
    if (!entry.is_object()) refuse(origin, "loras", "must hold objects");
    LoraChoice lora;
    const auto* file = find(entry, "file");
    if (!file) refuse(origin, "loras", "must name files");
    lora.file = text_of(*file, "file", origin);
    if (const auto* given = find(entry, "strength"))
      lora.strength = number_in(*given, "strength", origin, -kMostLoraStrength, kMostLoraStrength);
    if (const auto* given = find(entry, kStrengthWhenOn)) {
      lora.strength = number_in(*given, kStrengthWhenOn, origin, -kMostLoraStrength, kMostLoraStrength);
      lora.on = false;
    }
    if (const auto* given = find(entry, "expert")) {
      const auto expert = expert_of(text_of(*given, "expert", origin));
      if (!expert) refuse(origin, "expert", "must be both, high or low");
      lora.expert = *expert;
    }
    loras.push_back(std::move(lora));
  }
  return loras;
}

/// A number as it stands in a table; anything else is left for edit_settings_from() to refuse.
nlohmann::json number_from(const std::string& text) {
  const nlohmann::json value = nlohmann::json::parse(text, nullptr, false);
  return value.is_number() ? value : nlohmann::json(text);
}

}  // namespace

void EditSettings::validate() const {
  const auto check = [](const char* name, auto value, auto least, auto most) {
    if (value >= least && value <= most) return;
    std::string range = nlohmann::json(least).dump() + " to " + nlohmann::json(most).dump();
    throw Error(ErrorCode::InvalidArgument, std::string(name) + " must be " + range);
  };
  each_number(*this, [&check](const char*, const char* name, const auto& value, auto least, auto most) {
    if (value) check(name, *value, least, most);
  });
  check("the strength", strength, 0.0, 1.0);
  check("the amount", amount, 0.0, 1.0);
  region.validate();
  sketch.validate();
  for (const LoraChoice& lora : loras)
    check("a LoRA's strength", lora.strength, -kMostLoraStrength, kMostLoraStrength);
}

nlohmann::json to_json(const EditSettings& settings) {
  nlohmann::json json = {{"seed", settings.seed}};
  each_text(settings, [&json](const char* key, const std::string& value) {
    if (!value.empty()) json[key] = value;
  });
  if (settings.negative_prompt) json["negative_prompt"] = *settings.negative_prompt;
  each_number(settings, [&json](const char* key, const char*, const auto& value, auto, auto) {
    if (value) json[key] = *value;
  });
  for (const auto& [name, sampler] : samplers()) {
    if (settings.sampler == sampler) json["sampler"] = name;
  }
  if (settings.method) json["method"] = to_string(*settings.method);
  if (settings.merge != MergeWay::Auto) json["merge"] = to_string(settings.merge);
  if (settings.strength != 1.0) json["strength"] = settings.strength;
  if (settings.amount != 1.0) json["amount"] = settings.amount;
  if (!settings.loras.empty()) json["loras"] = loras_json(settings.loras);
  if (settings.region != RegionChoice{}) json["region"] = to_json(settings.region);
  if (!settings.sketch.is_none()) json["sketch"] = to_json(settings.sketch);
  if (settings.refine != RefineMode::Auto) json["refine"] = to_string(settings.refine);
  return json;
}

std::string to_text(const EditSettings& settings) {
  return to_json(settings).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

EditSettings edit_settings_from(const nlohmann::json& json, std::string_view origin,
                                const EditSettings& base) {
  if (!json.is_object())
    throw Error(ErrorCode::FileMalformed, std::string(origin) + ": the settings must be a JSON object");
  EditSettings settings = base;
  each_text(settings, [&](const char* key, std::string& value) {
    if (const auto* given = find(json, key)) value = text_of(*given, key, origin);
  });
  // Projects of format 2 and before.
  if (const auto* given = find(json, "own_caption"))
    settings.caption = text_of(*given, "own_caption", origin);
  if (const auto* given = find(json, "negative_prompt"))
    settings.negative_prompt = text_of(*given, "negative_prompt", origin);
  each_number(settings, [&](const char* key, const char*, auto& value, auto least, auto most) {
    if (const auto* given = find(json, key)) value = number_in(*given, key, origin, least, most);
  });
  if (const auto* given = find(json, "seed")) settings.seed = seed_of(*given, origin);
  if (const auto* given = find(json, "sampler")) settings.sampler = sampler_of(*given, origin);
  if (const auto* given = find(json, "method")) settings.method = edit_method_of(*given, origin);
  if (const auto* given = find(json, "merge")) settings.merge = merge_way_of(*given, origin);
  if (const auto* given = find(json, "loras")) settings.loras = loras_of(*given, origin);
  if (const auto* given = find(json, "region")) settings.region = region_choice_from(*given, origin);
  if (const auto* given = find(json, "sketch")) settings.sketch = sketch_from(*given, origin);
  if (const auto* given = find(json, "refine")) settings.refine = refine_mode_of(*given, origin);
  if (const auto* given = find(json, "strength"))
    settings.strength = number_in(*given, "strength", origin, 0.0, 1.0);
  if (const auto* given = find(json, "amount"))
    settings.amount = std::clamp(number_of(*given, "amount", origin), 0.0, 1.0);
  return settings;
}

EditSettings edit_settings_from_text(std::string_view text, std::string_view origin) {
  return edit_settings_from(parse_json(text, origin, kMaxDepth), origin);
}

EditSettings edit_settings_from_row(const std::map<std::string, std::string>& row, std::string_view origin,
                                    const EditSettings& base) {
  nlohmann::json json = nlohmann::json::object();
  const auto take = [&](const char* key, bool number) {
    const auto found = row.find(key);
    if (found == row.end() || found->second.empty()) return;
    json[key] = number ? number_from(found->second) : nlohmann::json(found->second);
  };
  EditSettings settings = base;
  each_text(settings, [&take](const char* key, const std::string&) { take(key, false); });
  for (const char* key : {"negative_prompt", "merge", "method", "refine", "sampler"}) take(key, false);
  for (const char* key : {"seed", "strength", "amount"}) take(key, true);
  if (const auto loras = row.find("loras"); loras != row.end() && !loras->second.empty())
    json["loras"] = parse_json(loras->second, origin, kMaxDepth);
  each_number(settings, [&](const char* key, const char*, const auto&, auto least, auto most) {
    take(key, true);
    if (json.contains(key) && json.at(key).is_number() && !(json.at(key) >= least && json.at(key) <= most))
      refuse(origin, key, "must be " + nlohmann::json(least).dump() + " to " + nlohmann::json(most).dump());
  });
  if (json.contains("seed") && !json.at("seed").is_number_unsigned())
    refuse(origin, "seed", "must be a whole number from 0 to 18446744073709551615");
  for (const char* key : {"strength", "amount"}) {
    if (json.contains(key) && !(json.at(key) >= 0.0 && json.at(key) <= 1.0))
      refuse(origin, key, "must be 0 to 1");
  }
  return edit_settings_from(json, origin, base);
}

LoraChoice lora_choice_from(std::string_view text) {
  LoraChoice lora;
  std::string_view rest = text;
  // From the end: the file's own name may hold colons.
  const auto last = [&rest] {
    const std::size_t colon = rest.rfind(':');
    return colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
  };
  if (const auto expert = expert_of(last()); expert && !last().empty()) {
    lora.expert = *expert;
    rest.remove_suffix(last().size() + 1);
  }
  double strength = 0;
  const std::string_view number = last();
  const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), strength);
  if (!number.empty() && failure == std::errc() && end == number.data() + number.size()) {
    lora.strength = strength;
    rest.remove_suffix(number.size() + 1);
  }
  lora.file = rest;
  if (lora.file.empty())
    throw Error(ErrorCode::InvalidArgument, "\"" + std::string(text) + "\" names no file of a LoRA");
  EditSettings whole;
  whole.loras = {lora};
  whole.validate();
  return lora;
}

const std::map<std::string, RefineMode>& refine_modes() {
  static const std::map<std::string, RefineMode> modes{
      {"auto", RefineMode::Auto}, {"on", RefineMode::On}, {"off", RefineMode::Off}};
  return modes;
}

const std::string& to_string(RefineMode mode) {
  return std::ranges::find(refine_modes(), mode, &std::pair<const std::string, RefineMode>::second)->first;
}

const std::map<std::string, EditMethod>& edit_methods() {
  static const std::map<std::string, EditMethod> methods = [] {
    std::map<std::string, EditMethod> named;
    for (const EditMethod method : kEditMethods) named.emplace(to_string(method), method);
    return named;
  }();
  return methods;
}

const std::map<std::string, Sampler>& samplers() {
  static const std::map<std::string, Sampler> names{{"euler", Sampler::Euler}, {"unipc", Sampler::UniPc}};
  return names;
}

const std::map<std::string, MergeWay>& merge_ways() {
  static const std::map<std::string, MergeWay> ways = [] {
    std::map<std::string, MergeWay> named;
    for (const MergeWay way : {MergeWay::Auto, MergeWay::Global, MergeWay::Local, MergeWay::Texture})
      named.emplace(to_string(way), way);
    return named;
  }();
  return ways;
}

}  // namespace v4e
