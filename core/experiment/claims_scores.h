// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace v4e::training {

/// What was measured of one edit of a held-out photo. Sums are over pixels, of the mean over colours, values
/// in 0..1.
struct ExampleScore {
  int variant = 0;
  int place = 0;          ///< the photo
  double error = 0;       ///< squared, to the wanted edit
  double copy_error = 0;  ///< that of the photo itself
  /// Squared, to the photo behind the codec, outside of a local edit's mask grown by two pixels.
  double outside = 0;
  double outside_area = 0;   ///< pixels; 0: the edit has no outside
  double detail = 0;         ///< mean squared Laplacian of the edit
  double wanted_detail = 0;  ///< of the wanted one

  [[nodiscard]] nlohmann::json to_json() const;
  [[nodiscard]] static ExampleScore from_json(const nlohmann::json& json);
};

[[nodiscard]] nlohmann::json scores_json(const std::vector<ExampleScore>& scores);

/// What a number is made of: a measure of a set of examples.
using Measure = std::function<double(const std::vector<ExampleScore>&)>;

/// Geometric mean over effects of error over copy error, both summed over examples. `effect_of` tells the
/// effect of each variant; only effects for which `counts` holds.
[[nodiscard]] double error_ratio(const std::vector<ExampleScore>& scores,
                                 const std::vector<std::string>& effect_of,
                                 const std::function<bool(const std::string&)>& counts);
/// Mean squared error outside of local edits.
[[nodiscard]] double outside_mse(const std::vector<ExampleScore>& scores);
/// Sum of detail over sum of wanted detail.
[[nodiscard]] double detail_ratio(const std::vector<ExampleScore>& scores);

/// 95 % interval.
struct Interval {
  double low = 0;
  double middle = 0;
  double high = 0;
};

/// Of the quotient of two rows' measures, each the geometric mean over its seeds, by redrawing the photos
/// with the same draws for both (paired bootstrap, Efron and Tibshirani 1993).
[[nodiscard]] Interval bootstrap_quotient(const std::vector<std::vector<ExampleScore>>& row,
                                          const std::vector<std::vector<ExampleScore>>& other,
                                          const Measure& row_measure, const Measure& other_measure, int draws,
                                          std::uint64_t seed);

/// Of the quotient of two groups of positive numbers' geometric means, by Student's t with equal variances;
/// infinitely wide where both together have fewer than three numbers.
[[nodiscard]] Interval seed_interval(const std::vector<double>& row, const std::vector<double>& other);

}  // namespace v4e::training
