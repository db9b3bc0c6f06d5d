// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace v4e {

/// How much one system is above another on the same items.
struct PairedDifference {
  double mean = 0;
  double low = 0;  ///< 95 % of the draws lie between
  double high = 0;
  int pairs = 0;

  /// Whether chance alone does not explain it.
  [[nodiscard]] bool is_clear() const { return pairs > 1 && (low > 0 || high < 0); }
};

/// Draws items with replacement within each group, that many times, and takes of each draw the mean of all
/// items, or of the groups' means. `differences`: one system's value less the other's, by group; empty groups
/// do not count. The same numbers give the same interval.
[[nodiscard]] PairedDifference paired_bootstrap(const std::vector<std::vector<double>>& differences,
                                                bool is_mean_of_groups, int draws = 10'000,
                                                std::uint64_t seed = 0);

}  // namespace v4e
