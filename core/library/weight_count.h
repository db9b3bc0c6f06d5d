// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

namespace v4e {

/// How many weights a part's file or files hold, by their headers. Throws what open_checkpoint() throws.
[[nodiscard]] std::int64_t count_weights(const std::filesystem::path& path);

}  // namespace v4e
