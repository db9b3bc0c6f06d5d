// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/few_steps.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <vector>

#include "core/base/text.h"
#include "core/pipelines/component_paths.h"
#include "core/pipelines/part_config.h"

namespace v4e {
namespace {

using Base = FewStepsBase;

constexpr std::int64_t kLargeWidth = 5120;

struct Known {
  FewSteps way;
  std::vector<Base> bases;
  std::vector<std::string_view> words;  ///< one of them is in the name, lower case without separators
};

/// Of the first whose words are in the name. Numbers as their makers give them.
const std::vector<Known>& known_loras() {
  static const std::vector<Known> known{
      {{.id = "chronoedit-distill", .steps = 8, .shift = 2, .sampler = Sampler::UniPc},
       {Base::ChronoEdit},
       {"distill", "8step"}},
      {{.id = "fastwan", .steps = 3, .shift = 3}, {Base::TextAndImage5B}, {"fastwan"}},
      {{.id = "causvid", .steps = 8, .shift = 2, .sampler = Sampler::UniPc}, {Base::Small}, {"causvid"}},
      {{.id = "causvid", .steps = 8, .shift = 7, .sampler = Sampler::UniPc, .strength = 0.7},
       {Base::Large},
       {"causvid"}},
      {{.id = "accvid", .steps = 10, .shift = 5}, {Base::Large}, {"accvid"}},
      {{.id = "fusionx", .steps = 8, .shift = 2, .sampler = Sampler::UniPc}, {Base::Large}, {"fusionx"}},
      {{.id = "lightx2v", .steps = 4, .shift = 5},
       {Base::Large, Base::TwoExperts},
       {"lightx2v", "lightning", "stepdistill", "4step"}},
  };
  return known;
}

const std::vector<Known>& few_step_models() {
  static const std::vector<Known> known{
      {{.id = "lightx2v", .steps = 4, .shift = 5},
       {Base::Large, Base::TwoExperts},
       {"lightx2v", "stepdistill", "lightning"}},
  };
  return known;
}

std::optional<FewSteps> find(const std::vector<Known>& known, const std::string& name, Base base) {
  const std::string words = letters_and_digits(name);
  for (const Known& each : known) {
    const bool named = std::ranges::any_of(
        each.words, [&words](std::string_view word) { return words.find(word) != words.npos; });
    if (named && std::ranges::find(each.bases, base) != each.bases.end()) return each.way;
  }
  return std::nullopt;
}

}  // namespace

FewStepsBase few_steps_base(const ComponentPaths& model) {
  const WanDitConfig config = read_transformer_config(model.transformer);
  if (model.is_chronoedit || config.rope_temporal_skip_len) return Base::ChronoEdit;
  if (model.expand_timesteps) return Base::TextAndImage5B;
  if (model.boundary_ratio) return Base::TwoExperts;
  return config.width() < kLargeWidth ? Base::Small : Base::Large;
}

std::optional<FewSteps> few_steps_lora(const std::string& name, FewStepsBase base) {
  return find(known_loras(), name, base);
}

std::optional<FewSteps> few_steps_model(const std::string& name, FewStepsBase base) {
  return find(few_step_models(), name, base);
}

}  // namespace v4e
