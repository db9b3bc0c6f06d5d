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

struct NamedPurpose {
  LoraPurpose purpose;
  std::string_view word;  ///< in the name, lower case without separators
};

// upsample_lora_diffusers.safetensors out of the repository ChronoEdit-14B-Diffusers-Upscaler-Lora and
// paintbrush_lora_diffusers.safetensors out of ChronoEdit-14B-Diffusers-Paint-Brush-Lora.
constexpr std::array kNamed{NamedPurpose{LoraPurpose::Finish, "upsampl"},
                            NamedPurpose{LoraPurpose::Finish, "upscal"},
                            NamedPurpose{LoraPurpose::Sketch, "paintbrush"}};

LoraPurpose said_purpose(const StateDictReader& lora) {
  const auto said = lora.metadata().find(kLoraPurpose);
  if (said == lora.metadata().end()) return LoraPurpose::Any;
  if (said->second == "finish") return LoraPurpose::Finish;
  return said->second == "sketch" ? LoraPurpose::Sketch : LoraPurpose::Any;
}

}  // namespace

LoraPurpose lora_purpose(const std::string& name, FewStepsBase base) {
  if (base != FewStepsBase::ChronoEdit) return LoraPurpose::Any;
  const std::string words = letters_and_digits(name);
  const auto found = std::ranges::find_if(
      kNamed, [&words](const NamedPurpose& named) { return words.find(named.word) != std::string::npos; });
  return found == kNamed.end() ? LoraPurpose::Any : found->purpose;
}

LoraPurpose lora_purpose_of(const std::filesystem::path& file, const ComponentPaths& model) {
  const FewStepsBase base = few_steps_base(model);
  if (base != FewStepsBase::ChronoEdit) return LoraPurpose::Any;
  try {
    const LoraPurpose said = said_purpose(*open_checkpoint(file));
    return said == LoraPurpose::Any ? lora_purpose(file.filename().string(), base) : said;
  } catch (const Error&) {
    return LoraPurpose::Any;  // whoever reads its weights says what is wrong with it
  }
}

}  // namespace v4e
