// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <vector>

namespace v4e::training {

/// Writes pictures [3, H, W] in 0..1 of one size as a grid with `columns` columns into a PNG.
void write_sheet(const std::filesystem::path& path, const std::vector<at::Tensor>& pictures, int columns);

}  // namespace v4e::training
