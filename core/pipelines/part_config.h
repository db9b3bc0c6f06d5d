// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/models/clip_vision/clip_vision_config.h"
#include "core/models/umt5/umt5_config.h"
#include "core/models/wan_dit/wan_dit_config.h"
#include "core/models/wan_vae/config.h"

namespace v4e {

/// Sizes of a model's part by the config.json of its folder, as diffusers and transformers write it; without
/// one, by the weights themselves (a single file, a folder of the original Wan). They throw what reading
/// these throws.
[[nodiscard]] WanDitConfig read_transformer_config(const std::filesystem::path& part);
[[nodiscard]] WanVaeConfig read_vae_config(const std::filesystem::path& part);
[[nodiscard]] Umt5Config read_text_encoder_config(const std::filesystem::path& part);
[[nodiscard]] ClipVisionConfig read_image_encoder_config(const std::filesystem::path& part);

/// The config.json of a part as it is; null where there is none, or one of the original Wan.
[[nodiscard]] nlohmann::json own_config(const std::filesystem::path& part);

}  // namespace v4e
