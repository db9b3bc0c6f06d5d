// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/caption_report.h"

#include <utility>

namespace v4e {

nlohmann::json caption_report(const EvolutionCaption& caption) {
  return {{"wish", caption.wish},
          {"kind", to_string(caption.kind)},
          {"family", to_string(caption.family)},
          {"effect", caption.effect},
          {"target", caption.target},
          {"replacement", caption.replacement},
          {"colour", caption.colour},
          {"needs_region", caption.needs_region},
          {"of_rest", caption.is_of_rest},
          {"caption", caption.caption},
          {"detailed_caption", caption.detailed_caption},
          {"language", caption.language},
          {"confidence", caption.confidence},
          {"notes", caption.notes}};
}

nlohmann::json reading_report(const InstructionReading& reading) {
  nlohmann::json report = caption_report(reading.whole);
  report["english"] = reading.english;
  report["steps"] = nlohmann::json::array();
  for (const EvolutionCaption& step : reading.steps) report["steps"].push_back(caption_report(step));
  for (const auto& [name, spans] : {std::pair("used", &reading.used), std::pair("unused", &reading.unused)}) {
    report[name] = nlohmann::json::array();
    for (const TextSpan& span : *spans) report[name].push_back({span.begin, span.end});
  }
  return report;
}

}  // namespace v4e
