// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/captions/caption_rewriter.h"
#include "core/evaluation/edit_gate.h"

namespace v4e {

/// The report as a Markdown table with a line on how it was measured.
[[nodiscard]] std::string gate_table(const GateReport& report, const CaptionRewriter& rewriter);

/// Puts the measured results into a model's folder: the table between the marks "<!-- measured -->" and
/// "<!-- /measured -->" of README.md, and the list of what the model offers into model_index.json.
/// Throws Error(FileUnreadable | FileMalformed | FileUnwritable).
void write_gate(const std::filesystem::path& model_folder, const GateReport& report,
                const CaptionRewriter& rewriter);

}  // namespace v4e
