// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/gate_networks.h"

#include <algorithm>
#include <utility>

#include "core/image/samples.h"

namespace v4e {
namespace {

bool is_of_target(const std::string& key) {
  return key.starts_with("target_");
}

}  // namespace

void GateNetworks::add(const AnsweredQuestion& example, const RunContext& context) {
  if (networks_.kinds().empty()) return;
  const Question& question = example.question;
  MeasuredPhoto photo{.photo = question.photo->image, .target = question.target};
  if (example.in_region) photo.mask = with_samples(*question.region, SampleType::U8);
  const auto measured = networks_.measure(photo, {example.edited, photo.photo}, context);
  auto row = std::ranges::find(rows_, example.effect, &NetworkRow::effect);
  if (row == rows_.end()) row = rows_.insert(rows_.end(), NetworkRow{.effect = example.effect});
  row->edit.add(measured[0]);
  Measures start = measured[1];
  std::erase_if(start, [](const auto& one) { return !is_of_target(one.first); });
  row->photo.add(start);
}

NetworkReport GateNetworks::report(std::map<std::string, std::string> weights) const {
  NetworkReport report{
      .rows = rows_, .not_measured = networks_.not_measured(), .weights = std::move(weights)};
  for (const auto& kind : networks_.kinds()) {
    const auto has_it = [&kind](const NetworkRow& row) { return row.edit.mean(kind.key).has_value(); };
    if (std::ranges::any_of(rows_, has_it))
      report.kinds.push_back(kind);
    else
      report.not_measured.push_back(kind.title + ": no example has what it compares with");
  }
  return report;
}

void NetworkReport::put_into(nlohmann::json& report) const {
  report["networks"] = weights;
  report["kinds"] = v4e::to_json(kinds);
  report["not_measured"] = not_measured;
  for (const char* list : {"effects", "parts"}) {
    for (auto& entry : report.at(list)) {
      const auto row = std::ranges::find(rows, entry.at("effect").get<std::string>(), &NetworkRow::effect);
      if (row != rows.end())
        entry["measures"] = {{"edit", row->edit.to_json(kinds)}, {"photo", row->photo.to_json(kinds)}};
    }
  }
}

}  // namespace v4e
