// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>

namespace v4e {

/// Reads an 8-bit RGB, non-interlaced PNG as [H, W, 3] uint8: what test folders hold. The engine has no other
/// use for picture files; those of users go through core/image.
/// Throws Error(FileUnreadable | FileMalformed | Unsupported).
[[nodiscard]] at::Tensor read_rgb_png(const std::filesystem::path& file);

}  // namespace v4e
