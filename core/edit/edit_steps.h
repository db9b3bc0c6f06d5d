// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/edit/edit_chain.h"

namespace v4e {

/// Edits done in turn, each on the full-size result of the one before at its strength, as the steps of the
/// editor's history are.
struct SteppedEdit {
  std::vector<ChainedEdit> steps;
  std::vector<EditRequest> requests;  ///< of the steps, with the photos that they were made from
  /// The steps as one edit: the frames of each up to its strength (of the last one all), one caption, the
  /// last picture, what any step changed. Its settings are the last step's.
  EditResult whole;
};

/// `requests`: at least one; the first with its photo, the photos of the others are not read. Throws as
/// edit_chain(), before the first step what plan_chain() throws for any of them; a stop stops them all.
[[nodiscard]] SteppedEdit edit_steps(Editor& editor, std::vector<EditRequest> requests,
                                     const EditHooks& hooks = {});

/// The frames of `edit.whole`, each merged at full size like its step when it is asked for. `editor` must
/// outlive it.
[[nodiscard]] EvolutionFrames merged_evolution(Editor& editor, const SteppedEdit& edit);

}  // namespace v4e
