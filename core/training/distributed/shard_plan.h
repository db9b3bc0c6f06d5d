// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace v4e::training {

/// What the processes of a training keep of its state.
enum class Sharding {
  None,       ///< each all of it; gradients are summed ("dp")
  Optimiser,  ///< each its part of moments and averaged weights (ZeRO stage 1, arXiv 1910.02054; "zero1")
  Gradients,  ///< its part of the gradients too (ZeRO stage 2; "zero2")
  Weights,    ///< its part of the weights of a transformer's blocks too (ZeRO stage 3; "zero3")
};

/// What a bucket of a training has: 25 MB of gradients, large enough for the network, small enough to begin
/// early.
inline constexpr std::int64_t kBucketElements = 25'000'000 / 4;

/// [begin, end) of a flat vector.
struct FlatRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// A flat vector cut into buckets, and each bucket into a part for each process, so that a part is ready
/// while the gradient of the next bucket is still being computed.
class ShardPlan {
 public:
  struct Bucket {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::int64_t part = 0;    ///< elements of a process's part; the last parts may reach over the end
    std::int64_t stored = 0;  ///< where this process's part begins in its shard
  };
  /// [begin, end) of the flat vector, which lie at `stored` in this process's shard.
  struct Piece {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::int64_t stored = 0;
  };

  /// `bucket_elements`: wanted size of a bucket, >= 1. 0 <= rank < world. `whole`: what is a bucket of its
  /// own, of whatever size; rising, without overlaps.
  ShardPlan(std::int64_t total, int rank, int world, std::int64_t bucket_elements,
            const std::vector<FlatRange>& whole = {});

  [[nodiscard]] const std::vector<Bucket>& buckets() const { return buckets_; }
  /// Index of the bucket that has that element.
  [[nodiscard]] std::size_t bucket_of(std::int64_t element) const;
  /// Elements of a process's shard, what reaches over the end included: equal for all.
  [[nodiscard]] std::int64_t shard_elements() const { return shard_elements_; }
  /// Of this process, in order; never empty pieces.
  [[nodiscard]] const std::vector<Piece>& pieces() const { return pieces_; }

 private:
  void cut(std::int64_t begin, std::int64_t end, std::int64_t size);

  int rank_;
  int world_;
  std::vector<Bucket> buckets_;
  std::vector<Piece> pieces_;
  std::int64_t shard_elements_ = 0;
};

}  // namespace v4e::training
