// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/edit/editor.h"

namespace v4e::cli {

/// The editor of the model that is in use. Models are opened one at a time: two would not fit into memory.
class OneEditor {
 public:
  explicit OneEditor(EditorOptions options);

  /// `model`: a folder or a name, empty for the embedded one. What an earlier call gave is closed, unless it
  /// is of the same model. Throws as choose_model() and Editor's constructor.
  Editor& open(const std::string& model);

 private:
  EditorOptions options_;
  std::string name_;
  std::optional<Editor> editor_;
};

}  // namespace v4e::cli
