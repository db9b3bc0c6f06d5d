// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFormLayout>

namespace v4e::ui {

/// Labels as high as the fields beside them, so that both texts stand on one line: left alone, a form gives a
/// label less room than a tall field has. To be called when all rows are there.
void alignLabels(QFormLayout& form);

}  // namespace v4e::ui
