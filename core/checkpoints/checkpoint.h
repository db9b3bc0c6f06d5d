// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include "core/checkpoints/state_dict.h"

namespace v4e {

/// Kinds of files that weights come in.
enum class CheckpointFormat { Safetensors, ShardedSafetensors, TorchPickle, Gguf };

/// Finds the weights of one model: `path` is a file, or a component's folder of a diffusers or transformers
/// model (with diffusion_pytorch_model.safetensors, model.safetensors, one other .safetensors, or a shard
/// index). Throws Error(FileUnreadable) if there are none, Error(InvalidArgument) if several could be meant.
[[nodiscard]] std::filesystem::path find_weights(const std::filesystem::path& path);

/// Tells the format of a weight file by its first bytes; by its name for a shard index.
/// Throws Error(FileUnreadable | FileMalformed).
[[nodiscard]] CheckpointFormat detect_format(const std::filesystem::path& file);

/// Opens the weights that find_weights() finds. Throws what its parts throw, and Error(Unsupported) naming a
/// format that cannot be read, or saying that the file is a LoRA, which is no model by itself.
[[nodiscard]] std::unique_ptr<StateDictReader> open_checkpoint(const std::filesystem::path& path);

}  // namespace v4e
