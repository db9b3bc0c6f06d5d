// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distributed/shard_plan.h"

#include <algorithm>

#include "core/base/error.h"

namespace v4e::training {

ShardPlan::ShardPlan(std::int64_t total, int rank, int world, std::int64_t bucket_elements) {
  V4E_ASSERT(total > 0 && world > 0 && rank >= 0 && rank < world && bucket_elements > 0);
  // Whole parts, so that only the last bucket has one that reaches over its end.
  const std::int64_t size = (bucket_elements + world - 1) / world * world;
  for (std::int64_t begin = 0; begin < total; begin += size) {
    const std::int64_t end = std::min(total, begin + size);
    const std::int64_t part = (end - begin + world - 1) / world;
    const Piece piece{std::min(end, begin + rank * part), std::min(end, begin + (rank + 1) * part),
                      shard_elements_};
    if (piece.begin < piece.end) pieces_.push_back(piece);
    buckets_.push_back({begin, end, part, shard_elements_});
    shard_elements_ += part;
  }
}

}  // namespace v4e::training
