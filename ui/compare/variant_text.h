// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <vector>

#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// "A", "B" … in the order of the variants.
[[nodiscard]] QString variantLetter(std::size_t place);

/// What tells that variant from the others, for the user: "4 steps, seed 7". Empty where nothing does.
[[nodiscard]] QString variantText(const std::vector<EditSettings>& variants, std::size_t place,
                                  const QList<ModelInfo>& models);

/// The first earlier variant with the same settings; nothing: there is none.
[[nodiscard]] std::optional<std::size_t> sameVariant(const std::vector<EditSettings>& variants,
                                                     std::size_t place);

}  // namespace v4e::ui
