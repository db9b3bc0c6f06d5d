// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <algorithm>
#include <string>

#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// The model of that id; null where there is none.
[[nodiscard]] inline const ModelInfo* findModel(const QList<ModelInfo>& models, const std::string& id) {
  const auto found =
      std::find_if(models.begin(), models.end(), [&id](const ModelInfo& info) { return info.id == id; });
  return found == models.end() ? nullptr : &*found;
}

/// Whether it cannot be used until somebody says which model it is.
[[nodiscard]] inline bool hasOpenKind(const ModelInfo& info) {
  return std::ranges::any_of(info.kinds, &KindQuestion::is_open);
}

}  // namespace v4e::ui
