// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/edit/editor.h"
#include "core/training/triplets.h"

namespace v4e {

/// One held-out photo, what is asked to be done to it and what should come out.
struct Question {
  std::shared_ptr<Photo> photo;
  Image target;                         ///< U8 RGB
  std::shared_ptr<const Image> region;  ///< one channel, F32: 1 where the edit is meant to change pixels
  std::string seen;                     ///< in words that were trained on
  std::string unseen;                   ///< in others
  std::uint64_t seed = 0;
};

/// A question of an effect (a place in training::effects()), about a photo made with `seed`, of the pictures
/// that options.heldout says; what is random in the answer follows the noise that the editor draws for that
/// seed.
[[nodiscard]] Question ask(const ModelDescription& model, const training::TripletMaker& maker,
                           std::size_t effect, training::TripletOptions options, std::uint64_t seed);

/// What the editor makes of the question, of its region if `in_region`, although the model may not offer it;
/// no picture and `problem` where it says no for what was asked. Throws what Editor::edit() throws for the
/// model, and Cancelled.
struct Answer {
  EditResult result;
  std::string problem;
};
[[nodiscard]] Answer answer(Editor& editor, const Question& question, const std::string& instruction,
                            bool in_region, const RunContext& context);

/// A question about an effect, in words that were trained on, and what became of it.
struct AnsweredQuestion {
  const std::string& effect;
  const Question& question;
  const Image& edited;     ///< the photo where no edit came out
  bool in_region = false;  ///< whether the edit was to be in question.region
};
using AnswerHook = std::function<void(const AnsweredQuestion&)>;

}  // namespace v4e
