// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/checkpoints/weight_family.h"

namespace v4e {

/// Whether there is a folder; false where that cannot be told.
[[nodiscard]] bool is_folder(const std::filesystem::path& path);

/// Files of weights lie in a folder: single ones, and the folder itself where it holds shards. `depth` more
/// levels of folders are looked into. Sorted.
[[nodiscard]] std::vector<std::filesystem::path> weight_files(const std::filesystem::path& folder, int depth);

/// Which part of a model a file's header says that it is; empty: none, or it cannot be opened.
[[nodiscard]] std::optional<ModelPart> part_in(const std::filesystem::path& file);

/// The folder whose subfolders hold the kinds of parts ("models" of ComfyUI), above a file; else the file's
/// own.
[[nodiscard]] std::filesystem::path parts_root(const std::filesystem::path& file);

/// Whether a folder is called after one of two experts: "high_noise_model", "LowNoise" …
[[nodiscard]] bool is_experts_folder(const std::filesystem::path& folder);

/// Folders below `root` in which programs keep that part, `root` itself last; only those that are there.
[[nodiscard]] std::vector<std::filesystem::path> folders_of(ModelPart part,
                                                            const std::filesystem::path& root);

/// The first spiece.model in these folders, at most two levels down; empty if there is none.
[[nodiscard]] std::filesystem::path find_tokenizer(const std::vector<std::filesystem::path>& folders);

}  // namespace v4e
