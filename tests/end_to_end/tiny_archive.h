// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace v4e::test {

/// Photos and cut-outs as packaging/training_data/ packs them: two of each to train on, and some held
/// out. Photos to train on are light (above a half), those held out dark (below a quarter).
void write_tiny_archive(const std::filesystem::path& path, int held_out = 1);

}  // namespace v4e::test
