// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/edit/edit_region.h"

namespace v4e {

/// Finds subjects with the network that the program brings, which is loaded when it is first asked for; their
/// outlines follow the photo's edges.
[[nodiscard]] SubjectSource embedded_subject_source();

}  // namespace v4e
