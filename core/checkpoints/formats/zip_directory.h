// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/checkpoints/file_map.h"

namespace v4e {

/// Where a file inside an archive lies, stored without compression.
struct ZipEntry {
  std::uint64_t offset = 0;  ///< of its bytes, from the archive's start
  std::uint64_t size_bytes = 0;
};

/// The files of a zip archive as torch.save() writes it: nothing compressed or encrypted, so that each can be
/// mapped. The central directory alone is believed, and checked against the local headers; nothing is
/// inflated, no name leads out, no two files overlap.
/// `where` names the archive in messages. Throws Error(FileMalformed | Unsupported).
[[nodiscard]] std::map<std::string, ZipEntry> read_zip_directory(const FileMap& file,
                                                                 const std::string& where);

}  // namespace v4e
