// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace v4e {

/// The parts of a model that have weights.
enum class ModelPart { Transformer, TextEncoder, Vae, ImageEncoder };

/// "a transformer", "a text encoder" …
[[nodiscard]] std::string_view part_text(ModelPart part);

/// How a stored name becomes one of the model's. In both, `#` stands for a number and `*` at the end for the
/// rest of the name; the n-th of one is the n-th of the other. Whole path components only, so that
/// "modulation" never matches inside "head.modulation".
struct KeyRule {
  std::string stored;
  std::string model;  ///< empty: the model has no use for it
  int row_part = 0;   ///< which of the `row_parts` equal blocks of rows; a fused weight has a rule for each
  int row_parts = 1;
  bool drop_leading_ones = false;  ///< [1, 257, 1280] is the model's [257, 1280]
};

/// One way in which programs name the weights of a part.
struct KeyLayout {
  std::string name;            ///< for messages
  std::string probe;           ///< a tensor that every file of this layout has, and no other layout
  std::vector<KeyRule> rules;  ///< names without a rule stay as they are
};

/// All that is known of how a part's weights are stored; the models' keys.h have one each.
struct WeightFamily {
  ModelPart part = ModelPart::Transformer;
  std::vector<KeyLayout> layouts;
  std::vector<std::string> prefixes;  ///< that programs put before all names, longest first
};

/// The name that `rule` makes of a stored one; empty optional if the rule is not for it.
[[nodiscard]] std::optional<std::string> model_name(const KeyRule& rule, std::string_view stored);
/// The other way round; none for rules that take weights apart.
[[nodiscard]] std::optional<std::string> stored_name(const KeyRule& rule, std::string_view model);

}  // namespace v4e
