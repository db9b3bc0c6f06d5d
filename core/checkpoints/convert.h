// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/weight_family.h"

namespace v4e {

/// How weights are written.
enum class WeightFormat {
  F32,
  F16,
  BF16,
  Fp8,   ///< e4m3fn and a scale for each matrix, as ComfyUI's "fp8_scaled" files; safetensors only
  Q8_0,  ///< 8 bits, GGUF only
  Q4_0,  ///< 4 bits, GGUF only
};

/// Whose names the file has.
enum class NameStyle { Diffusers, Original, Comfy, Gguf };

struct ConvertOptions {
  NameStyle names = NameStyle::Comfy;
  WeightFormat format = WeightFormat::BF16;
  bool allow_requantise = false;  ///< packed weights may be packed again, which loses twice
  bool overwrite = false;
  std::uint64_t keep_every = std::uint64_t{256} << 20;  ///< bytes that a killed run may lose
  std::vector<LoraFile> loras = {};                     ///< added for good
  std::map<std::string, std::string> metadata = {};     ///< written into the file's header
};

struct ConvertReport {
  std::size_t tensors = 0;
  std::size_t packed = 0;           ///< of them, in fewer than 16 bits
  std::uint64_t bytes = 0;          ///< of the file
  std::uint64_t resumed_bytes = 0;  ///< that were there from an earlier run
};

/// Writes the weights of one part as another file, `.gguf` for NameStyle::Gguf and else `.safetensors`.
/// In memory are one weight in fp32 and a few megabytes besides. Matrices of blocks are packed; norms, biases
/// and what lies outside blocks stay as wide as they were, at least 16 bits. Stopped, or killed, it goes on
/// where it was when it is run again with the same input and options; until it is whole the file is OUT.part.
/// Throws what reading throws; Error(InvalidArgument) for options that do not go together or a target that is
/// there; Error(Unsupported) for a part that has no such names; Error(FileUnwritable), also before anything
/// is written where the disk is too small; Cancelled.
ConvertReport convert_weights(const std::filesystem::path& in, const std::filesystem::path& out,
                              const WeightFamily& family, const ConvertOptions& options,
                              const RunContext& context = {});

}  // namespace v4e
