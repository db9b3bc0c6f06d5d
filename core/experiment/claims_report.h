// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "core/experiment/claims_settings.h"

namespace v4e::training {

/// Name of a row's task.
[[nodiscard]] std::string row_task(const ClaimsRow& row, int seed);
/// The task whose student the figure shows: of the taught rows that lack nothing the one with most triplets;
/// empty without one.
[[nodiscard]] std::string figure_row(const ClaimsSettings& settings);

/// All numbers of what is done in an experiment's folder, intervals and verdicts among them.
[[nodiscard]] nlohmann::json claims_results(const ClaimsSettings& settings,
                                            const std::filesystem::path& output);

/// They as tables in Markdown.
[[nodiscard]] std::string claims_tables(const nlohmann::json& results);

/// Writes results.json and tables.md. Throws Error(FileUnwritable).
void write_claims_report(const ClaimsSettings& settings, const std::filesystem::path& output);

}  // namespace v4e::training
