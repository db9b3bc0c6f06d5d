// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distributed/shard_plan.h"

#include <algorithm>

#include "core/base/error.h"

namespace v4e::training {

ShardPlan::ShardPlan(std::int64_t total, int rank, int world, std::int64_t bucket_elements,
                     const std::vector<FlatRange>& whole)
    : rank_(rank), world_(world) {
  V4E_ASSERT(total > 0 && world > 0 && rank >= 0 && rank < world && bucket_elements > 0);
  // Whole parts, so that a bucket has one that reaches over its end only where what it is cut from ends.
  const std::int64_t size = (bucket_elements + world - 1) / world * world;
  std::int64_t at = 0;
  for (const FlatRange& range : whole) {
    V4E_ASSERT(at <= range.begin && range.begin < range.end && range.end <= total);
    cut(at, range.begin, size);
    cut(range.begin, range.end, range.end - range.begin);
    at = range.end;
  }
  cut(at, total, size);
}

void ShardPlan::cut(std::int64_t begin, std::int64_t end, std::int64_t size) {
  for (; begin < end; begin += size) {
    const std::int64_t stop = std::min(end, begin + size);
    const std::int64_t part = (stop - begin + world_ - 1) / world_;
    const Piece piece{std::min(stop, begin + rank_ * part), std::min(stop, begin + (rank_ + 1) * part),
                      shard_elements_};
    if (piece.begin < piece.end) pieces_.push_back(piece);
    buckets_.push_back({begin, stop, part, shard_elements_});
    shard_elements_ += part;
  }
}

std::size_t ShardPlan::bucket_of(std::int64_t element) const {
  const auto after = std::ranges::upper_bound(buckets_, element, {}, &Bucket::begin);
  V4E_ASSERT(after != buckets_.begin() && element < std::prev(after)->end);
  return static_cast<std::size_t>(std::prev(after) - buckets_.begin());
}

}  // namespace v4e::training
