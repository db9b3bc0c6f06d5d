// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/captions/caption_rewriter.h"
#include "core/edit/look.h"
#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// What a look comes to with the models that are here.
struct LookPlan {
  std::vector<EditSettings> steps;   ///< to be done in turn, their models by id
  std::function<QString()> problem;  ///< why nothing can be done, in the language in use; null: it can
  bool model_is_missing = false;     ///< that is the problem: another model may do it
};

/// Reads instructions as looks need it; takes up the rules when they are first needed. For one thread.
class LookReader {
 public:
  [[nodiscard]] InstructionReading read(const std::string& instruction);

 private:
  std::shared_ptr<const CaptionRewriter> rewriter_;
};

/// What a look is planned with.
struct LookMeans {
  const QList<ModelInfo>& models;
  const ModelInfo& chosen;   ///< does the steps that name no model
  bool only_chosen = false;  ///< does all steps; numbers that were meant for another model are left to it
  std::uint64_t seed = 0;    ///< of the steps that keep none
  std::function<InstructionReading(const std::string&)> read;  ///< asked only for models with limits
};

/// Throws Error(InvalidArgument) where no step is on, and what `read` throws.
[[nodiscard]] LookPlan planLook(const Look& look, const LookMeans& means);

}  // namespace v4e::ui
