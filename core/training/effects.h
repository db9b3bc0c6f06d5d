// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace v4e::training {

/// A place to edit: what the maker of training pairs works on.
struct Scene {
  at::Tensor photo;       ///< [3, H, W] in 0..1
  at::Tensor background;  ///< the same without the subject; undefined without one
  at::Tensor subject;     ///< soft mask [1, H, W] of the named subject; undefined without one
  std::string subject_name;
  at::Tensor region;  ///< [1, H, W]: the part to be edited, 1 = edit; undefined: the whole picture
};

/// One example of an edit as it unfolds.
struct Evolution {
  at::Tensor frames;  ///< [5, 3, H, W] in 0..1: photo, three states on the way, the edit
  at::Tensor region;  ///< [1, H, W]: 1 where the edit is meant to change pixels
  at::Tensor whole;   ///< [3, H, W] the edit as if the region were everything; frames[4] is composed of it
  /// [3, H, W] what the model sees in place of the photo where it makes the edit; undefined: the photo.
  at::Tensor shown;
};

/// An edit as a function of how far it has come.
struct Unfolding {
  at::Tensor photo;   ///< [3, H, W] in 0..1: where it begins
  at::Tensor region;  ///< [1, H, W]: where it changes pixels; undefined: everywhere
  at::Tensor shown;   ///< Evolution::shown
  /// The photo after the share (0, 1] of the effect as if the region were everything, not clamped. Above 1
  /// most effects go further than the edit does.
  std::function<at::Tensor(double share)> whole;

  /// [3, H, W] in 0..1: the same, inside the region alone.
  [[nodiscard]] at::Tensor at(double share) const;
};

/// What to do with a scene. `id` and its parameters are those of the evolution caption.
struct Effect {
  std::string id;                  ///< "sepia", "snow", "remove" …
  std::string colour;              ///< for cast, bgcolour, bggradient and recolour
  bool local = false;              ///< concerns a part of the picture: needs a region
  std::string second_colour = {};  ///< for bggradient: below
  /// The caption rules make this of an instruction; else it is only ever asked for by a caption.
  [[nodiscard]] bool spoken() const;
};

/// Every effect that the embedded model is taught, one entry per colour where it has one.
[[nodiscard]] const std::vector<Effect>& effects();

/// Each id of effects() once, in their order.
[[nodiscard]] std::vector<std::string> effect_ids();

/// Places in effects() of one id.
[[nodiscard]] std::vector<std::size_t> variants_of(const std::string& id);

/// The states of an effect; `noise` and `generator` as for apply_effect().
[[nodiscard]] Unfolding unfolding(const Effect& effect, const Scene& scene, const at::Tensor& noise,
                                  at::Generator generator);

/// The states at quarters.
[[nodiscard]] Evolution unfolded(const Unfolding& way);

/// Applies an effect. The states on the way are real ones (half the snow, half the fade), not blends,
/// wherever the operation has such states. A region of the scene bounds any effect; a local one without takes
/// the subject, or what is around it (Error(Internal) without either).
///
/// `noise` [C, H/8, W/8] is the start noise the model will see for this very example. What is random in a
/// result (where flakes fall) is a fixed function of it, so that the model can learn to turn its noise into
/// flakes; flow matching allows any pairing of noise and data, as long as the noise alone stays Gaussian.
[[nodiscard]] Evolution apply_effect(const Effect& effect, const Scene& scene, const at::Tensor& noise,
                                     at::Generator generator);

}  // namespace v4e::training
