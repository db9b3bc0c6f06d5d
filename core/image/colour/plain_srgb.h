// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/run_context.h"
#include "core/image/photo.h"

namespace v4e {

/// Whether a profile is sRGB's, by its own description; none counts as sRGB.
[[nodiscard]] bool is_srgb(const std::string& icc);

/// The photo as programs without colour management show it: U8 RGB in sRGB, without alpha. Throws
/// Error(OutOfMemory), Cancelled.
[[nodiscard]] Image plain_srgb(const Photo& photo, const RunContext& context = {});

}  // namespace v4e
