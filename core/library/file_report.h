// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "core/checkpoints/state_dict.h"
#include "core/checkpoints/weight_family.h"
#include "core/library/lora_purpose.h"

namespace v4e {

/// What a file of weights is, or a folder of shards; by its header alone.
struct FileReport {
  std::string container;          ///< "safetensors", "GGUF" …
  std::string kind;               ///< "Wan2.1 I2V 720P", "a LoRA" …; empty: not recognised
  std::string reason;             ///< why that, where it is not the shapes alone
  std::string problem;            ///< why it is of no use here, and the remedy; empty: it is
  std::optional<ModelPart> part;  ///< that it can be
  std::optional<KnownPurpose> purpose = {};  ///< of a LoRA, with a ChronoEdit model
  std::int64_t disk_bytes = 0;
  std::int64_t parameters = 0;
  std::map<std::string, std::int64_t> storages;  ///< parameters by how they are stored: "Q4_K", "bf16" …
};

/// `reader` is open_checkpoint(path)'s. Never throws for what it finds: that is `problem`. `answer` as for
/// assemble_loose_model().
[[nodiscard]] FileReport report_file(const std::filesystem::path& path, const StateDictReader& reader,
                                     const std::string& answer = {});

}  // namespace v4e
