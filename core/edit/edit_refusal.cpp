// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/edit_refusal.h"

#include <algorithm>

#include "core/base/advice.h"

namespace v4e {
namespace {

/// A method as messages call it.
std::string method_words(EditMethod method) {
  switch (method) {
    case EditMethod::Student:
      return "student (a model that was taught to edit)";
    case EditMethod::NativeI2v:
      return "i2v (image to video)";
    case EditMethod::ZeroShotT2v:
      return "t2v (text to video, the photo held as the first latent frame)";
    case EditMethod::Ti2v:
      return "ti2v (text and image to video)";
  }
  return {};
}

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

std::optional<EditMethod> method_of(const ModelDescription& model, const EditSettings& settings) {
  if (settings.method || model.methods.empty()) return settings.method;
  return model.methods.front();
}

void require_method(const ModelDescription& model, const EditSettings& settings) {
  const bool is_film =
      method_of(model, settings) == EditMethod::NativeI2v && settings.ending.empty();
  if (!is_film && (settings.keep_every || settings.still_sigma))
    throw Error(
        ErrorCode::Unsupported,
        "thinning out frames and making the end once more as a still are for films that an image-to-video "
        "model makes of a photo, and \"" +
            model.name + "\" edits otherwise here; leave both out");
  if (!settings.method) return;
  if (std::ranges::find(model.methods, *settings.method) == model.methods.end()) {
    std::string able;
    for (const EditMethod method : model.methods) able += (able.empty() ? "" : ", ") + method_words(method);
    throw AdvisedError(ErrorCode::Unsupported,
                       "the weights of \"" + model.name + "\" cannot edit by the method " +
                           method_words(*settings.method) +
                           (able.empty() ? std::string() : "; what they can is " + able) +
                           ". Leave the method to the model, or choose weights that can",
                       {Advice::OtherModel});
  }
  if (*settings.method == EditMethod::ZeroShotT2v && !settings.ending.empty())
    throw Error(ErrorCode::Unsupported,
                "the method " + method_words(*settings.method) +
                    " makes no way to a finished edit; leave the method to the model");
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
