// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string>

namespace v4e::ui {

/// A few words for an effect (an id of resources/captions/effects.json), in the user's language; the id
/// itself for an unknown one.
[[nodiscard]] QString effectName(const std::string& effect);

}  // namespace v4e::ui
