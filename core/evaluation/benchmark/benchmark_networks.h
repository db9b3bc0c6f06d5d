// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/evaluation/benchmark/benchmark_folder.h"
#include "core/evaluation/network_measures.h"

namespace v4e {

/// Measures the edits in `folder` by networks and adds that to the outcomes' measures. It is kept in the
/// folder by the files' contents and `weights`, the SHA-256 of the networks' weights by file name: what was
/// measured is not measured again. A turn in a row is measured from the edit that it began from.
/// `on_measured` hears of each item. Does nothing where nothing is measured. Throws as
/// NetworkMeasures::measure() and PictureStore::picture(), Error(FileUnreadable) for an edit that is gone,
/// Cancelled.
void measure_by_networks(const Benchmark& benchmark, std::vector<ItemOutcome>& outcomes,
                         const BenchmarkFolder& folder, NetworkMeasures& networks,
                         const std::map<std::string, std::string>& weights, const RunContext& context = {},
                         const std::function<void(int done, int all)>& on_measured = {});

}  // namespace v4e
