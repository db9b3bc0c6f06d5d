// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/library/few_steps.h"

namespace v4e {

/// What a LoRA is for.
enum class LoraPurpose {
  Any,     ///< it is added to every edit
  Finish,  ///< ChronoEdit's upscaler: makes a finished edit once more, larger
  Sketch,  ///< ChronoEdit's paint brush: makes real what is sketched onto the photo
};

/// Metadata of a LoRA file that says what it is for, whatever its name is: "finish" or "sketch".
inline constexpr const char* kLoraPurpose = "v4e.purpose";

/// By that name, of a file without its folder, for such a model.
[[nodiscard]] LoraPurpose lora_purpose(const std::string& name, FewStepsBase base);

/// By the file's metadata, or else its name. Any for what is missing or no LoRA, and for other models than
/// ChronoEdit. Throws what reading the model's headers throws.
[[nodiscard]] LoraPurpose lora_purpose_of(const std::filesystem::path& file, const ComponentPaths& model);

}  // namespace v4e
