// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/one_editor.h"

#include <utility>

#include "core/library/model_description.h"

namespace v4e::cli {

OneEditor::OneEditor(EditorOptions options) : options_(std::move(options)) {}

Editor& OneEditor::open(const std::string& model) {
  if (!editor_ || name_ != model) {
    editor_.reset();  // first give the old one's memory back
    editor_.emplace(choose_model(model), options_, embedded_rewriter());
    name_ = model;
  }
  return *editor_;
}

}  // namespace v4e::cli
