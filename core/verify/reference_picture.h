// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>

namespace v4e {

/// Reads an 8-bit RGB PNG of a reference case as [H, W, 3] uint8.
/// Throws Error(FileUnreadable | FileMalformed | Unsupported).
[[nodiscard]] at::Tensor read_reference_picture(const std::filesystem::path& file);

}  // namespace v4e
