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
  const std::string outside = gate.local ? fmt::format("{:.1f} %", 100 * gate.outside_unchanged) : "";
  return fmt::format("| {} | {:.1f} | {:.1f} | {:+.1f} | {:.2f} | {:+.0f} % | {} | {} |\n",
                     rewriter.effect_title(gate.effect), psnr_db(gate.copy_error / gate.examples),
                     psnr_db(gate.error / gate.examples), gate.gain_db(), gate.ratio(),
                     100 * gate.unseen_cost(), outside, gate.passes() ? "yes" : "no");
}

}  // namespace

std::string gate_table(const GateReport& report, const CaptionRewriter& rewriter) {
  std::string text =
      "| edit | photo, dB | edit, dB | gain, dB | error ratio | unseen words | outside kept | offered |\n"
      "|---|---|---|---|---|---|---|---|\n";
  for (const auto& gate : report.effects) text += row(gate, rewriter);
  return text +
         fmt::format(
             "\nOver the {} offered edits: mean error ratio {:.2f}; wordings that were never trained on "
             "cost {:+.0f} %. Each row is {} examples of {} x {} pixels, made of photos and cut-outs "
             "that no training step saw, edited by the whole program (caption, sampling, merge) and "
             "compared with the effect's definition, local edits inside their region: PSNR of the "
             "untouched photo, of the edit, and the gain between them; the ratio is the edit's squared "
             "error over the untouched photo's. Offered is what gains 5 dB and reaches 19 dB and, where it "
             "is "
             "local, leaves 90 % of the pixels outside exactly as they were. Seed {}.\n",
             report.listed().size(), report.ratio(), 100 * report.unseen_cost(), report.options.examples,
             report.options.size_px, report.options.size_px, report.options.seed);
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
  AtomicFile file(card);
  file.write(text);
  file.commit();
  write_json_file(index_path, index);
}

}  // namespace v4e
