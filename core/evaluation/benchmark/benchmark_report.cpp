// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/benchmark/benchmark_report.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/text.h"
#include "core/evaluation/benchmark/paired_bootstrap.h"
#include "core/evaluation/measure_means.h"

namespace v4e {
namespace {

using State = ItemOutcome::State;

/// The kinds that some item has, the judge's first, those of networks last.
std::vector<MeasureKind> kinds_in(const std::vector<ItemOutcome>& outcomes, const ReportFacts& facts) {
  std::set<std::string> there;
  for (const auto& outcome : outcomes) {
    for (const auto& [system, measures] : outcome.measures) {
      for (const auto& [key, value] : measures) there.insert(key);
    }
  }
  std::vector<MeasureKind> kinds = facts.scores;
  kinds.insert(kinds.end(), measure_kinds().begin(), measure_kinds().end());
  kinds.insert(kinds.end(), facts.network_kinds.begin(), facts.network_kinds.end());
  std::erase_if(kinds, [&](const MeasureKind& kind) { return !there.contains(kind.key); });
  return kinds;
}

/// Items of one group, or all, with what became of them.
struct Section {
  std::string name;
  std::vector<const ItemOutcome*> outcomes;
};

std::vector<Section> sections_of(const Benchmark& benchmark, const std::vector<ItemOutcome>& outcomes) {
  std::vector<Section> sections;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const std::string& name = benchmark.items[i].group;
    auto section = std::ranges::find(sections, name, &Section::name);
    if (section == sections.end()) section = sections.insert(sections.end(), Section{name, {}});
    section->outcomes.push_back(&outcomes[i]);
  }
  return sections;
}

nlohmann::json counts_of(const std::vector<const ItemOutcome*>& outcomes) {
  nlohmann::json counts{{"items", outcomes.size()}};
  for (const State state : {State::Done, State::NotOffered, State::Failed})
    counts[std::string(to_string(state))] =
        std::ranges::count(outcomes, state, [](const ItemOutcome* outcome) { return outcome->state; });
  return counts;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// {system: {key: {"mean", "items"}}}
nlohmann::json means_of(const Section& section, const std::vector<MeasureKind>& kinds) {
  nlohmann::json means = nlohmann::json::object();
  for (const std::string_view system : kSystems) {
    MeasureMeans of_system;
    for (const ItemOutcome* outcome : section.outcomes) {
      const auto measures = outcome->measures.find(std::string(system));
      if (measures != outcome->measures.end()) of_system.add(measures->second);
    }
    means[std::string(system)] = of_system.to_json(kinds);
  }
  return means;
}

/// The same over all groups, each counting as one.
nlohmann::json means_of_groups(const nlohmann::json& groups, const std::vector<MeasureKind>& kinds) {
  nlohmann::json means = nlohmann::json::object();
  for (const std::string_view system : kSystems) {
    nlohmann::json& of_system = means[std::string(system)] = nlohmann::json::object();
    for (const auto& kind : kinds) {
      const std::string& key = kind.key;
      std::vector<double> values;
      std::size_t items = 0;
      for (const auto& group : groups) {
        const auto& measured = group.at("means").at(std::string(system));
        if (!measured.contains(key)) continue;
        values.push_back(measured[key].at("mean").get<double>());
        items += measured[key].at("items").get<std::size_t>();
      }
      if (!values.empty()) of_system[key] = {{"mean", mean_of(values)}, {"items", items}};
    }
  }
  return means;
}

nlohmann::json to_json(const PairedDifference& difference, bool counts) {
  return {{"mean", difference.mean},
          {"low", difference.low},
          {"high", difference.high},
          {"pairs", difference.pairs},
          {"clear", difference.is_clear() && counts}};
}

/// Composited less raw.
nlohmann::json differences_of(const std::vector<Section>& sections, const std::vector<MeasureKind>& kinds,
                              bool is_mean_of_groups, const ReportFacts& facts) {
  nlohmann::json differences = nlohmann::json::object();
  for (const auto& kind : kinds) {
    const std::string& key = kind.key;
    std::vector<std::vector<double>> by_group;
    for (const auto& section : sections) {
      auto& group = by_group.emplace_back();
      for (const ItemOutcome* outcome : section.outcomes) {
        const auto of = [&](std::string_view system) -> const double* {
          const auto measures = outcome->measures.find(std::string(system));
          if (measures == outcome->measures.end()) return nullptr;
          const auto value = measures->second.find(key);
          return value == measures->second.end() ? nullptr : &value->second;
        };
        const double* raw = of(kSystems[0]);
        const double* composited = of(kSystems[1]);
        if (raw && composited) group.push_back(*composited - *raw);
      }
    }
    const PairedDifference difference = paired_bootstrap(by_group, is_mean_of_groups);
    const auto deviation = facts.score_deviations.find(key);
    const bool counts =
        deviation == facts.score_deviations.end() || std::abs(difference.mean) >= 2 * deviation->second;
    if (difference.pairs > 0) differences[key] = to_json(difference, counts);
  }
  return differences;
}

nlohmann::json reasons_of(const std::vector<ItemOutcome>& outcomes) {
  std::map<std::pair<std::string, std::string>, int> counted;
  for (const auto& outcome : outcomes) {
    if (outcome.state != State::Done) ++counted[{std::string(to_string(outcome.state)), outcome.reason}];
  }
  std::vector<std::pair<std::pair<std::string, std::string>, int>> sorted(counted.begin(), counted.end());
  std::ranges::stable_sort(sorted, std::ranges::greater(), [](const auto& one) { return one.second; });
  nlohmann::json reasons = nlohmann::json::array();
  for (const auto& [what, count] : sorted)
    reasons.push_back({{"state", what.first}, {"reason", readable(what.second)}, {"items", count}});
  return reasons;
}

nlohmann::json items_of(const Benchmark& benchmark, const std::vector<ItemOutcome>& outcomes) {
  nlohmann::json items = nlohmann::json::array();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const BenchmarkItem& item = benchmark.items[i];
    nlohmann::json entry = to_json(outcomes[i]);
    entry.erase("identity");
    entry["group"] = readable(item.group);
    entry["instruction"] = readable(item.instruction);
    if (outcomes[i].state == State::Done) {
      entry["pictures"] = {{"photo", BenchmarkFolder::small_copy_of(item, "photo").generic_string()}};
      for (const std::string_view system : kSystems)
        entry["pictures"][std::string(system)] =
            BenchmarkFolder::small_copy_of(item, system).generic_string();
    }
    items.push_back(std::move(entry));
  }
  return items;
}

/// {id: {key: value}} of the composited edits, and each id's group.
std::map<std::string, std::pair<std::string, Measures>> composited_of(const nlohmann::json& report) {
  std::map<std::string, std::pair<std::string, Measures>> found;
  for (const auto& item : report.at("items")) {
    if (!item.contains("measures")) continue;
    found[item.at("id").get<std::string>()] = {item.at("group").get<std::string>(),
                                               item["measures"].at(std::string(kSystems[1])).get<Measures>()};
  }
  return found;
}

nlohmann::json compared_kinds(const nlohmann::json& report, const nlohmann::json& other) {
  const auto ours = composited_of(report);
  const auto theirs = composited_of(other);
  const bool is_mean_of_groups = report.at("score") == "mean of groups";
  nlohmann::json differences = nlohmann::json::object();
  for (const auto& kind : report.at("kinds")) {
    const auto key = kind.at("key").get<std::string>();
    std::map<std::string, std::vector<double>> by_group;
    for (const auto& [id, one] : ours) {
      const auto partner = theirs.find(id);
      if (partner == theirs.end()) continue;
      const auto mine = one.second.find(key);
      const auto its = partner->second.second.find(key);
      if (mine != one.second.end() && its != partner->second.second.end())
        by_group[one.first].push_back(mine->second - its->second);
    }
    std::vector<std::vector<double>> groups;
    for (auto& [name, group] : by_group) groups.push_back(std::move(group));
    const PairedDifference difference = paired_bootstrap(groups, is_mean_of_groups);
    if (difference.pairs > 0) differences[key] = to_json(difference, true);
  }
  return differences;
}

}  // namespace

