// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/benchmark/item_outcome.h"

#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"

namespace v4e {
namespace {

constexpr std::array<std::pair<ItemOutcome::State, std::string_view>, 3> kStates{
    {{ItemOutcome::State::Done, "done"},
     {ItemOutcome::State::NotOffered, "not_offered"},
     {ItemOutcome::State::Failed, "failed"}}};

ItemOutcome::State state_from(const std::string& name, std::string_view origin) {
  for (const auto& [state, known] : kStates) {
    if (known == name) return state;
  }
  throw Error(ErrorCode::FileMalformed, std::string(origin) + ": has no state \"" + name + "\"");
}

}  // namespace

std::string_view to_string(ItemOutcome::State state) {
  for (const auto& [known, name] : kStates) {
    if (known == state) return name;
  }
  return "";
}

nlohmann::json to_json(const ItemOutcome& outcome) {
  nlohmann::json json{{"id", outcome.id},
                      {"state", to_string(outcome.state)},
                      {"identity", outcome.identity},
                      {"seconds", outcome.seconds}};
  if (!outcome.reason.empty()) json["reason"] = readable(outcome.reason);
  if (!outcome.prompt.empty()) json["prompt"] = readable(outcome.prompt);
  if (!outcome.merge.empty()) json["merge"] = outcome.merge;
  if (!outcome.measures.empty()) json["measures"] = outcome.measures;
  return json;
}

ItemOutcome item_outcome_from(const nlohmann::json& json, std::string_view origin) {
  try {
    ItemOutcome outcome;
    outcome.id = json.at("id").get<std::string>();
    outcome.state = state_from(json.at("state").get<std::string>(), origin);
    outcome.identity = json.at("identity").get<std::string>();
    outcome.seconds = json.at("seconds").get<double>();
    outcome.reason = json.value("reason", "");
    outcome.prompt = json.value("prompt", "");
    outcome.merge = json.value("merge", "");
    if (json.contains("measures")) outcome.measures = json["measures"].get<std::map<std::string, Measures>>();
    return outcome;
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorCode::FileMalformed, std::string(origin) + ": is no item of a benchmark's run");
  }
}

}  // namespace v4e
