// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/claims_report.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "core/base/atomic_file.h"
#include "core/base/json_file.h"
#include "core/experiment/claims_scores.h"
#include "core/experiment/claims_tasks.h"
#include "core/experiment/claims_variants.h"

namespace v4e::training {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Scores = std::vector<ExampleScore>;

constexpr int kDraws = 2000;
constexpr std::uint64_t kDrawSeed = 20261130;

Scores scores_from(const Json& json) {
  Scores scores;
  for (const auto& each : json) scores.push_back(ExampleScore::from_json(each));
  return scores;
}

/// What was measured of a row: of each seed, by sampling steps.
struct RowScores {
  std::vector<std::map<int, Scores>> seeds;
  std::vector<Scores> unseen;
  std::vector<std::map<int, double>> drift;
  std::vector<std::int64_t> best_steps;

  [[nodiscard]] std::vector<Scores> at(int steps) const {
    std::vector<Scores> all;
    for (const auto& seed : seeds) {
      if (const auto found = seed.find(steps); found != seed.end()) all.push_back(found->second);
    }
    return all;
  }
};

RowScores read_row(const ClaimsRow& row, const fs::path& output) {
  RowScores scores;
  for (int seed = 0; seed < row.seeds; ++seed) {
    const auto task = row_task(row, seed);
    if (!is_done(output, task)) continue;
    const auto result = result_of(output, task);
    auto& own = scores.seeds.emplace_back();
    for (const auto& [steps, each] : result.at("scores").items()) own[std::stoi(steps)] = scores_from(each);
    auto& drift = scores.drift.emplace_back();
    for (const auto& [steps, each] : result.at("drift_px").items())
      drift[std::stoi(steps)] = each.get<double>();
    if (result.contains("unseen")) scores.unseen.push_back(scores_from(result.at("unseen")));
    scores.best_steps.push_back(result.value("best_step", std::int64_t{0}));
  }
  return scores;
}

class Results {
 public:
  Results(const ClaimsSettings& settings, const fs::path& output) : settings_(settings), output_(output) {
    for (const auto& variant : claims_variants(settings.colours)) effect_of_.push_back(variant.id);
    for (const auto& row : settings.rows) rows_[row.name] = read_row(row, output);
  }

  [[nodiscard]] Json json() const {
    Json results{{"settings", settings_.json}, {"rows", Json::array()}, {"claims", Json::array()}};
    for (const auto& row : settings_.rows) {
      if (!rows_.at(row.name).seeds.empty()) results["rows"].push_back(row_json(row));
    }
    for (const auto& claim : settings_.claims) results["claims"].push_back(claim_json(claim));
    results["crossing"] = crossings();
    if (is_done(output_, "ways")) {
      results["ways"] = ways_json();
      const std::vector<Scores> codec{scores_from(result_of(output_, "ways").at("codec"))};
      for (const char* group : {"A", "B", "C", "all"})
        results["codec"][group] = over_seeds(codec, error_of(group));
    }
    if (is_done(output_, "rollouts")) results["rollouts"] = result_of(output_, "rollouts");
    results["main_steps"] = settings_.main_steps;
    return results;
  }

 private:
  [[nodiscard]] Measure error_of(const std::string& group) const {
    return [this, group](const Scores& scores) {
      return error_ratio(scores, effect_of_, [&group](const std::string& effect) {
        return group == "all" || group == effect || group == std::string(1, group_of(effect));
      });
    };
  }

  /// {"mean", "low", "high", "n"} of a measure over seeds; null without any.
  [[nodiscard]] static Json over_seeds(const std::vector<Scores>& seeds, const Measure& measure) {
    std::vector<double> values;
    for (const auto& seed : seeds) {
      const double value = measure(seed);
      if (std::isfinite(value)) values.push_back(value);
    }
    return summary(values);
  }
  [[nodiscard]] static Json summary(const std::vector<double>& values) {
    if (values.empty()) return nullptr;
    double logs = 0;
    for (const double value : values) logs += std::log(std::max(value, 1e-12));
    return {{"mean", std::exp(logs / static_cast<double>(values.size()))},
            {"low", *std::ranges::min_element(values)},
            {"high", *std::ranges::max_element(values)},
            {"n", values.size()}};
  }

