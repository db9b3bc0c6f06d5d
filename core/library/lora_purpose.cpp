// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/lora_purpose.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/checkpoints/checkpoint.h"

namespace v4e {
namespace {

/// upsample_lora_diffusers.safetensors out of the repository ChronoEdit-14B-Diffusers-Upscaler-Lora, and what
/// others call it: in the name, lower case without separators.
constexpr std::array kFinishWords{std::string_view("upsampl"), std::string_view("upscal")};

bool says_finish(const StateDictReader& lora) {
  const auto said = lora.metadata().find(kLoraPurpose);
  return said != lora.metadata().end() && said->second == "finish";
}

}  // namespace

LoraPurpose lora_purpose(const std::string& name, FewStepsBase base) {
  if (base != FewStepsBase::ChronoEdit) return LoraPurpose::Any;
  const std::string words = letters_and_digits(name);
  const bool named = std::ranges::any_of(
      kFinishWords, [&words](std::string_view word) { return words.find(word) != std::string::npos; });
  return named ? LoraPurpose::Finish : LoraPurpose::Any;
}

LoraPurpose lora_purpose_of(const std::filesystem::path& file, const ComponentPaths& model) {
  const FewStepsBase base = few_steps_base(model);
  if (base != FewStepsBase::ChronoEdit) return LoraPurpose::Any;
  try {
    return says_finish(*open_checkpoint(file)) ? LoraPurpose::Finish
                                               : lora_purpose(file.filename().string(), base);
  } catch (const Error&) {
    return LoraPurpose::Any;  // whoever reads its weights says what is wrong with it
  }
}

}  // namespace v4e
