// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace v4e {

/// Keeps memory that is freed instead of giving it back at once: tensors of some megabytes come and go, and
/// pages that are fetched again are zeroed each time (measured: a tenth of an edit). For programs that do their
/// work and end; one that stays open should give back.
void keep_freed_memory();

}  // namespace v4e
