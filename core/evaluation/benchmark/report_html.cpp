// SPDX-License-Identifier: GPL-3.0-or-later
#include <spdlog/fmt/fmt.h>

#include <algorithm>
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
table { border-collapse: separate; border-spacing: 0; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; position: sticky; left: 0; background: var(--ground); }
th.words, td.words { text-align: left; white-space: normal; overflow-wrap: anywhere; }
.left { text-align: left; } tr.all td { font-weight: 600; }
article { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .8rem;
  margin: .8rem 0; }
article table th:first-child, article table td:first-child { background: var(--panel); }
.pictures { display: grid; grid-template-columns: repeat(3, 1fr); gap: .6rem; }
article p { margin-bottom: 0; }
figure { margin: .3rem 0; }
img { display: block; width: 100%; height: auto; max-height: 24rem; object-fit: contain; object-position: left;
  border-radius: 4px; }
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

/// A measure's name, and what it means when it is pointed at.
std::string head_cell(const nlohmann::json& kind, std::string_view element) {
  const auto better = kind.at("better").get<std::string>();
  const char* arrow = better == "higher" ? " ↑" : better == "lower" ? " ↓" : "";
  return fmt::format("<{0} title=\"{1}\">{2}{3}</{0}>", element, text_of(kind.at("meaning")),
                     text_of(kind.at("title")), arrow);
}

std::string column_heads(const nlohmann::json& kinds) {
  std::string html;
  for (const auto& kind : kinds) html += head_cell(kind, "th");
  return html;
}

/// "not_offered" -> "not offered"
std::string in_words(std::string name) {
  std::ranges::replace(name, '_', ' ');
  return escaped(name);
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

/// A row for each group and system.
std::string group_table(const nlohmann::json& report) {
  const auto& kinds = report.at("kinds");
  std::string html =
      "<div class=\"scroll\"><table><thead><tr><th>Group</th><th class=\"left\">System</th>"
      "<th>Done</th><th>Not offered</th><th>Failed</th>" +
      column_heads(kinds) + "</tr></thead><tbody>";
  const auto rows = [&](const std::string& name, const nlohmann::json& counts, const nlohmann::json& means,
                        std::string_view style) {
    for (const std::string_view system : kSystems)
      html += fmt::format(
          "<tr class=\"{}\"><td>{}</td><td class=\"left\">{}</td><td>{}</td><td>{}</td><td>{}</td>{}</tr>",
          style, escaped(name), system, counts.at("done").get<int>(), counts.at("not_offered").get<int>(),
          counts.at("failed").get<int>(), mean_cells(means.at(std::string(system)), kinds));
  };
  for (const auto& group : report.at("groups"))
    rows(group.at("name").get<std::string>(), group.at("counts"), group.at("means"), "");
  rows("All: " + report.at("score").get<std::string>(), report.at("counts"), report.at("all"), "all");
  return html + "</tbody></table></div>";
}

/// Of one kind: the difference, in bold where it is clear, its interval and the items that it is of.
std::string difference_cells(const nlohmann::json& differences, const std::string& key, int digits) {
  if (!differences.contains(key)) return "<td>–</td><td>–</td><td>–</td><td>–</td>";
  const auto& one = differences[key];
  const std::string mean = number_text(one.at("mean").get<double>(), digits);
  return fmt::format("<td>{}</td><td>{}</td><td>{}</td><td>{}</td>",
                     one.at("clear").get<bool>() ? "<strong>" + mean + "</strong>" : mean,
                     number_text(one.at("low").get<double>(), digits),
                     number_text(one.at("high").get<double>(), digits), one.at("pairs").get<int>());
}

/// A row for each measure. `means`: of the systems, before their difference; none where it is null.
std::string difference_table(const nlohmann::json& differences, const nlohmann::json& kinds,
                             const nlohmann::json& means = nullptr) {
  std::string html = "<div class=\"scroll\"><table><thead><tr><th>Measure</th>";
  if (!means.is_null())
    for (const std::string_view system : kSystems) html += fmt::format("<th>{}</th>", system);
  html += "<th>Difference</th><th>95 % from</th><th>to</th><th>Items</th></tr></thead><tbody>";
  for (const auto& kind : kinds) {
    const auto key = kind.at("key").get<std::string>();
    if (means.is_null() && !differences.contains(key)) continue;
    html += "<tr>" + head_cell(kind, "td");
    const nlohmann::json one = nlohmann::json::array({kind});
    if (!means.is_null())
      for (const std::string_view system : kSystems) html += mean_cells(means.at(std::string(system)), one);
    html += difference_cells(differences, key, kind.at("digits").get<int>()) + "</tr>";
  }
  return html + "</tbody></table></div>";
}

std::string reasons_table(const nlohmann::json& reasons) {
  if (reasons.empty()) return {};
  std::string html =
      "<h2>What was not edited</h2><div class=\"scroll\"><table><thead><tr><th>State</th><th>Items</th>"
      "<th class=\"words\">Reason</th></tr></thead><tbody>";
  for (const auto& one : reasons)
    html += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"words\">{}</td></tr>",
                        in_words(one.at("state").get<std::string>()), one.at("items").get<int>(),
                        text_of(one.at("reason")));
  return html + "</tbody></table></div>";
}

