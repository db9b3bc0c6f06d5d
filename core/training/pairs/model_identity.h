// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include "core/pipelines/component_paths.h"

namespace v4e::training {

/// What tells the parts of a model that encode (VAE, text and image encoder, tokenizer) from others: by part,
/// a SHA-256 of the names, sizes, beginnings and ends of its files, so that files of many gigabytes need not
/// be read. Throws Error(FileUnreadable).
[[nodiscard]] nlohmann::json encoder_identity(const ComponentPaths& paths);

/// Of the transformer alone.
[[nodiscard]] nlohmann::json transformer_identity(const ComponentPaths& paths);

}  // namespace v4e::training
