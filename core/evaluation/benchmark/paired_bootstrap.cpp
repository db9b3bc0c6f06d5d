// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/benchmark/paired_bootstrap.h"

#include <algorithm>
#include <random>

namespace v4e {
namespace {

/// Sum and count of what was drawn of each group.
class Average {
 public:
  explicit Average(bool is_of_groups) : is_of_groups_(is_of_groups) {}

  void add_group(double sum, std::size_t count) {
    total_ += is_of_groups_ ? sum / static_cast<double>(count) : sum;
    count_ += is_of_groups_ ? 1 : static_cast<double>(count);
  }
  [[nodiscard]] double value() const { return count_ > 0 ? total_ / count_ : 0; }

 private:
  bool is_of_groups_;
  double total_ = 0;
  double count_ = 0;
};

double quantile(const std::vector<double>& sorted, double share) {
  const auto place = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1) + 0.5);
  return sorted[place];
}

}  // namespace

PairedDifference paired_bootstrap(const std::vector<std::vector<double>>& differences, bool is_mean_of_groups,
                                  int draws, std::uint64_t seed) {
  PairedDifference result;
  Average all(is_mean_of_groups);
  for (const auto& group : differences) {
    if (group.empty()) continue;
    double sum = 0;
    for (const double difference : group) sum += difference;
    all.add_group(sum, group.size());
    result.pairs += static_cast<int>(group.size());
  }
  result.mean = result.low = result.high = all.value();
  if (result.pairs == 0 || draws < 1) return result;
  std::mt19937_64 generator(seed);
  std::vector<double> means;
  for (int draw = 0; draw < draws; ++draw) {
    Average drawn(is_mean_of_groups);
    for (const auto& group : differences) {
      if (group.empty()) continue;
      double sum = 0;
      // Not std::uniform_int_distribution: what it gives differs between standard libraries.
      for (std::size_t i = 0; i < group.size(); ++i) sum += group[generator() % group.size()];
      drawn.add_group(sum, group.size());
    }
    means.push_back(drawn.value());
  }
  std::ranges::sort(means);
  result.low = quantile(means, 0.025);
  result.high = quantile(means, 0.975);
  return result;
}

}  // namespace v4e
