// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "core/training/effects.h"
#include "core/training/training_data.h"
#include "core/training/wordings.h"

namespace v4e::training {

/// Which examples to make.
struct TripletOptions {
  std::int64_t size_px = 128;     ///< square, a multiple of 16
  bool heldout = false;           ///< pictures never trained on
  bool heldout_wordings = false;  ///< instructions never trained on
  double instruction_share =
      0.3;                    ///< share of texts that are the plain instruction, not its evolution caption
  double pointing_share = 0;  ///< of local edits' texts, how many call their target "this" or "the selection"
  double real_share = 0.35;   ///< of local edits that have a photo's own subject, not a cut-out laid into it
  bool exact_regions = false;             ///< a local edit's region is its subject's outline, drawn well
  /// Which photo the edits are of, below TrainingData::place_count(); else any.
  std::optional<std::size_t> place = {};
  /// Which examples of the batch are made; empty: all. The others are drawn all the same, so that those that
  /// are made do not depend on it.
  std::function<bool(std::int64_t example)> wanted = {};
};

/// {photo, instruction, evolution} as a batch.
struct TripletBatch {
  at::Tensor video;                ///< [B, 3, 5, H, W] in -1..1
  at::Tensor region;               ///< [B, 1, H, W]: 1 where the edit is meant to change pixels
  at::Tensor bounded;              ///< bool [B]: has a region; else the edit is of the whole picture
  at::Tensor whole;                ///< [B, 3, H, W] in -1..1: Evolution::whole
  at::Tensor shown;                ///< [B, 3, H, W] in -1..1: what the model sees of the photo
  std::vector<std::string> texts;  ///< what the text encoder gets
};

/// One example as it is drawn, before its pictures are made.
struct DrawnTriplet {
  Scene scene;
  Unfolding way;
  std::string text;  ///< what the text encoder gets
};

/// Makes training and test examples on the fly.
class TripletMaker {
 public:
  TripletMaker(const TrainingData& data, const Wordings& wordings, std::vector<double> effect_weights);

  /// noise [B, C, size/8, size/8]: start noise of each example (see apply_effect).
  /// The same seed gives the same batch; `noise` is of all its examples, wanted or not.
  [[nodiscard]] TripletBatch batch(const TripletOptions& options, const at::Tensor& noise,
                                   std::uint64_t seed) const;

  /// As batch(), but every example shows effects()[effect].
  [[nodiscard]] TripletBatch batch_of(std::size_t effect, const TripletOptions& options,
                                      const at::Tensor& noise, std::uint64_t seed) const;

  /// One example of an effect; noise [C, size/8, size/8].
  [[nodiscard]] DrawnTriplet draw_one(const Effect& effect, const TripletOptions& options,
                                      const at::Tensor& noise, std::mt19937_64& random) const;
  /// The same without a text: of any effect, also one that no instruction asks for.
  [[nodiscard]] DrawnTriplet draw_way(const Effect& effect, const TripletOptions& options,
                                      const at::Tensor& noise, std::mt19937_64& random) const;

 private:
  [[nodiscard]] TripletBatch make(const std::vector<std::size_t>& chosen, const TripletOptions& options,
                                  const at::Tensor& noise, std::mt19937_64& random) const;
  [[nodiscard]] Scene draw_scene(const Effect& effect, const TripletOptions& options,
                                 std::mt19937_64& random) const;

  const TrainingData& data_;
  const Wordings& wordings_;
  std::vector<double> effect_weights_;
};

/// How often each of effects() is drawn: as `by_effect` says, 1 where it is silent; effects with several
/// colours share theirs among them.
[[nodiscard]] std::vector<double> draw_weights(const std::map<std::string, double>& by_effect);

}  // namespace v4e::training
