// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/rollout_report.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <map>

#include "core/base/error.h"

namespace v4e {
namespace {

constexpr std::size_t kSteps = 10;

RolloutTestReport summed_up(const std::string& name, std::vector<double> values, std::size_t failed) {
  RolloutTestReport report;
  report.name = name;
  report.measured = values.size();
  report.passed = values.size() - failed;
  report.histogram.assign(kSteps, 0);
  if (values.empty()) return report;
  std::ranges::sort(values);
  report.least = values.front();
  report.median = values[values.size() / 2];
  report.most = values.back();
  const double step = (report.most - report.least) / kSteps;
  for (const double value : values) {
    const auto place = step > 0 ? static_cast<std::size_t>((value - report.least) / step) : 0;
    ++report.histogram[std::min(place, kSteps - 1)];
  }
  return report;
}

}  // namespace

RolloutReport report_rollouts(const std::vector<nlohmann::json>& rollouts) {
  RolloutReport report;
  std::map<std::string, std::vector<double>> values;
  std::map<std::string, std::size_t> failures;
  std::map<std::string, RolloutKindReport> kinds;
  try {
    for (const auto& rollout : rollouts) {
      const auto failed = rollout.at("failed").get<std::vector<std::string>>();
      const bool passes = failed.empty();
      ++report.ways;
      report.passed += passes ? 1 : 0;
      report.fades += rollout.at("fade").get<bool>() ? 1 : 0;
      for (const auto& name : failed) ++failures[name];
      for (const auto& name : rollout_tests()) {
        const auto& scores = rollout.at("scores");
        if (scores.contains(name)) values[name].push_back(scores.at(name));
      }
      auto& kind = kinds[rollout.at("kind").get<std::string>()];
      ++kind.ways;
      kind.passed += passes ? 1 : 0;
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::FileMalformed,
                std::string("what a set holds of its ways cannot be read: ") + error.what());
  }
  for (const auto& name : rollout_tests())
    report.tests.push_back(summed_up(name, values[name], failures[name]));
  for (auto& [name, kind] : kinds) {
    kind.kind = name;
    report.kinds.push_back(kind);
  }
  return report;
}

nlohmann::json to_json(const RolloutReport& report) {
  auto tests = nlohmann::json::array();
  for (const auto& test : report.tests)
    tests.push_back({{"name", test.name},
                     {"measured", test.measured},
                     {"passed", test.passed},
                     {"least", test.least},
                     {"median", test.median},
                     {"most", test.most},
                     {"histogram", test.histogram}});
  auto kinds = nlohmann::json::array();
  for (const auto& kind : report.kinds)
    kinds.push_back({{"kind", kind.kind}, {"ways", kind.ways}, {"passed", kind.passed}});
  return {{"ways", report.ways},
          {"passed", report.passed},
          {"fades", report.fades},
          {"tests", tests},
          {"kinds", kinds}};
}

std::vector<std::string> report_lines(const RolloutReport& report, const RolloutLimits& limits) {
  std::vector<std::string> lines{fmt::format("{} of {} ways pass all tests, {} of them cross-fades",
                                             report.passed, report.ways, report.fades)};
  const auto bounds = to_json(limits);
  for (const auto& test : report.tests) {
    if (test.measured == 0) continue;
    lines.push_back(fmt::format("{}: {} of {} pass; {:.3g} to {:.3g}, median {:.3g}, limit {:.3g}", test.name,
                                test.passed, test.measured, test.least, test.most, test.median,
                                bounds.at(test.name).get<double>()));
  }
  if (report.kinds.size() < 2) return lines;
  for (const auto& kind : report.kinds)
    lines.push_back(fmt::format("{}: {} of {} pass", kind.kind.empty() ? "(no kind)" : kind.kind, kind.passed,
                                kind.ways));
  return lines;
}

}  // namespace v4e
