// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/measure_means.h"

#include <string_view>

namespace v4e {
namespace {

std::string_view name_of(MeasureKind::Better better) {
  switch (better) {
    case MeasureKind::Better::Higher:
      return "higher";
    case MeasureKind::Better::Lower:
      return "lower";
    case MeasureKind::Better::Neither:
      return "neither";
  }
  return "";
}

}  // namespace

void MeasureMeans::add(const Measures& measures) {
  for (const auto& [key, value] : measures) {
    Sum& sum = sums_[key];
    sum.value += value;
    ++sum.items;
  }
}

std::optional<double> MeasureMeans::mean(const std::string& key) const {
  const auto found = sums_.find(key);
  if (found == sums_.end()) return std::nullopt;
  return found->second.value / static_cast<double>(found->second.items);
}

nlohmann::json MeasureMeans::to_json(const std::vector<MeasureKind>& kinds) const {
  nlohmann::json means = nlohmann::json::object();
  for (const auto& kind : kinds) {
    if (const auto value = mean(kind.key))
      means[kind.key] = {{"mean", *value}, {"items", sums_.at(kind.key).items}};
  }
  return means;
}

nlohmann::json to_json(const std::vector<MeasureKind>& kinds) {
  nlohmann::json listed = nlohmann::json::array();
  for (const auto& kind : kinds)
    listed.push_back({{"key", kind.key},
                      {"title", kind.title},
                      {"better", name_of(kind.better)},
                      {"digits", kind.digits},
                      {"meaning", kind.meaning}});
  return listed;
}

}  // namespace v4e
