// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
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

/// `requests`: at least one; the first with its photo, the photos of the others are not read. `on_step` hears
/// of each step that begins, the first is 1; what `hooks` hear is of that step alone. Throws as edit_chain(),
/// before the first step what plan_chain() throws for any of them; a stop stops them all.
[[nodiscard]] SteppedEdit edit_steps(Editor& editor, std::vector<EditRequest> requests,
                                     const EditHooks& hooks = {},
                                     const std::function<void(int step)>& on_step = {});

/// The frames of `edit.whole`, each merged at full size like its step when it is asked for, in the photo's own
/// encoding. `editor` must outlive it.
[[nodiscard]] EditStates merged_states(Editor& editor, const SteppedEdit& edit);

/// The same as a film shows them.
[[nodiscard]] EvolutionFrames merged_evolution(Editor& editor, const SteppedEdit& edit);

}  // namespace v4e