nlohmann::json benchmark_report(const Benchmark& benchmark, const std::vector<ItemOutcome>& outcomes,
                                const ReportFacts& facts) {
  V4E_ASSERT(outcomes.size() == benchmark.items.size());
  const std::vector<MeasureKind> kinds = kinds_in(outcomes, facts);
  const std::vector<Section> sections = sections_of(benchmark, outcomes);
  Section whole{"all", {}};
  for (const auto& outcome : outcomes) whole.outcomes.push_back(&outcome);
  nlohmann::json groups = nlohmann::json::array();
  for (const auto& section : sections)
    groups.push_back({{"name", readable(section.name)},
                      {"counts", counts_of(section.outcomes)},
                      {"means", means_of(section, kinds)}});
  nlohmann::json problems = nlohmann::json::array();
  for (const auto& problem : benchmark.problems)
    problems.push_back({{"place", readable(problem.place)}, {"what", readable(problem.what)}});
  return {{"benchmark", benchmark.name},
          {"title", benchmark.title},
          {"score", benchmark.is_mean_of_groups ? "mean of groups" : "mean of items"},
          {"date", facts.date},
          {"program", facts.program},
          {"model", facts.model},
          {"settings", facts.settings},
          {"with_masks", facts.with_masks},
          {"systems",
           {{"raw", "the model's last frame, brought to the photo's size (area mean or cubic)"},
            {"composited", "the program's edit: merged into the photo's own pixels"}}},
          {"networks", facts.networks},
          {"not_measured", facts.not_measured},
          {"judge", facts.judge},
          {"judge_deviations", facts.score_deviations},
          {"counts", counts_of(whole.outcomes)},
          {"reasons", reasons_of(outcomes)},
          {"problems", std::move(problems)},
          {"kinds", to_json(kinds)},
          {"all", benchmark.is_mean_of_groups ? means_of_groups(groups, kinds) : means_of(whole, kinds)},
          {"groups", groups},
          {"differences", differences_of(sections, kinds, benchmark.is_mean_of_groups, facts)},
          {"items", items_of(benchmark, outcomes)}};
}

void compare_with(nlohmann::json& report, const nlohmann::json& other, const std::string& other_name) {
  try {
    if (other.at("benchmark") != report.at("benchmark"))
      throw Error(ErrorCode::InvalidArgument, other_name + " is a run of " +
                                                  other.at("title").get<std::string>() + ", this one of " +
                                                  report.at("title").get<std::string>());
    nlohmann::json differences = compared_kinds(report, other);
    if (differences.empty())
      throw Error(ErrorCode::InvalidArgument, other_name + " shares no edit with this run");
    report["against"] = {{"run", readable(other_name)},
                         {"model", other.at("model")},
                         {"settings", other.at("settings")},
                         {"differences", std::move(differences)}};
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorCode::FileMalformed, other_name + ": is no report of a benchmark's run");
  }
}

void write_benchmark_report(const std::filesystem::path& folder, const nlohmann::json& report) {
  write_json_file(folder / "report.json", report);
  const auto write = [&folder](const char* name, const std::string& text) {
    AtomicFile file(folder / name);
    file.write(text);
    file.commit();
  };
  write("report.csv", report_csv(report));
  write("report.html", report_html(report));
}

}  // namespace v4e