  [[nodiscard]] Json row_json(const ClaimsRow& row) const {
    const auto& scores = rows_.at(row.name);
    Json json{{"name", row.name},
              {"start", row.start},
              {"share", row.share},
              {"taught", row.taught},
              {"without", row.without},
              {"few_steps", row.few_steps},
              {"by_captions", row.by_captions},
              {"triplets", settings_.triplets_of(row)},
              {"updates", settings_.updates_of(row)},
              {"best_steps", scores.best_steps}};
    const auto main = scores.at(settings_.main_steps);
    for (const char* group : {"A", "B", "C", "all"}) json["error"][group] = over_seeds(main, error_of(group));
    for (const auto& effect : effect_of_) json["effects"][effect] = over_seeds(main, error_of(effect));
    json["unseen"] = over_seeds(scores.unseen, error_of("all"));
    for (const int steps : settings_.steps_of(row)) {
      const auto seeds = scores.at(steps);
      std::vector<double> drift;
      for (const auto& each : scores.drift) {
        if (each.contains(steps)) drift.push_back(each.at(steps));
      }
      json["steps"][std::to_string(steps)] = {{"error", over_seeds(seeds, error_of("all"))},
                                              {"outside_mse", over_seeds(seeds, outside_mse)},
                                              {"detail", over_seeds(seeds, detail_ratio)},
                                              {"drift_px", summary(drift)}};
    }
    return json;
  }

  [[nodiscard]] Json claim_json(const Claim& claim) const {
    Json json{{"id", claim.id},          {"text", claim.text},   {"row", claim.row},
              {"than", claim.than},      {"group", claim.group}, {"measure", claim.measure},
              {"at_most", claim.at_most}};
    const bool is_steps = claim.measure == "steps";
    const bool is_outside = claim.measure == "outside";
    const int steps = is_steps || is_outside ? 4 : settings_.main_steps;
    const auto row = rows_.at(claim.row).at(steps);
    const auto other =
        is_steps ? rows_.at(claim.row).at(std::stoi(claim.than)) : rows_.at(claim.than).at(steps);
    if (row.empty() || other.empty()) {
      json["verdict"] = "not measured";
      return json;
    }
    const Measure measure = is_outside ? Measure(outside_mse) : error_of(claim.group);
    const auto photos = bootstrap_quotient(row, other, measure, measure, kDraws, kDrawSeed);
    std::vector<double> own;
    std::vector<double> theirs;
    for (const auto& seed : row) own.push_back(measure(seed));
    for (const auto& seed : other) theirs.push_back(measure(seed));
    const auto seeds = seed_interval(own, theirs);
    json["quotient"] = photos.middle;
    json["photos"] = {photos.low, photos.high};
    const bool knows_spread = std::isfinite(seeds.high);
    if (knows_spread) json["seeds"] = {seeds.low, seeds.high};
    if (knows_spread && photos.high < claim.at_most && seeds.high < claim.at_most)
      json["verdict"] = "holds";
    else if (photos.low > claim.at_most && (!knows_spread || seeds.low > claim.at_most))
      json["verdict"] = "fails";
    else
      json["verdict"] = "open";
    return json;
  }

