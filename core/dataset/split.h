// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/dataset/pair_record.h"

namespace v4e {

struct SplitOptions {
  double val = 0.01;       ///< share of pairs to choose settings by
  double test = 0.01;      ///< share of pairs to measure with, once
  double fraction = 1.0;   ///< of the rest, how much to train on; smaller ones lie within larger ones
  bool keep_given = true;  ///< a split that the data set states stays as it is

  /// Throws Error(InvalidArgument) on shares out of range.
  void validate() const;
};

/// Assigns `split` by a hash of each pair's group, so that adding pairs moves none of the others and turns of
/// one picture stay together: the lowest hashes train, the highest test. A part that is asked for gets at
/// least one group where there are three. Returns the pairs in the hash's order; those beyond `fraction` are
/// left out.
[[nodiscard]] std::vector<PairRecord> split_pairs(std::vector<PairRecord> pairs, const SplitOptions& options);

}  // namespace v4e
