// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <ctime>
#include <filesystem>
#include <optional>
#include <string_view>

namespace v4e::os {

/// This program's number, which no other running one has.
[[nodiscard]] int process_id();

/// The file that this program was started from; empty where the system does not tell.
[[nodiscard]] std::filesystem::path program_file();

/// Since the system started this process, dynamic linking included.
[[nodiscard]] double milliseconds_since_start();

/// Memory that this program has in use; 0 where the system does not tell.
[[nodiscard]] std::int64_t resident_bytes();

/// Whether standard error goes to a terminal.
[[nodiscard]] bool errors_go_to_terminal();

/// Says `last_words` on standard error and ends the process at once: no other thread is waited for.
[[noreturn]] void end_now(std::string_view last_words, int exit_code);

/// Starts the program again in its own place, with an environment variable set that GCC's OpenMP runtime reads while
/// it is loaded. Returns where that is not possible, and where LibTorch comes with another runtime.
void restart_with(const char* variable, const char* value, char** argv);

/// Between the folders of a list in an environment variable.
extern const char kListSeparator;

/// By the user's clock; nothing where there is no such time.
[[nodiscard]] std::optional<std::tm> local_time(std::time_t time);

}  // namespace v4e::os
