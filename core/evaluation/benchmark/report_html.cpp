// SPDX-License-Identifier: GPL-3.0-or-later
#include <spdlog/fmt/fmt.h>

#include <array>

#include "core/evaluation/benchmark/benchmark_report.h"

namespace v4e {
namespace {

constexpr std::string_view kStyle = R"css(
:root { color-scheme: light dark; --ground: #ffffff; --text: #1c1c1e; --quiet: #5f6368; --line: #d8dade;
  --panel: #f5f6f8; }
@media (prefers-color-scheme: dark) { :root { --ground: #17181a; --text: #e6e6e8; --quiet: #a0a4ab;
  --line: #3a3d42; --panel: #202226; } }
body { margin: 0 auto; max-width: 80rem; padding: 1.5rem; background: var(--ground); color: var(--text);
  font: 15px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
p, figcaption, .quiet { color: var(--quiet); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; position: sticky; left: 0; background: var(--ground); }
td.words { text-align: left; white-space: normal; }
article { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .8rem;
  margin: .8rem 0; }
article table th:first-child, article table td:first-child { background: var(--panel); }
.pictures { display: grid; grid-template-columns: repeat(3, 1fr); gap: .6rem; }
figure { margin: 0; } img { width: 100%; height: auto; border-radius: 4px; background: var(--line); }
)css";

constexpr std::array<std::array<const char*, 2>, 3> kShown{
    {{"photo", "Photo"}, {"raw", "Raw"}, {"composited", "Composited"}}};

std::string escaped(std::string_view text) {
  std::string html;
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

std::string text_of(const nlohmann::json& value) {
  return escaped(value.is_string() ? value.get<std::string>() : value.dump());
}

std::string number_text(double value, int digits) {
  return fmt::format("{:.{}f}", value, digits);
}

/// Names of the columns: title, and what it means when it is pointed at.
std::string column_heads(const nlohmann::json& kinds) {
  std::string html;
  for (const auto& kind : kinds) {
    const auto better = kind.at("better").get<std::string>();
    const char* arrow = better == "higher" ? " ↑" : better == "lower" ? " ↓" : "";
    html += fmt::format("<th title=\"{}\">{}{}</th>", text_of(kind.at("meaning")), text_of(kind.at("title")),
                        arrow);
  }
  return html;
}

std::string mean_cells(const nlohmann::json& means, const nlohmann::json& kinds) {
  std::string html;
  for (const auto& kind : kinds) {
    const auto key = kind.at("key").get<std::string>();
    html += means.contains(key)
                ? fmt::format("<td title=\"{} items\">{}</td>", means[key].at("items").get<int>(),
                              number_text(means[key].at("mean").get<double>(), kind.at("digits").get<int>()))
                : "<td>–</td>";
  }
  return html;
}

std::string group_table(const nlohmann::json& report) {
  const auto& kinds = report.at("kinds");
  std::string html =
      "<div class=\"scroll\"><table><thead><tr><th>Group</th><th>System</th><th>Done</th>"
      "<th>Not offered</th><th>Failed</th>" +
      column_heads(kinds) + "</tr></thead><tbody>";
  const auto rows = [&](const std::string& name, const nlohmann::json& counts, const nlohmann::json& means) {
    for (const auto& [system, of_system] : means.items())
      html += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>{}</tr>", escaped(name),
                          escaped(system), counts.at("done").get<int>(), counts.at("not_offered").get<int>(),
                          counts.at("failed").get<int>(), mean_cells(of_system, kinds));
  };
  for (const auto& group : report.at("groups"))
    rows(group.at("name").get<std::string>(), group.at("counts"), group.at("means"));
  rows("All: " + report.at("score").get<std::string>(), report.at("counts"), report.at("all"));
  return html + "</tbody></table></div>";
}

std::string difference_table(const nlohmann::json& differences, const nlohmann::json& kinds) {
  std::string html =
      "<div class=\"scroll\"><table><thead><tr><th>Measure</th><th>Difference</th><th>95 % from</th>"
      "<th>to</th><th>Items</th></tr></thead><tbody>";
  for (const auto& kind : kinds) {
    const auto key = kind.at("key").get<std::string>();
    if (!differences.contains(key)) continue;
    const auto& one = differences[key];
    const int digits = kind.at("digits").get<int>();
    const std::string mean = number_text(one.at("mean").get<double>(), digits);
    html += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                        text_of(kind.at("title")),
                        one.at("clear").get<bool>() ? "<strong>" + mean + "</strong>" : mean,
                        number_text(one.at("low").get<double>(), digits),
                        number_text(one.at("high").get<double>(), digits), one.at("pairs").get<int>());
  }
  return html + "</tbody></table></div>";
}

std::string reasons_table(const nlohmann::json& reasons) {
  if (reasons.empty()) return {};
  std::string html =
      "<h2>What was not edited</h2><div class=\"scroll\"><table><thead><tr><th>State</th><th>Items</th>"
      "<th>Reason</th></tr></thead><tbody>";
  for (const auto& one : reasons)
    html += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"words\">{}</td></tr>",
                        text_of(one.at("state")), one.at("items").get<int>(), text_of(one.at("reason")));
  return html + "</tbody></table></div>";
}

/// Rows of names and values, nested ones as JSON.
std::string facts_table(const nlohmann::json& report) {
  std::string html = "<h2>How it was made</h2><div class=\"scroll\"><table><tbody>";
  const auto row = [&html](const std::string& name, const nlohmann::json& value) {
    html += "<tr><td>" + escaped(name) + "</td><td class=\"words\">" + text_of(value) + "</td></tr>";
  };
  for (const char* name : {"date", "program", "model", "settings", "with_masks", "systems", "judge",
                           "judge_deviations", "problems"}) {
    const auto& value = report.at(name);
    if (value.is_object()) {
      for (const auto& [key, inner] : value.items()) row(std::string(name) + ": " + key, inner);
    } else if (!value.is_null() && !value.empty()) {
      row(name, value);
    }
  }
  return html + "</tbody></table></div>";
}

std::string item_measures(const nlohmann::json& measures, const nlohmann::json& kinds) {
  std::string html = "<details><summary>Measures</summary><div class=\"scroll\"><table><thead><tr><th></th>" +
                     column_heads(kinds) + "</tr></thead><tbody>";
  for (const auto& [system, values] : measures.items()) {
    html += "<tr><td>" + escaped(system) + "</td>";
    for (const auto& kind : kinds) {
      const auto key = kind.at("key").get<std::string>();
      html += values.contains(key)
                  ? "<td>" + number_text(values[key].get<double>(), kind.at("digits").get<int>()) + "</td>"
                  : "<td>–</td>";
    }
    html += "</tr>";
  }
  return html + "</tbody></table></div></details>";
}

std::string gallery(const nlohmann::json& report) {
  std::string html = "<h2>Items</h2>";
  for (const auto& item : report.at("items")) {
    html += fmt::format("<article><strong>{}</strong> <span class=\"quiet\">{} · {}</span>",
                        text_of(item.at("instruction")), text_of(item.at("group")), text_of(item.at("id")));
    if (!item.contains("pictures")) {
      html += fmt::format("<p>{}: {}</p></article>", text_of(item.at("state")),
                          item.contains("reason") ? text_of(item["reason"]) : "");
      continue;
    }
    html += "<div class=\"pictures\">";
    for (const auto& [key, title] : kShown)
      html += fmt::format(
          "<figure><img loading=\"lazy\" alt=\"{}\" src=\"{}\"><figcaption>{}</figcaption>"
          "</figure>",
          title, text_of(item["pictures"].at(key)), title);
    html += "</div>" + item_measures(item.at("measures"), report.at("kinds")) + "</article>";
  }
  return html;
}

}  // namespace

std::string report_html(const nlohmann::json& report) {
  const std::string title = text_of(report.at("title"));
  const auto& counts = report.at("counts");
  std::string html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<title>{0}</title><style>{1}</style></head><body><h1>{0}: {2}</h1>",
      title, kStyle, text_of(report.at("model").at("name")));
  html += fmt::format(
      "<p>{} items: {} edited, {} not offered by the model, {} failed. Raw is {}. Composited is {}.</p>",
      counts.at("items").get<int>(), counts.at("done").get<int>(), counts.at("not_offered").get<int>(),
      counts.at("failed").get<int>(), text_of(report.at("systems").at("raw")),
      text_of(report.at("systems").at("composited")));
  html += "<h2>Groups</h2>" + group_table(report);
  html +=
      "<h2>Composited less raw</h2><p>Paired bootstrap over items within groups, 10,000 draws. Bold: the "
      "interval leaves out zero, and the difference is at least twice the judge's own deviation where a "
      "judge gave it.</p>" +
      difference_table(report.at("differences"), report.at("kinds"));
  if (report.contains("against"))
    html += "<h2>Composited, less that of " + text_of(report["against"].at("run")) + "</h2>" +
            difference_table(report["against"].at("differences"), report.at("kinds"));
  html += reasons_table(report.at("reasons")) + facts_table(report) + gallery(report);
  return html + "</body></html>\n";
}

}  // namespace v4e
