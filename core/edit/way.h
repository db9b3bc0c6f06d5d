// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/captions/caption_rewriter.h"
#include "core/edit/edit_settings.h"
#include "core/image/image.h"

namespace v4e {

/// Gives a way its two ends: `frames` (F32 RGB, at least two) begin at `first` and end at `last`, pictures of
/// their size, and what the autoencoder or the model missed there is taken off the frames between as well, of
/// each end as far as the frame looks like it.
void hold_ends(std::vector<Image>& frames, const Image& first, const Image& last);

/// What a model is told of the way to a finished edit: what happens, as far as the settings say. Throws
/// Error(InvalidArgument) on an instruction that cannot be read.
[[nodiscard]] EvolutionCaption way_caption(const EditSettings& settings, const CaptionRewriter& rewriter);

}  // namespace v4e
