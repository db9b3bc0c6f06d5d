// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "core/edit/edit_request.h"
#include "core/image/image.h"

namespace v4e {

/// What can be measured of an edit without knowing how it should look, on its frames as the model made them.
/// Differences are root mean squares over pixels and channels of 0..1.
struct EditMarks {
  double change = 0;  ///< from the first frame to the last
  double outside =
      0;  ///< the same over the pixels of the photo that the edit leaves alone; 0 where there are none
  double sharpness = 1;  ///< mean |Laplacian| of the last frame over the first's
  double flicker = 0;    ///< between the last two frames, over `change`
  /// Of the last frame from the mean of the other tries' last frames: what the model is not sure of differs.
  double apart = 0;
  std::optional<double> judged;  ///< by a language model that sees photo and edit, 0..10
  double score = 0;              ///< of these tries, the higher the better: rate()
};

/// All but `apart`, `judged` and `score`. Throws Error(InvalidArgument) for an edit with less than two
/// frames.
[[nodiscard]] EditMarks measure_edit(const EditResult& result);

/// Fills in `apart` and `score` of several tries at one edit, in their order. A judge counts before what is
/// measured, where it has judged them all. Throws Error(InvalidArgument) where the frames' sizes differ.
void rate(std::vector<EditMarks>& marks, const std::vector<Image>& last_frames);

/// The place of the highest score, the first of equal ones. `marks`: at least one.
[[nodiscard]] std::size_t best_of(const std::vector<EditMarks>& marks);

[[nodiscard]] nlohmann::json to_json(const EditMarks& marks);

}  // namespace v4e
