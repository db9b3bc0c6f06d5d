// SPDX-License-Identifier: GPL-3.0-or-later
#include <spdlog/fmt/fmt.h>

#include "core/evaluation/benchmark/benchmark_report.h"

namespace v4e {
namespace {

/// RFC 4180. What a spreadsheet would take for a formula is kept from it by an apostrophe.
std::string csv_field(std::string text) {
  constexpr std::string_view kFormula = "=+-@\t\r";
  if (!text.empty() && kFormula.find(text.front()) != std::string_view::npos) text.insert(0, "'");
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string text_in(const nlohmann::json& item, const char* key) {
  return item.contains(key) ? csv_field(item[key].get<std::string>()) : std::string();
}

}  // namespace

std::string report_csv(const nlohmann::json& report) {
  std::string csv = "id,group,instruction,state,reason,system,seconds";
  for (const auto& kind : report.at("kinds")) csv += "," + kind.at("key").get<std::string>();
  csv += "\n";
  for (const auto& item : report.at("items")) {
    const std::string start = text_in(item, "id") + "," + text_in(item, "group") + "," +
                              text_in(item, "instruction") + "," + text_in(item, "state") + "," +
                              text_in(item, "reason");
    if (!item.contains("measures")) {
      csv += start + ",,";
      csv += std::string(report.at("kinds").size(), ',') + "\n";
      continue;
    }
    for (const auto& [system, measures] : item["measures"].items()) {
      csv += fmt::format("{},{},{:.3f}", start, system, item.at("seconds").get<double>());
      for (const auto& kind : report.at("kinds")) {
        const auto key = kind.at("key").get<std::string>();
        csv += measures.contains(key) ? fmt::format(",{:.9g}", measures[key].get<double>()) : ",";
      }
      csv += "\n";
    }
  }
  return csv;
}

}  // namespace v4e
