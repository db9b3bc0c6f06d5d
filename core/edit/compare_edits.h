// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/edit/comparison.h"
#include "core/edit/kept_edit.h"

namespace v4e {

/// What became of one variant.
struct ComparedEdit {
  EditVariant variant;
  std::optional<KeptEdit> edit;  ///< nothing where it failed
  std::optional<Error> failure = {};
  double seconds = 0;          ///< without loading the model
  double loading_seconds = 0;  ///< the model's weights
  /// See OutsideChanges; nothing where no part of the photo was left alone by all.
  std::optional<double> outside = {};
};

struct ComparedEdits {
  std::vector<ComparedEdit> edits;  ///< in the order of the variants
  double outside_share = 0;         ///< of the photo, that none of them changed
};

/// Gives the editor of a model, which may end the one that it gave before.
using OpenEditor = std::function<Editor&(const std::string& model)>;

/// Makes the variants of one edit, with the photo and all else of `request` but its settings. Wrong variants
/// and wishes that a model has not learnt are found before anything slow begins. `on_variant` hears of each
/// that begins, by its place. A variant that fails after that does not stop the others. Throws what
/// check_variants(), plan_chain() and `open` throw, and the first failure where all fail; Cancelled.
[[nodiscard]] ComparedEdits compare_edits(const OpenEditor& open, const EditRequest& request,
                                          const std::vector<EditVariant>& variants, const EditHooks& hooks = {},
                                          const std::function<void(std::size_t place)>& on_variant = {});

/// {"outside_share", "variants": [{"name", "seconds", "loading_seconds", "changed_share", "outside": {"rms",
/// "psnr_db"} or null, "edit": edit_report()} or {"name", "error"}]}.
[[nodiscard]] nlohmann::json comparison_report(const ComparedEdits& compared);

}  // namespace v4e
