// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/edit/editor.h"
#include "core/evaluation/question.h"
#include "core/training/triplets.h"

namespace v4e {

struct GateOptions {
  int examples = 12;           ///< of each effect; those with several colours share them
  std::int64_t size_px = 256;  ///< of the square photos; the targets are exact at this size
  std::uint64_t seed = 2026;

  /// Throws Error(InvalidArgument).
  void validate() const;
};

/// What fills a hole by rules alone, and its squared errors, summed over examples.
struct Peer {
  std::string name;
  double error = 0;
  double sharpness = 0;  ///< as PartGate's
};

/// One effect's edits of a region, measured inside it; sums over examples.
struct PartGate {
  std::string effect;
  int examples = 0;
  double error = 0;                  ///< mean squared error of each edit against its target
  double copy_error = 0;             ///< of the photo
  double sharpness = 0;              ///< Laplacian energy over the target's
  double grid = 0;                   ///< grid_energy() at 8 or 16 px, the greater, over the target's
  std::int64_t changed_outside = 0;  ///< pixels outside the region that are not the photo's, bit for bit
  std::vector<Peer> peers;           ///< of removal and repair: Telea, Navier-Stokes, push-pull
  std::string problem;               ///< why no edit came out, of the first example that failed

  [[nodiscard]] double psnr_db() const;
  /// What it has to reach: by the effect, and for removal and repair what the best peer reaches.
  [[nodiscard]] double needed_db() const;
  /// Reaches it, changes no pixel outside, and, for removal, has 0.6 of the target's sharpness or more and at
  /// most 1.1 of its grid; for repair, which is of small places, at least the sharpness of the sharpest peer.
  [[nodiscard]] bool passes() const;
};
[[nodiscard]] nlohmann::json to_json(const PartGate& gate);

/// Pictures of one example, in this order: photo, region, edit, target; [3, H, W] in 0..1.
using PartPictures = std::array<at::Tensor, 4>;
[[nodiscard]] PartPictures part_pictures(const AnsweredQuestion& example);

/// Edits regions of held-out photos with `editor`. Colours, gradients and blur are of the photos' own
/// subjects where `examples` has some, removal of cut-outs laid into every place in turn, repair of scratches
/// and stains drawn into photos (with_damage()). `on_answer` hears of each example. Throws as run_gate().
[[nodiscard]] std::vector<PartGate> run_part_gate(Editor& editor, const training::TripletMaker& examples,
                                                  std::size_t places, const GateOptions& options,
                                                  const RunContext& context,
                                                  const std::function<void(const PartGate&)>& done = {},
                                                  const AnswerHook& on_answer = {});

}  // namespace v4e
