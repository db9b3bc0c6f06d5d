// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/claims_settings.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/base/json_file.h"

namespace v4e::training {
namespace {

void need(bool holds, const std::string& what) {
  if (!holds) throw Error(ErrorCode::InvalidArgument, what);
}

/// The base recipe with another size of transformer and text encoder, without a region's channels.
nlohmann::json sized(nlohmann::json base, const nlohmann::json& model) {
  auto& transformer = base.at("transformer");
  const std::int64_t regions = transformer.value("region_channels", 0);
  transformer["in_channels"] = transformer.at("in_channels").get<std::int64_t>() - regions;
  transformer.erase("region_channels");
  transformer.erase("ffn_depthwise");
  transformer.update(model.at("transformer"));
  base.at("text_encoder").update(model.at("text_encoder"));
  transformer["text_dim"] = base.at("text_encoder").at("d_model");
  return base;
}

ClaimsRow row_from(const nlohmann::json& json) {
  ClaimsRow row;
  row.name = json.at("name");
  row.start = json.value("start", row.start);
  row.share = json.at("share");
  row.taught = json.value("taught", row.taught);
  row.without = json.value("without", row.without);
  row.seeds = json.value("seeds", row.seeds);
  row.few_steps = json.value("few_steps", row.few_steps);
  const std::string words = json.value("words", "instructions");
  row.by_captions = words == "captions";
  need(row.by_captions || words == "instructions", "row " + row.name + ": words is instructions or captions");
  row.is_long = json.value("long", row.is_long);
  row.all_steps = json.value("all_steps", row.all_steps);
  need(row.few_steps > 0 || row.start == "none" || row.start == "images" || row.start == "video",
       "row " + row.name + ": start is none, images or video");
  need(row.few_steps >= 0 && row.few_steps <= 100, "row " + row.name + ": few_steps goes from 1 to 100");
  need(row.few_steps == 0 ||
           (row.seeds == 1 && !row.taught && row.share > 0 && !row.is_long && !row.by_captions),
       "row " + row.name +
           ": with few_steps it has one seed, a share, and instructions, and is neither taught "
           "nor long");
  need(row.share >= 0 && row.share <= 1, "row " + row.name + ": share goes from 0 to 1");
  need(row.share > 0 || row.start != "none", "row " + row.name + " is trained on nothing");
  need(!row.taught || row.start == "video", "row " + row.name + ": the teacher is made of the video model");
  need(row.without.empty() || row.without == "block" || row.without == "tail" || row.without == "rollout",
       "row " + row.name + ": without is block, tail or rollout");
  need(row.seeds >= 1, "row " + row.name + " needs at least one seed");
  return row;
}

Claim claim_from(const nlohmann::json& json) {
  return {json.at("id"),    json.at("text"),    json.at("row"),    json.at("than"),
          json.at("group"), json.at("measure"), json.at("at_most")};
}

void check(const ClaimsSettings& settings) {
  need(settings.size_px >= 16 && settings.size_px % 16 == 0, "size_px must be a multiple of 16");
  need(settings.triplets >= 1 && settings.clips >= 1 && settings.noises >= 1 && settings.batch_size >= 1,
       "triplets, clips, noises and batch_size must be at least 1");
  need(settings.own_ways >= 1, "own_ways must be at least 1");
  need(settings.rollouts >= 1 && settings.rollouts <= settings.triplets,
       "rollouts must be 1 to the number of triplets");
  need(settings.pretraining_updates >= 1 && settings.teacher_updates >= 1 && settings.updates >= 1,
       "numbers of updates must be at least 1");
  need(settings.looks >= 1 && settings.looks <= settings.updates, "looks must be 1 to the number of updates");
  need(!settings.step_counts.empty() &&
           std::ranges::all_of(settings.step_counts, [](int n) { return n >= 1; }),
       "step_counts needs numbers from 1 on");
  std::set<std::string> names;
  for (const auto& row : settings.rows) {
    need(row.few_steps == 0 || names.contains(row.start),
         "row " + row.name + ": start is an earlier row where it has few_steps");
    need(names.insert(row.name).second, "row " + row.name + " is there twice");
  }
  for (const auto& claim : settings.claims) {
    need(names.contains(claim.row), "claim " + claim.id + ": there is no row " + claim.row);
    need(claim.measure == "steps" || names.contains(claim.than),
         "claim " + claim.id + ": there is no row " + claim.than);
    need(claim.at_most > 0, "claim " + claim.id + ": at_most must be positive");
  }
}

}  // namespace

ClaimsSettings ClaimsSettings::from_file(const std::filesystem::path& path,
                                         const std::filesystem::path& base) {
  ClaimsSettings settings;
  settings.json = read_json_file(path);
  const auto& json = settings.json;
  try {
    settings.recipe = Recipe::from_json(sized(read_json_file(base), json.at("model")), path.string());
    const auto read = [&json](const char* name, auto& into) { json.at(name).get_to(into); };
    read("size_px", settings.size_px);
    read("triplets", settings.triplets);
    read("clips", settings.clips);
    read("rollouts", settings.rollouts);
    read("rollout_steps", settings.rollout_steps);
    if (json.contains("own_ways")) read("own_ways", settings.own_ways);
    read("noises", settings.noises);
    read("batch_size", settings.batch_size);
    read("pretraining_updates", settings.pretraining_updates);
    read("teacher_updates", settings.teacher_updates);
    read("updates", settings.updates);
    read("looks", settings.looks);
    read("learning_rate", settings.learning_rate);
    read("tuning_rate", settings.tuning_rate);
    read("ema_decay", settings.ema_decay);
    read("main_steps", settings.main_steps);
    read("step_counts", settings.step_counts);
    read("seed", settings.seed);
    read("colours", settings.colours);
    for (const auto& row : json.at("rows")) settings.rows.push_back(row_from(row));
    for (const auto& claim : json.at("claims")) settings.claims.push_back(claim_from(claim));
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::FileMalformed, path.string() + ": " + error.what());
  }
  check(settings);
  return settings;
}

std::int64_t ClaimsSettings::triplets_of(const ClaimsRow& row) const {
  if (row.share == 0) return 0;
  return std::max<std::int64_t>(1, std::llround(row.share * static_cast<double>(triplets)));
}

std::int64_t ClaimsSettings::updates_of(const ClaimsRow& row) const {
  return row.share == 0 ? 0 : updates + (row.is_long ? pretraining_updates : 0);
}

bool ClaimsSettings::goes_on(const nlohmann::json& earlier) const {
  if (!earlier.is_object() || !json.is_object()) return false;
  auto before = earlier;
  auto now = json;
  const auto rows_before = before.value("rows", nlohmann::json::array());
  const auto rows_now = now.value("rows", nlohmann::json::array());
  for (const char* name : {"rows", "claims", "own_ways", "_about"}) {
    before.erase(name);
    now.erase(name);
  }
  return before == now && std::ranges::all_of(rows_before, [&rows_now](const nlohmann::json& row) {
           return std::ranges::find(rows_now, row) != rows_now.end();
         });
}

std::vector<int> ClaimsSettings::steps_of(const ClaimsRow& row) const {
  auto steps = row.all_steps ? step_counts : std::vector<int>{4};
  if (std::ranges::find(steps, main_steps) == steps.end()) steps.insert(steps.begin(), main_steps);
  return steps;
}

}  // namespace v4e::training
