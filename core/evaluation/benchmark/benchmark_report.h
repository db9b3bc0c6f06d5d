// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/evaluation/benchmark/benchmark_folder.h"

namespace v4e {

/// What a report says besides its numbers.
struct ReportFacts {
  std::string date;        ///< as 2026-11-30
  nlohmann::json program;  ///< what made the edits: name, version, hash
  nlohmann::json model;    ///< name, hashes of its weights, device
  nlohmann::json settings;
  bool with_masks = false;
  nlohmann::json judge = nullptr;        ///< null: nobody judged
  std::vector<MeasureKind> scores = {};  ///< the judge's kinds, which outcomes have among their measures
  nlohmann::json networks = nlohmann::json::object();  ///< SHA-256 of their weights by file name
  std::vector<MeasureKind> network_kinds = {};         ///< what they measure
  std::vector<std::string> not_measured = {};          ///< what a reader might look for, with the reason
  /// How much a judge's scores differ when it is asked again, by kind: what is below twice that is no
  /// difference.
  Measures score_deviations = {};
};

/// All of a run: {"benchmark", "date", "program", "model", "settings", "systems", "counts", "reasons",
/// "kinds", "groups", "all", "differences", "items", …}. A mean stands beside the number of items that it is
/// of; "differences" are composited less raw, with 95 % intervals by paired_bootstrap().
[[nodiscard]] nlohmann::json benchmark_report(const Benchmark& benchmark,
                                              const std::vector<ItemOutcome>& outcomes,
                                              const ReportFacts& facts);

/// Adds "against": the composited edits of `report` less those of `other`, another run of the benchmark, on
/// the items that both have. Throws Error(InvalidArgument) where it is of another benchmark or shares
/// nothing, Error(FileMalformed) where it is no report.
void compare_with(nlohmann::json& report, const nlohmann::json& other, const std::string& other_name);

/// Writes report.json, report.csv and report.html, the last of which shows the pictures beside it. Throws
/// Error(FileUnwritable).
void write_benchmark_report(const std::filesystem::path& folder, const nlohmann::json& report);

/// A row for each item and system.
[[nodiscard]] std::string report_csv(const nlohmann::json& report);
[[nodiscard]] std::string report_html(const nlohmann::json& report);

}  // namespace v4e
