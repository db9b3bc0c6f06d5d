// SPDX-License-Identifier: GPL-3.0-or-later
#include <spdlog/fmt/fmt.h>

#include <map>

#include "core/experiment/claims_report.h"

namespace v4e::training {
namespace {

using Json = nlohmann::json;

/// "0.42 (0.40–0.45)": mean and range over seeds.
std::string with_spread(const Json& value, double scale = 1, int digits = 3) {
  if (value.is_null()) return "–";
  const auto number = [&](const char* name) {
    return fmt::format("{:.{}f}", scale * value.at(name).get<double>(), digits);
  };
  if (value.at("n").get<int>() < 2) return number("mean");
  return number("mean") + " (" + number("low") + "–" + number("high") + ")";
}

std::string share_text(double share) {
  return share == 0 ? "none" : fmt::format("{:g} %", 100 * share);
}

std::string method_text(const Json& row) {
  if (row.at("share").get<double>() == 0) return "as it is";
  if (const int steps = row.at("few_steps"); steps > 0) return fmt::format("its own way in {} steps", steps);
  const auto without = row.at("without").get<std::string>();
  const std::string method = !row.at("taught").get<bool>() ? "tail only"
                             : without.empty()             ? "method"
                                                           : "method without " + without;
  return row.at("by_captions").get<bool>() ? method + ", captions" : method;
}

std::string error_table(const Json& results) {
  std::string table =
      "| row | pre-training | triplets | learns by | A same process | B related | C never shown | unseen "
      "wordings "
      "| sharpness | seeds |\n|---|---|---|---|---|---|---|---|---|---|\n";
  const auto main = std::to_string(results.at("main_steps").get<int>());
  for (const auto& row : results.at("rows")) {
    const auto& error = row.at("error");
    table +=
        fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
                    row.at("name").get<std::string>(), row.at("start").get<std::string>(),
                    share_text(row.at("share").get<double>()), method_text(row), with_spread(error.at("A")),
                    with_spread(error.at("B")), with_spread(error.at("C")), with_spread(row.at("unseen")),
                    with_spread(row.at("steps").at(main).at("detail"), 1, 2), row.at("best_steps").size());
  }
  return table;
}

std::string outside_table(const Json& results) {
  std::string table =
      "| row | steps | error over the photo's | MSE outside · 10⁴ | drift, px |\n|---|---|---|---|---|\n";
  for (const auto& row : results.at("rows")) {
    std::map<int, Json> by_steps;
    for (const auto& [steps, values] : row.at("steps").items()) by_steps[std::stoi(steps)] = values;
    for (const auto& [steps, values] : by_steps) {
      if (by_steps.size() <= 2 && steps != 4) continue;
      table += fmt::format("| {} | {} | {} | {} | {} |\n", row.at("name").get<std::string>(), steps,
                           with_spread(values.at("error")), with_spread(values.at("outside_mse"), 1e4, 2),
                           with_spread(values.at("drift_px"), 1, 2));
    }
  }
  return table;
}

std::string ways_table(const Json& ways) {
  std::string table =
      "| group | ways | PSNR to the true states, dB | cross-fade, dB | pass the tests | of these fades |\n"
      "|---|---|---|---|---|---|\n";
  for (const auto& [group, values] : ways.items()) {
    table += fmt::format("| {} | {} | {:.1f} | {:.1f} | {:.0f} % | {:.0f} % |\n", group,
                         values.at("ways").get<int>(), values.at("psnr_db").get<double>(),
                         values.at("cross_fade_psnr_db").get<double>(),
                         100 * values.at("passed").get<double>(), 100 * values.at("fades").get<double>());
  }
  return table;
}

std::string interval_text(const Json& claim, const char* name) {
  if (!claim.contains(name)) return "–";
  return fmt::format("{:.2f}–{:.2f}", claim.at(name).at(0).get<double>(), claim.at(name).at(1).get<double>());
}

std::string claims_table(const Json& claims) {
  std::string table =
      "| claim | measured | 95 % over photos | 95 % over seeds | asked for | verdict "
      "|\n|---|---|---|---|---|---|\n";
  for (const auto& claim : claims) {
    table += fmt::format(
        "| {} | {} | {} | {} | below {:g} | {} |\n", claim.at("text").get<std::string>(),
        claim.contains("quotient") ? fmt::format("{:.2f}", claim.at("quotient").get<double>()) : "–",
        interval_text(claim, "photos"), interval_text(claim, "seeds"), claim.at("at_most").get<double>(),
        claim.at("verdict").get<std::string>());
  }
  return table;
}

std::string crossing_table(const Json& crossings) {
  std::string table =
      "| row | group | triplets it had | triplets that are worth as much without |\n|---|---|---|---|\n";
  for (const auto& crossing : crossings) {
    const auto like = crossing.at("like").get<std::string>();
    const auto share = fmt::format("{:.1f} %", 100 * crossing.at("equal_share").get<double>());
    table +=
        fmt::format("| {} | {} | {} | {}{} |\n", crossing.at("row").get<std::string>(),
                    crossing.at("group").get<std::string>(), share_text(crossing.at("share").get<double>()),
                    like == "less"   ? "at most "
                    : like == "more" ? "over "
                                     : "",
                    share);
  }
  return table;
}

}  // namespace

std::string claims_tables(const nlohmann::json& results) {
  const auto& settings = results.at("settings");
  std::string text = fmt::format(
      "Error of the edit over that of the untouched photo (squared, in pixels; 1: as good as nothing), "
      "geometric "
      "mean over the\nedits of a group; in brackets the range over seeds. {} px, {} triplets are 100 %, {} "
      "updates "
      "after {} of pre-training,\nbatches of {}, {} sampling step(s).\n\n",
      settings.at("size_px").get<int>(), settings.at("triplets").get<int>(),
      settings.at("updates").get<int>(), settings.at("pretraining_updates").get<int>(),
      settings.at("batch_size").get<int>(), results.at("main_steps").get<int>());
  text += error_table(results);
  if (results.contains("codec")) {
    const auto& codec = results.at("codec");
    text += fmt::format("\nThe codec alone, which no model can get below: A {}, B {}, C {}.\n",
                        with_spread(codec.at("A")), with_spread(codec.at("B")), with_spread(codec.at("C")));
  }
  text +=
      "\nOutside the edit, against the photo behind the codec, before anything is put back there, and "
      "sampling "
      "steps:\n\n" +
      outside_table(results);
  if (results.contains("ways"))
    text += "\nThe teacher's ways on held-out photos:\n\n" + ways_table(results.at("ways"));
  text += "\nClaims, with the bounds that were written down before:\n\n" + claims_table(results.at("claims"));
  if (!results.at("crossing").empty())
    text += "\nCrossing points:\n\n" + crossing_table(results.at("crossing"));
  return text;
}

}  // namespace v4e::training
