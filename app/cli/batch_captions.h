// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "app/cli/asked_captions.h"
#include "core/document/queue/queue_item.h"

namespace v4e::cli {

/// Has the captions of a batch written by a language model, where the user wants that, before the first edit:
/// they are part of what is asked for, so that the same command finds what it has done. Photos that cannot be
/// read are left to their edits, which tell why. `known_only` as in AskedCaptions::fill(), whose errors it
/// throws.
void take_captions(std::vector<QueueRequest>& requests, const AskedCaptionOptions& options,
                   CommandContext& context, bool known_only);

}  // namespace v4e::cli
