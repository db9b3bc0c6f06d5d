// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace v4e {

/// The folder that holds a model's model_index.json where `folder` is that one, or an entry of Hugging Face's
/// cache (models--OWNER--NAME with refs, blobs, snapshots/HASH): the snapshot that refs/main names, else the
/// newest that is complete. Empty if there is none.
[[nodiscard]] std::filesystem::path locate_model(const std::filesystem::path& folder);

/// The snapshot of a Hugging Face cache entry that refs/main names, else the newest, whatever it holds; empty
/// if `folder` is no such entry.
[[nodiscard]] std::filesystem::path cache_snapshot(const std::filesystem::path& folder);

/// What a model is called that does not say so itself: "OWNER/NAME" inside that cache, else its folder's
/// name.
[[nodiscard]] std::string name_of_location(const std::filesystem::path& folder);

/// Why locate_model() finds nothing there, and what to do.
[[nodiscard]] std::string no_model_text(const std::filesystem::path& folder);

}  // namespace v4e
