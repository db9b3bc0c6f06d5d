// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/model_card.h"

#include <spdlog/fmt/fmt.h>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/evaluation/metrics.h"

namespace v4e {
namespace {

constexpr std::string_view kBegin = "<!-- measured -->";
constexpr std::string_view kEnd = "<!-- /measured -->";

std::string row(const EffectGate& gate, const CaptionRewriter& rewriter) {
  return fmt::format("| {} | {:.1f} | {:.1f} | {:+.1f} | {:.2f} | {:+.0f} % | {} |\n",
                     rewriter.effect_title(gate.effect), psnr_db(gate.copy_error / gate.examples),
                     psnr_db(gate.error / gate.examples), gate.gain_db(), gate.ratio(),
                     100 * gate.unseen_cost(), gate.passes() ? "yes" : "no");
}

std::string row(const PartGate& gate, const CaptionRewriter& rewriter) {
  return fmt::format("| {} | {} | {:.1f} | {:.1f} | {:.1f} | {:.2f} | {:.2f} | {} | {} |\n",
                     rewriter.effect_title(gate.effect), gate.examples,
                     psnr_db(gate.copy_error / gate.examples), gate.psnr_db(), gate.needed_db(),
                     gate.sharpness / gate.examples, gate.grid / gate.examples, gate.changed_outside,
                     gate.passes() ? "yes" : "no");
}

std::string parts_table(const std::vector<PartGate>& parts, const CaptionRewriter& rewriter) {
  if (parts.empty()) return {};
  std::string text =
      "\nWith a region:\n\n"
      "| edit | examples | photo, dB | edit, dB | needed, dB | sharpness | grid | changed outside, px | "
      "offered |\n|---|---|---|---|---|---|---|---|---|\n";
  for (const auto& gate : parts) text += row(gate, rewriter);
  text +=
      "\nMeasured inside the region, which is the outline of the photo's own subject or what is around it. "
      "Objects to be removed are cut-outs laid into held-out photos, as only then what is behind them is "
      "known, marked with five pixels around them. Sharpness is the energy of the Laplacian over the wanted "
      "edit's, grid that of steps on the model's blocks of 8 and 16 pixels over the wanted edit's. Scratches "
      "and stains to be repaired are drawn into held-out photos, and marked with two pixels around them. "
      "Removal and repair need what the best of three fills by rules reaches; besides, removal 0.6 of the "
      "sharpness and at most 1.1 of the grid, and repair the sharpness of the sharpest fill.\n";
  for (const auto& gate : parts) {
    std::string reached;
    for (const Peer& peer : gate.peers) {
      reached += fmt::format("{}{} {:.1f} dB at a sharpness of {:.2f}", reached.empty() ? "" : ", ",
                             peer.name, psnr_db(peer.error / gate.examples), peer.sharpness / gate.examples);
    }
    if (!reached.empty())
      text += "\nThe fills, " + rewriter.effect_title(gate.effect) + ": " + reached + ".\n";
  }
  return text;
}

/// "0.123 (0.456)": of the edits, and of the untouched photos, where that says something.
std::string cell(const NetworkRow& row, const MeasureKind& kind) {
  const auto edit = row.edit.mean(kind.key);
  if (!edit) return "";
  const auto photo = row.photo.mean(kind.key);
  return fmt::format("{:.{}f}", *edit, kind.digits) +
         (photo ? fmt::format(" ({:.{}f})", *photo, kind.digits) : "");
}

std::string networks_table(const NetworkReport& report, const CaptionRewriter& rewriter) {
  if (report.kinds.empty()) return {};
  std::string text =
      "\nBy networks, means of the examples; in brackets those of the untouched photos:\n\n| edit |";
  for (const auto& kind : report.kinds) text += " " + kind.title + " |";
  text += "\n|---|";
  for (std::size_t i = 0; i < report.kinds.size(); ++i) text += "---|";
  text += '\n';
  for (const auto& row : report.rows) {
    text += "| " + rewriter.effect_title(row.effect) + " |";
    for (const auto& kind : report.kinds) text += " " + cell(row, kind) + " |";
    text += '\n';
  }
  text += "\nTheir weights, by SHA-256:";
  for (const auto& [file, hash] : report.weights) text += " " + file + " " + hash.substr(0, 12);
  text += ".\n";
  for (const auto& one : report.not_measured) text += "\nNot measured: " + one + ".\n";
  return text;
}

}  // namespace

std::string gate_table(const GateReport& report, const CaptionRewriter& rewriter) {
  std::string text =
      "| edit | photo, dB | edit, dB | gain, dB | error ratio | unseen words | offered |\n"
      "|---|---|---|---|---|---|---|\n";
  for (const auto& gate : report.effects) text += row(gate, rewriter);
  return text +
         fmt::format(
             "\nOver the {} offered edits: mean error ratio {:.2f}; wordings that were never trained on "
             "cost {:+.0f} %. Each row is {} examples of {} x {} pixels, made of photos that no training "
             "step saw, edited by the whole program (caption, sampling, merge) and compared with the "
             "effect's "
             "definition: PSNR of the untouched photo, of the edit, and the gain between them; the ratio is "
             "the edit's squared error over the untouched photo's. Offered is what gains 5 dB and reaches "
             "19 dB. Seed {}.\n",
             report.listed().size(), report.ratio(), 100 * report.unseen_cost(), report.options.examples,
             report.options.size_px, report.options.size_px, report.options.seed) +
         parts_table(report.parts, rewriter) + networks_table(report.networks, rewriter);
}

void write_gate(const std::filesystem::path& model_folder, const GateReport& report,
                const CaptionRewriter& rewriter) {
  const auto card = model_folder / "README.md";
  std::string text = read_file(card, std::size_t{1} << 20);
  const auto begin = text.find(kBegin);
  const auto end = text.find(kEnd);
  if (begin == std::string::npos || end == std::string::npos || end < begin) {
    throw Error(ErrorCode::FileMalformed, card.string() + " needs the lines " + std::string(kBegin) +
                                              " and " + std::string(kEnd) + ": the results go between them");
  }
  const auto after = begin + kBegin.size();
  text.replace(after, end - after, "\n" + gate_table(report, rewriter));
  const auto index_path = model_folder / "model_index.json";
  auto index = read_json_file(index_path);
  index["v4e_capabilities"] = report.listed();
  index.erase("v4e_region_capabilities");
  if (const auto listed = report.listed_with_region(); !listed.empty())
    index["v4e_region_capabilities"] = listed;
  AtomicFile file(card);
  file.write(text);
  file.commit();
  write_json_file(index_path, index);
}

}  // namespace v4e