  /// Share of the triplets with which a model without any pre-training is as good, by interpolation between
  /// logarithms; by row and group.
  [[nodiscard]] Json crossings() const {
    auto json = Json::array();
    for (const auto& row : settings_.rows) {
      if (row.start != "video" || row.share <= 0 || !row.without.empty() || row.by_captions) continue;
      for (const char* group : {"A", "B", "C"}) {
        if (auto crossing = crossing_of(row, group); !crossing.is_null()) json.push_back(std::move(crossing));
      }
    }
    return json;
  }
  [[nodiscard]] Json crossing_of(const ClaimsRow& row, const std::string& group) const {
    std::map<double, double> curve;  // logarithms of share and error
    for (const auto& plain : settings_.rows) {
      if (plain.start != "none" || plain.taught || plain.is_long || plain.few_steps > 0 || plain.by_captions)
        continue;
      const auto error = over_seeds(rows_.at(plain.name).at(settings_.main_steps), error_of(group));
      if (!error.is_null()) curve[std::log(plain.share)] = std::log(error.at("mean").get<double>());
    }
    const auto own = over_seeds(rows_.at(row.name).at(settings_.main_steps), error_of(group));
    if (own.is_null() || curve.size() < 2) return nullptr;
    const double wanted = std::log(own.at("mean").get<double>());
    Json json{{"row", row.name}, {"group", group}, {"share", row.share}};
    if (wanted >= curve.begin()->second) {
      json["like"] = "less";
      json["equal_share"] = std::exp(curve.begin()->first);
      return json;
    }
    for (auto next = std::next(curve.begin()); next != curve.end(); ++next) {
      const auto before = std::prev(next);
      if (wanted < next->second) continue;
      const double part = (wanted - before->second) / (next->second - before->second);
      json["like"] = "equal";
      json["equal_share"] = std::exp(before->first + part * (next->first - before->first));
      return json;
    }
    json["like"] = "more";
    json["equal_share"] = std::exp(curve.rbegin()->first);
    return json;
  }

  [[nodiscard]] Json ways_json() const {
    struct Sum {
      double own = 0;
      double fade = 0;
      int count = 0;
      int passed = 0;
      int fades = 0;
    };
    std::map<std::string, Sum> sums;
    const auto result = result_of(output_, "ways");
    for (const auto& way : result.at("ways")) {
      const auto& effect = effect_of_.at(way.at("variant").get<std::size_t>());
      for (const auto& group : {std::string(1, group_of(effect)), std::string("all")}) {
        auto& sum = sums[group];
        sum.own += way.at("error").get<double>();
        sum.fade += way.at("fade_error").get<double>();
        sum.passed += way.at("passes").get<bool>();
        sum.fades += way.at("fade").get<bool>();
        ++sum.count;
      }
    }
    Json json;
    const auto decibels = [](double sum, int count) {
      return -10 * std::log10(std::max(1e-10, sum / count));
    };
    for (const auto& [group, sum] : sums) {
      json[group] = {{"ways", sum.count},
                     {"psnr_db", decibels(sum.own, sum.count)},
                     {"cross_fade_psnr_db", decibels(sum.fade, sum.count)},
                     {"passed", static_cast<double>(sum.passed) / sum.count},
                     {"fades", static_cast<double>(sum.fades) / sum.count}};
    }
    return json;
  }

  const ClaimsSettings& settings_;
  fs::path output_;
  std::vector<std::string> effect_of_;
  std::map<std::string, RowScores> rows_;
};

}  // namespace

std::string row_task(const ClaimsRow& row, int seed) {
  return row.name + "-seed" + std::to_string(seed + 1);
}

std::string figure_row(const ClaimsSettings& settings) {
  const ClaimsRow* best = nullptr;
  for (const auto& row : settings.rows) {
    if (row.taught && row.without.empty() && !row.by_captions && (best == nullptr || row.share > best->share))
      best = &row;
  }
  return best == nullptr ? std::string() : row_task(*best, 0);
}

nlohmann::json claims_results(const ClaimsSettings& settings, const fs::path& output) {
  return Results(settings, output).json();
}

void write_claims_report(const ClaimsSettings& settings, const fs::path& output) {
  const auto results = claims_results(settings, output);
  write_json_file(output / "results.json", results);
  AtomicFile tables(output / "tables.md");
  tables.write(claims_tables(results));
  tables.commit();
}

}  // namespace v4e::training
