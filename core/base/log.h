// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <spdlog/spdlog.h>

#include <filesystem>
#include <string>

namespace v4e {

/// The logger of one area ("checkpoint", "pipeline", "train", "ui" …); made on first use, thread-safe.
spdlog::logger& logger(const std::string& area);

/// Sends all logs from `level` on to stderr and, where a path is given, to a rotating file as well.
void configure_logging(spdlog::level::level_enum level, const std::filesystem::path& file = {});

}  // namespace v4e
