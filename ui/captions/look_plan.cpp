// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/look_plan.h"

#include <QCoreApplication>
#include <algorithm>

#include "core/base/resources.h"

namespace v4e::ui {
namespace {

struct LookTexts {
  Q_DECLARE_TR_FUNCTIONS(v4e::ui::LookTexts)
};

const ModelInfo* modelOf(const EditSettings& step, const LookMeans& means) {
  if (step.model.empty() || step.model == means.chosen.id) return &means.chosen;
  const auto found = std::ranges::find(means.models, step.model, &ModelInfo::name);
  return found == means.models.end() || !found->ready ? nullptr : &*found;
}

bool canDo(const ModelInfo& model, const EditSettings& step, const LookMeans& means) {
  const bool has_limits = !model.can_do.empty() || !model.cannot_do.empty();
  if (!has_limits || !step.caption.empty()) return true;
  const std::vector<bool> covered = covered_steps(means.read(step.instruction), model.can_do);
  return std::ranges::all_of(covered, [](bool each) { return each; });
}

void forgetNumbers(EditSettings& step) {
  step.steps.reset();
  step.guidance.reset();
  step.frames.reset();
  step.shift.reset();
  step.sampler.reset();
  step.keep_every.reset();
  step.still_sigma.reset();
  step.reasoning_steps.reset();
  step.working_area_px.reset();
}

}  // namespace

InstructionReading LookReader::read(const std::string& instruction) {
  if (!rewriter_)
    rewriter_ =
        std::make_shared<const CaptionRewriter>(CaptionRewriter::from_folder(resource_folder() / "captions"));
  return rewriter_->read(instruction);
}

LookPlan planLook(const Look& look, const LookMeans& means) {
  Look adapted = look;
  for (LookStep& step : adapted.steps) {
    if (!means.only_chosen || step.settings.model.empty()) continue;
    if (step.settings.model != means.chosen.name) forgetNumbers(step.settings);
    step.settings.model.clear();
  }
  EditSettings base;
  base.seed = means.seed;
  LookPlan plan;
  for (EditSettings& step : steps_to_do(adapted, base)) {
    const ModelInfo* model = modelOf(step, means);
    if (!model) {
      plan.model_is_missing = true;
      plan.problem = [name = QString::fromStdString(step.model)] {
        return LookTexts::tr("This look was made with the model “%1”, which is not ready on this computer.")
            .arg(name);
      };
      return plan;
    }
    if (!canDo(*model, step, means)) {
      plan.problem = [name = QString::fromStdString(model->name),
                      wish = QString::fromStdString(step.instruction)] {
        return LookTexts::tr("%1 cannot do this step of the look: “%2”. Nothing was done.").arg(name, wish);
      };
      return plan;
    }
    step.model = model->id;
    plan.steps.push_back(std::move(step));
  }
  return plan;
}

}  // namespace v4e::ui
