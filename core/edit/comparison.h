// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/edit/edit_settings.h"

namespace v4e {

inline constexpr std::size_t kFewestVariants = 2;
inline constexpr std::size_t kMostVariants = 4;  ///< all of them are in memory until one is chosen

/// One of several ways to make the same edit of the same photo.
struct EditVariant {
  std::string name;  ///< what tells it from the others, e.g. "steps=8"
  EditSettings settings;
};

/// Throws Error(InvalidArgument) where there are too few or too many, two are the same, a number is out of its
/// range, or they do not have the same wish: instruction, caption, finished edit and region.
void check_variants(const std::vector<EditVariant>& variants);

/// `base` with the fields of "steps=8,seed=3", named as in the JSON of the settings, or with those of a JSON
/// object. "lora=FILE:0.8" adds one to the LoRAs that are named so, in place of the base's; "lora=" leaves them
/// all out. Throws Error(InvalidArgument) on a field that there is not or that has to be the same in all
/// variants, and on a value that is none.
[[nodiscard]] EditVariant variant_from_text(std::string_view text, const EditSettings& base);

/// The places of the variants in the order in which they are best made: those of one model in a row, and in
/// them those with the same LoRAs, so that weights are read as seldom as can be.
[[nodiscard]] std::vector<std::size_t> working_order(const std::vector<EditVariant>& variants);

}  // namespace v4e
