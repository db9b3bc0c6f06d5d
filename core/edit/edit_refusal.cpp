// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/edit_refusal.h"

#include "core/base/advice.h"

namespace v4e {
namespace {

std::string refusal(const ModelDescription& model, const EvolutionCaption& caption,
                    const CaptionRewriter& rewriter) {
  std::string able;
  for (const std::string& effect : *model.capabilities)
    able += (able.empty() ? "" : ", ") + rewriter.effect_title(effect);
  const std::string wish =
      caption.effect.empty()
          ? "the instruction \"" + caption.wish + "\" was not understood"
          : "it has not learnt \"" + rewriter.effect_title(caption.effect) + "\" (\"" + caption.wish + "\")";
  return "the model \"" + model.name + "\" cannot do that: " + wish + ". It can do: " + able +
         ". For everything else choose a large model, Wan2.1 I2V or ChronoEdit, or have it tried all the "
         "same";
}

}  // namespace

void refuse_effect(const ModelDescription& model, const EvolutionCaption& caption,
                   const CaptionRewriter& rewriter) {
  throw AdvisedError(ErrorCode::Unsupported, refusal(model, caption, rewriter),
                     {Advice::OtherModel, Advice::Force});
}

void ask_for_region(const std::string& wish) {
  throw AdvisedError(ErrorCode::InvalidArgument,
                     "\"" + wish + "\" is about a part of the photo; choose which: mark it, give its " +
                         "rectangle, or take the subject or the background",
                     {Advice::ChooseRegion});
}

void refuse_subject(const std::string& wish) {
  throw AdvisedError(ErrorCode::InvalidArgument,
                     "\"" + wish + "\" is about all but the subject, and the subject was chosen, which would be " +
                         "edited in its place; choose the background",
                     {Advice::ChooseRegion});
}

}  // namespace v4e
