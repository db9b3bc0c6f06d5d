// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/library/few_steps.h"

namespace v4e {

class StateDictReader;

/// What a LoRA is for.
enum class LoraPurpose {
  Any,     ///< a style or a subject: it is added to every edit
  Finish,  ///< ChronoEdit's upscaler: makes a finished edit once more, larger
  Sketch,  ///< ChronoEdit's paint brush: makes real what is sketched onto the photo
};

/// By the names that files, programs and people give them: "style", "finish", "sketch".
[[nodiscard]] const std::map<std::string, LoraPurpose>& lora_purposes();

/// How it is known what a LoRA is for.
enum class PurposeBasis {
  Open,  ///< it is not: taken for a style or a subject until somebody says otherwise
  Said,  ///< the user has
  Own,   ///< its file says so
  Name   ///< of the file
};

struct KnownPurpose {
  LoraPurpose purpose = LoraPurpose::Any;
  PurposeBasis basis = PurposeBasis::Open;
  bool operator==(const KnownPurpose&) const = default;
};

/// Metadata of a LoRA file that says what it is for, whatever its name is: one of lora_purposes().
inline constexpr const char* kLoraPurpose = "v4e.purpose";

/// By that name, of a file without its folder, for such a model.
[[nodiscard]] LoraPurpose lora_purpose(const std::string& name, FewStepsBase base);

/// What a ChronoEdit model would use a LoRA for: as the user said, or else by its metadata, or else its name.
/// Throws what reading the few weights of its fingerprint throws.
[[nodiscard]] KnownPurpose known_purpose(const StateDictReader& lora, const std::string& name);

/// The same of a file for that model. Any for what is missing or no LoRA, and for other models than
/// ChronoEdit. Throws what reading the model's headers throws.
[[nodiscard]] KnownPurpose lora_purpose_of(const std::filesystem::path& file, const ComponentPaths& model);

/// Keeps what the user says of that file, wherever it will lie and whatever it will be called. Throws
/// Error(InvalidArgument) where it is no LoRA, what reading it throws, and Error(FileUnwritable).
void say_lora_purpose(const std::filesystem::path& file, LoraPurpose purpose);

}  // namespace v4e
