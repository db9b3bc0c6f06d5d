// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/image/io/photo_io.h"
#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// Writes into `options` how the edit was made (see add_provenance), with the steps `before` that led to it;
/// instruction and caption only where `includePrompt`.
void describeEdit(const EditResult& result, const std::vector<EditSettings>& before, bool includePrompt,
                  WriteOptions& options);

/// The order that a photo edited by this program carries, without the photo and with the model's name as its
/// id; nothing in other photos and where the instruction was left out. Throws Error(FileMalformed).
[[nodiscard]] std::optional<EditSettings> embeddedOrder(const Photo& photo);

}  // namespace v4e::ui
