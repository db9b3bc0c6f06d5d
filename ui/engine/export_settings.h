// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/image/photo.h"
#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// What goes into an exported file about how it was made: always that it is a composite with AI; the
/// instruction, caption, model, seed and parameters where `embedSettings`.
void describeEdit(const EditResult& result, bool embedSettings, WriteOptions& options);

/// The settings as our own JSON, and the order back out of it (without the photo).
[[nodiscard]] std::string settingsJson(const EditResult& result);
/// Throws Error(FileMalformed).
[[nodiscard]] EditOrder orderFromJson(const std::string& json);

/// The order that a photo written by us carries; nothing in other photos.
[[nodiscard]] std::optional<EditOrder> embeddedOrder(const Photo& photo);

}  // namespace v4e::ui
