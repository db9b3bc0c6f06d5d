// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "core/checkpoints/state_dict.h"
#include "core/checkpoints/weight_family.h"

namespace v4e {

/// Kinds of files that weights come in.
enum class CheckpointFormat { Safetensors, ShardedSafetensors, TorchPickle, Gguf };

/// Finds the weights of one model: `path` is a file, or a component's folder of a diffusers or transformers
/// model (with diffusion_pytorch_model.safetensors, model.safetensors, one other .safetensors, or a shard
/// index), or lightx2v's folder of a file for each block, which is given back as it is. Throws
/// Error(FileUnreadable) if there are none, Error(InvalidArgument) if several could be meant.
[[nodiscard]] std::filesystem::path find_weights(const std::filesystem::path& path);

/// Tells the format of a weight file by its first bytes; by its name for a shard index.
/// Throws Error(FileUnreadable), or Error(FileMalformed) where something else lies in the weights' place,
/// with what it is and what to do.
[[nodiscard]] CheckpointFormat detect_format(const std::filesystem::path& file);

/// Opens the file or files that find_weights() finds and gives their tensors as they are stored.
/// Throws what its parts throw.
[[nodiscard]] std::unique_ptr<StateDictReader> open_checkpoint(const std::filesystem::path& path);

/// The same of one part, where the file holds several (see parts_in_one_file()).
[[nodiscard]] std::unique_ptr<StateDictReader> open_checkpoint(const std::filesystem::path& path,
                                                               ModelPart part);

/// A LoRA to add to a model's weights while they are read.
struct LoraFile {
  std::filesystem::path path;
  double strength = 1.0;  ///< 0 not at all, 1 as trained

  bool operator==(const LoraFile&) const = default;
};

/// Opens weights of one family for load_state(): container -> scales -> prefix and names -> LoRAs. What
/// comes out has the model's names. Throws also Error(CheckpointMismatch) where the file holds another part
/// of a model, and Error(Unsupported) where it is a LoRA or of a model that is not known.
[[nodiscard]] std::unique_ptr<StateDictReader> open_checkpoint(const std::filesystem::path& path,
                                                               const WeightFamily& family,
                                                               const std::vector<LoraFile>& loras = {});

}  // namespace v4e
