// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/lora_purpose.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/recognise.h"
#include "core/library/kind_memory.h"

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

/// What the file says of itself.
std::optional<LoraPurpose> own_purpose(const StateDictReader& lora) {
  const auto said = lora.metadata().find(kLoraPurpose);
  if (said == lora.metadata().end()) return std::nullopt;
  const auto found = lora_purposes().find(said->second);
  return found == lora_purposes().end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

const std::map<std::string, LoraPurpose>& lora_purposes() {
  static const std::map<std::string, LoraPurpose> purposes{
      {"style", LoraPurpose::Any}, {"finish", LoraPurpose::Finish}, {"sketch", LoraPurpose::Sketch}};
  return purposes;
}

LoraPurpose lora_purpose(const std::string& name, FewStepsBase base) {
  if (base != FewStepsBase::ChronoEdit) return LoraPurpose::Any;
  const std::string words = letters_and_digits(name);
  const auto found = std::ranges::find_if(
      kNamed, [&words](const NamedPurpose& named) { return words.find(named.word) != std::string::npos; });
  return found == kNamed.end() ? LoraPurpose::Any : found->purpose;
}

KnownPurpose known_purpose(const StateDictReader& lora, const std::string& name) {
  const auto said = lora_purposes().find(remembered_kind(lora_fingerprint(lora)));
  if (said != lora_purposes().end()) return {said->second, PurposeBasis::Said};
  if (const auto own = own_purpose(lora)) return {*own, PurposeBasis::Own};
  const LoraPurpose named = lora_purpose(name, FewStepsBase::ChronoEdit);
  return {named, named == LoraPurpose::Any ? PurposeBasis::Open : PurposeBasis::Name};
}

KnownPurpose lora_purpose_of(const std::filesystem::path& file, const ComponentPaths& model) {
  if (few_steps_base(model) != FewStepsBase::ChronoEdit) return {};
  try {
    return known_purpose(*open_checkpoint(file), file.filename().string());
  } catch (const Error&) {
    return {};  // whoever reads its weights says what is wrong with it
  }
}

void say_lora_purpose(const std::filesystem::path& file, LoraPurpose purpose) {
  const auto lora = open_checkpoint(file);
  const std::string fingerprint = lora_fingerprint(*lora);
  if (recognise(*lora).kind != Recognised::Kind::Lora || fingerprint.empty())
    throw Error(ErrorCode::InvalidArgument,
                file.string() + " is no LoRA: what it is for can be said of LoRAs alone");
  const auto named =
      std::ranges::find(lora_purposes(), purpose, [](const auto& each) { return each.second; });
  remember_kind(fingerprint, named->first);
}

}  // namespace v4e