/// What lies in an object, a line each.
std::string lines_of(const nlohmann::json& value) {
  if (!value.is_object()) return text_of(value);
  std::string html;
  for (const auto& [key, inner] : value.items())
    html += (html.empty() ? "" : "<br>") + escaped(key) + ": " + text_of(inner);
  return html;
}

/// Rows of names and values.
std::string facts_table(const nlohmann::json& report) {
  std::string html = "<h2>How it was made</h2><div class=\"scroll\"><table><tbody>";
  const auto row = [&html](const std::string& name, const nlohmann::json& value) {
    html += "<tr><td>" + name + "</td><td class=\"words\">" + lines_of(value) + "</td></tr>";
  };
  for (const char* name : {"date", "program", "model", "settings", "with_masks", "systems", "networks",
                           "judge", "judge_deviations", "problems"}) {
    const auto& value = report.at(name);
    if (value.is_object()) {
      for (const auto& [key, inner] : value.items()) row(in_words(name) + ": " + escaped(key), inner);
    } else if (!value.is_null() && !value.empty()) {
      row(in_words(name), value);
    }
  }
  return html + "</tbody></table></div>";
}

/// What a reader might look for.
std::string not_measured_list(const nlohmann::json& not_measured) {
  if (not_measured.empty()) return {};
  std::string html = "<h2>What was not measured</h2><ul>";
  for (const auto& one : not_measured) html += "<li>" + text_of(one) + "</li>";
  return html + "</ul>";
}

std::string item_measures(const nlohmann::json& measures, const nlohmann::json& kinds) {
  std::string html = "<details><summary>Measures</summary><div class=\"scroll\"><table><thead><tr><th></th>" +
                     column_heads(kinds) + "</tr></thead><tbody>";
  for (const std::string_view system : kSystems) {
    const nlohmann::json values = measures.value(std::string(system), nlohmann::json::object());
    html += fmt::format("<tr><td>{}</td>", system);
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
      html += fmt::format("<p>{}: {}</p></article>", in_words(item.at("state").get<std::string>()),
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
  html += "<h2>All: " + text_of(report.at("score")) +
          "</h2><p>Difference: composited less raw, by paired bootstrap over items within groups, 10,000 "
          "draws. Bold: the interval leaves out zero, and the difference is at least twice the judge's own "
          "deviation where a judge gave it.</p>" +
          difference_table(report.at("differences"), report.at("kinds"), report.at("all"));
  html += "<h2>Groups</h2>" + group_table(report);
  if (report.contains("against"))
    html += "<h2>Composited, less that of " + text_of(report["against"].at("run")) + "</h2>" +
            difference_table(report["against"].at("differences"), report.at("kinds"));
  html += reasons_table(report.at("reasons")) + not_measured_list(report.at("not_measured")) +
          facts_table(report) + gallery(report);
  return html + "</body></html>\n";
}

}  // namespace v4e
