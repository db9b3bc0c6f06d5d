// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/edit/edit_layers.h"
#include "core/edit/editor.h"
#include "core/evolution/evolution_file.h"

namespace v4e {

/// An edit of one wish or of several done one after the other ("make it night, then add fog").
struct ChainedEdit {
  struct Step {
    EditRequest request;  ///< of this wish alone; its photo is what the step began from
    EditResult result;
  };
  std::vector<Step> steps;
  /// The steps as one edit: all frames in a row, one caption, the last picture, what any step changed.
  EditResult whole;
};

/// Makes `whole` of the steps. Its settings are the first step's.
void join(ChainedEdit& chain);

/// The requests of the single wishes. A model that takes free text gets the instruction whole, as one; so
/// does a caption of the user's own. Throws what Editor::plan() throws for any of them.
[[nodiscard]] std::vector<EditRequest> plan_chain(const Editor& editor, const EditRequest& request);

/// Does the wishes in turn, each on the full-size result of the one before. Throws as Editor::edit(); a stop
/// stops the chain. When the user keeps what is done, the running wish is finished soon and a note names
/// those that were not begun.
[[nodiscard]] ChainedEdit edit_chain(Editor& editor, const EditRequest& request, const EditHooks& hooks = {});

/// Merges all steps again from full-size pixels, with the strength, edits, way and amount of `asked`.
/// Positions, those of regions too, are on all frames in a row: what lies before a step's frames leaves its
/// photo as it is.
void merge_chain_again(Editor& editor, const EditRequest& asked, ChainedEdit& chain,
                       const EditHooks& hooks = {});

/// All frames in a row, each merged at full size like the edit (as `asked`, at the frame's own strength) when
/// it is asked for, in the photo's own encoding. `editor` must outlive it.
[[nodiscard]] EditStates merged_states(Editor& editor, const EditRequest& asked, ChainedEdit chain);

/// The same as a film shows them.
[[nodiscard]] EvolutionFrames merged_evolution(Editor& editor, const EditRequest& asked, ChainedEdit chain);

/// A chain out of its stored frames, `whole.frames` in a row; merge it before use. `wishes` were done one
/// after the other, the first ones of plan_chain(); where that or the frames do not fit, it is one edit.
[[nodiscard]] ChainedEdit restore_chain(const Editor& editor, const EditRequest& request, EditResult whole,
                                        std::size_t wishes);

}  // namespace v4e
