// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/comparison.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/json_file.h"

namespace v4e {
namespace {

constexpr int kMostDepth = 4;

[[noreturn]] void refuse_variant(std::string_view text, const std::string& what) {
  throw Error(ErrorCode::InvalidArgument, "variant \"" + std::string(text) + "\": " + what);
}

/// What variants may differ in, as the JSON of the settings calls it.
const std::set<std::string, std::less<>>& fields_of_variants() {
  static const std::set<std::string, std::less<>> fields{
      "amount", "frames", "guidance",        "keep_every",      "loras",    "merge",
      "method", "model",  "negative_prompt", "reasoning_steps", "refine",   "sampler",
      "seed",   "shift",  "steps",           "still_sigma",     "strength", "working_area_px"};
  return fields;
}

void check_field(std::string_view text, const std::string& key) {
  for (const char* common : {"instruction", "caption", "ending", "region"}) {
    if (key == common) refuse_variant(text, "\"" + key + "\" is the same in all variants");
  }
  if (fields_of_variants().contains(key)) return;
  std::string known;
  for (const std::string& field : fields_of_variants()) known += (known.empty() ? "" : ", ") + field;
  refuse_variant(text, "there is no \"" + key + "\"; variants can differ in lora, " + known);
}

EditSettings settings_from_pairs(std::string_view text, const EditSettings& base) {
  std::map<std::string, std::string> row;
  std::vector<LoraChoice> loras;
  bool names_loras = false;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find(',');
    const std::string_view pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos)
      refuse_variant(text, "\"" + std::string(pair) + "\" is not of the form NAME=VALUE");
    const std::string key(pair.substr(0, equals));
    const std::string value(pair.substr(equals + 1));
    if (key == "lora") {
      names_loras = true;
      if (!value.empty()) loras.push_back(lora_choice_from(value));
      continue;
    }
    check_field(text, key);
    if (value.empty()) refuse_variant(text, "\"" + key + "\" has no value");
    if (!row.emplace(key, value).second) refuse_variant(text, "\"" + key + "\" stands there twice");
  }
  EditSettings settings = edit_settings_from_row(row, "variant \"" + std::string(text) + "\"", base);
  if (names_loras) settings.loras = std::move(loras);
  return settings;
}

EditSettings settings_from_object(std::string_view text, const EditSettings& base) {
  const std::string origin = "variant \"" + std::string(text) + "\"";
  const nlohmann::json json = parse_json(text, origin, kMostDepth);
  for (const auto& [key, value] : json.items()) check_field(text, key);
  return edit_settings_from(json, origin, base);
}

}  // namespace

void check_variants(const std::vector<EditVariant>& variants) {
  if (variants.size() < kFewestVariants || variants.size() > kMostVariants)
    throw Error(ErrorCode::InvalidArgument, "two to four variants can be compared, not " +
                                                std::to_string(variants.size()));
  const EditSettings& first = variants.front().settings;
  for (auto one = variants.begin(); one != variants.end(); ++one) {
    one->settings.validate();
    const EditSettings& other = one->settings;
    if (other.instruction != first.instruction || other.caption != first.caption ||
        other.ending != first.ending || other.region != first.region)
      refuse_variant(one->name, "it has another instruction, caption or region than the first one");
    const auto same = std::find_if(variants.begin(), one, [&other](const EditVariant& before) {
      return before.settings == other;
    });
    if (same != one) refuse_variant(one->name, "it is the same as \"" + same->name + "\"; change something");
  }
}

EditVariant variant_from_text(std::string_view text, const EditSettings& base) {
  if (text.empty()) throw Error(ErrorCode::InvalidArgument, "a variant says what differs, such as \"steps=8\"");
  try {
    EditVariant variant{std::string(text), text.front() == '{' ? settings_from_object(text, base)
                                                               : settings_from_pairs(text, base)};
    variant.settings.validate();
    return variant;
  } catch (const Error& error) {
    // No file says this, whatever reads it takes it for.
    if (error.code() != ErrorCode::FileMalformed) throw;
    throw Error(ErrorCode::InvalidArgument, error.what());
  }
}

std::vector<std::size_t> working_order(const std::vector<EditVariant>& variants) {
  std::vector<std::size_t> order;
  const auto is_placed = [&order](std::size_t place) {
    return std::ranges::find(order, place) != order.end();
  };
  for (std::size_t first = 0; first < variants.size(); ++first) {
    for (std::size_t like = first; like < variants.size(); ++like) {
      if (is_placed(like) || variants[like].settings.model != variants[first].settings.model) continue;
      for (std::size_t same = like; same < variants.size(); ++same) {
        const bool loads_the_same = variants[same].settings.model == variants[like].settings.model &&
                                    variants[same].settings.loras == variants[like].settings.loras;
        if (loads_the_same && !is_placed(same)) order.push_back(same);
      }
    }
  }
  return order;
}

}  // namespace v4e
