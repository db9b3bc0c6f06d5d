// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/dataset/dataset.h"
#include "core/dataset/prepared_pair.h"
#include "core/dataset/split.h"
#include "core/pipelines/components.h"
#include "core/training/pairs/encoded_set.h"

namespace v4e {

struct EncodeOptions {
  PrepareOptions prepare = {};   ///< block_px is the model's, whatever it says
  SplitOptions split = {};       ///< of pairs whose data set does not split them itself
  int views = 1;                 ///< 1 … 64: of each pair to train on; the first one shows all of it
  std::size_t shard_pairs = 64;  ///< pairs of a shard, with all their views
  std::string model_name = {};   ///< for the set's description
  /// Of `part_count` programs that make one set together: each makes the shards whose number divided by
  /// part_count leaves `part`. Which one ends last finishes the set.
  std::size_t part = 0;
  std::size_t part_count = 1;

  /// Throws Error(InvalidArgument).
  void validate() const;
};

struct EncodeReport {
  std::size_t pairs = 0;     ///< that the data set lists
  std::size_t encoded = 0;   ///< pictures of pairs in the set, views counted
  std::size_t rejected = 0;  ///< pairs that could not be used; set.json's shards say why
  std::size_t shards = 0;
  std::size_t shards_there = 0;  ///< of them, made by an earlier run
  bool finished = true;          ///< off: other programs' shards are missing, and the counts before are 0
};

/// Adds to a set what is made of each pair to train on, besides its encoding.
class PairExtension {
 public:
  virtual ~PairExtension() = default;
  /// What distinguishes a set that was made with it.
  [[nodiscard]] virtual nlohmann::json identity() const = 0;
  /// Adds to `shard`, whose last item is the pair. Throws Cancelled and what ends the run.
  virtual void extend(const PairRecord& record, const training::PairPictures& pictures,
                      training::EncodedShard& shard, const RunContext& context) = 0;
};

/// Encodes a data set for training in `folder` (core/training/pairs/encoded_set.h), going on where an earlier
/// run was ended. A pair that cannot be used is left out with the reason, never an error. `say` gets a line a
/// shard. Throws what reading the model and writing throw, Cancelled.
EncodeReport encode_dataset(const Dataset& dataset, Components& components,
                            const std::filesystem::path& folder, EncodeOptions options,
                            const RunContext& context, const std::function<void(const std::string&)>& say,
                            PairExtension* extension = nullptr);

}  // namespace v4e
