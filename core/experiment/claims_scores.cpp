// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/claims_scores.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <set>

#include "core/base/error.h"
#include "core/training/draw.h"

namespace v4e::training {
namespace {

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

std::vector<double> logarithms(const std::vector<double>& values) {
  std::vector<double> logs;
  for (const double value : values) logs.push_back(std::log(value));
  return logs;
}

double squared_deviations(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum;
}

/// 97.5 % quantile of Student's t.
double student_t(std::size_t degrees) {
  static constexpr std::array<double, 10> kTable{12.706, 4.303, 3.182, 2.776, 2.571,
                                                 2.447,  2.365, 2.306, 2.262, 2.228};
  return degrees <= kTable.size() ? kTable[degrees - 1] : 2.2;
}

using ByPlace = std::map<int, std::vector<ExampleScore>>;

ByPlace by_place(const std::vector<ExampleScore>& scores) {
  ByPlace places;
  for (const auto& score : scores) places[score.place].push_back(score);
  return places;
}

std::vector<ExampleScore> redrawn(const ByPlace& places, const std::vector<int>& drawn) {
  std::vector<ExampleScore> scores;
  for (const int place : drawn) {
    const auto& own = places.at(place);
    scores.insert(scores.end(), own.begin(), own.end());
  }
  return scores;
}

double mean_log(const std::vector<ByPlace>& seeds, const std::vector<int>& drawn, const Measure& measure) {
  double sum = 0;
  for (const auto& seed : seeds) sum += std::log(measure(redrawn(seed, drawn)));
  return sum / static_cast<double>(seeds.size());
}

std::vector<ByPlace> placed(const std::vector<std::vector<ExampleScore>>& seeds) {
  std::vector<ByPlace> all;
  for (const auto& seed : seeds) all.push_back(by_place(seed));
  return all;
}

}  // namespace

nlohmann::json ExampleScore::to_json() const {
  return {variant, place, error, copy_error, outside, outside_area, detail, wanted_detail};
}

ExampleScore ExampleScore::from_json(const nlohmann::json& json) {
  return {json.at(0), json.at(1), json.at(2), json.at(3), json.at(4), json.at(5), json.at(6), json.at(7)};
}

nlohmann::json scores_json(const std::vector<ExampleScore>& scores) {
  auto json = nlohmann::json::array();
  for (const auto& score : scores) json.push_back(score.to_json());
  return json;
}

double error_ratio(const std::vector<ExampleScore>& scores, const std::vector<std::string>& effect_of,
                   const std::function<bool(const std::string&)>& counts) {
  std::map<std::string, std::pair<double, double>> sums;
  for (const auto& score : scores) {
    const auto& effect = effect_of.at(static_cast<std::size_t>(score.variant));
    if (!counts(effect)) continue;
    sums[effect].first += score.error;
    sums[effect].second += score.copy_error;
  }
  std::vector<double> logs;
  for (const auto& [effect, sum] : sums) {
    if (sum.second > 0) logs.push_back(std::log(std::max(sum.first, 1e-12) / sum.second));
  }
  if (logs.empty()) return std::numeric_limits<double>::quiet_NaN();
  return std::exp(mean_of(logs));
}

double outside_mse(const std::vector<ExampleScore>& scores) {
  double squares = 0;
  double area = 0;
  for (const auto& score : scores) {
    squares += score.outside;
    area += score.outside_area;
  }
  return area > 0 ? squares / area : std::numeric_limits<double>::quiet_NaN();
}

double detail_ratio(const std::vector<ExampleScore>& scores) {
  double own = 0;
  double wanted = 0;
  for (const auto& score : scores) {
    own += score.detail;
    wanted += score.wanted_detail;
  }
  return wanted > 0 ? own / wanted : std::numeric_limits<double>::quiet_NaN();
}

Interval bootstrap_quotient(const std::vector<std::vector<ExampleScore>>& row,
                            const std::vector<std::vector<ExampleScore>>& other, const Measure& row_measure,
                            const Measure& other_measure, int draws, std::uint64_t seed) {
  V4E_ASSERT(!row.empty() && !other.empty() && draws > 0);
  const auto own = placed(row);
  const auto theirs = placed(other);
  std::vector<int> places;
  for (const auto& [place, scores] : own.front()) places.push_back(place);
  std::mt19937_64 random(seed);
  std::vector<double> logs;
  for (int round = 0; round < draws; ++round) {
    std::vector<int> drawn;
    for (std::size_t i = 0; i < places.size(); ++i) drawn.push_back(places[random() % places.size()]);
    logs.push_back(mean_log(own, drawn, row_measure) - mean_log(theirs, drawn, other_measure));
  }
  std::ranges::sort(logs);
  const auto quantile = [&](double share) {
    return std::exp(logs[static_cast<std::size_t>(share * static_cast<double>(logs.size() - 1))]);
  };
  return {quantile(0.025),
          std::exp(mean_log(own, places, row_measure) - mean_log(theirs, places, other_measure)),
          quantile(0.975)};
}

Interval seed_interval(const std::vector<double>& row, const std::vector<double>& other) {
  V4E_ASSERT(!row.empty() && !other.empty());
  const auto own = logarithms(row);
  const auto theirs = logarithms(other);
  const double difference = mean_of(own) - mean_of(theirs);
  const auto count = own.size() + theirs.size();
  if (count < 3) return {0, std::exp(difference), std::numeric_limits<double>::infinity()};
  const auto degrees = count - 2;
  const double variance =
      (squared_deviations(own) + squared_deviations(theirs)) / static_cast<double>(degrees);
  const double error = std::sqrt(
      variance * (1.0 / static_cast<double>(own.size()) + 1.0 / static_cast<double>(theirs.size())));
  const double reach = student_t(degrees) * error;
  return {std::exp(difference - reach), std::exp(difference), std::exp(difference + reach)};
}

}  // namespace v4e::training
