// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace v4e {

/// How much of a file's start describe_stand_in() looks at.
constexpr std::size_t kStandInBytes = 512;

/// Where a file only stands in for the one that was meant, what it is and what to do: a pointer of Git LFS,
/// a web page. Empty for everything else. `start`: the first kStandInBytes of the file, or all of it.
[[nodiscard]] std::string describe_stand_in(std::string_view start);

/// Throws Error(FileMalformed) with the file's name if describe_stand_in() has something to say.
void refuse_stand_in(const std::filesystem::path& file, std::string_view start);

}  // namespace v4e
