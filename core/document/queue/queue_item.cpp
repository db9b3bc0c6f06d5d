// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/queue/queue_item.h"

#include <array>

#include "core/base/json_file.h"

namespace v4e {
namespace {
constexpr std::array<std::string_view, 8> kNames = {"waiting", "preparing", "running",   "finishing",
                                                    "done",    "failed",    "cancelled", "interrupted"};
constexpr int kMaxNesting = 8;
constexpr const char* kOrder = "the item's settings";
}  // namespace

std::string_view to_string(QueueState state) {
  return kNames[static_cast<std::size_t>(state)];
}

QueueState queue_state_from(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<QueueState>(i);
  }
  throw Error(ErrorCode::FileMalformed, "the queue is damaged: unknown state '" + std::string(name) + "'");
}

std::vector<EditSettings> steps_of(const QueueRequest& request) {
  std::vector<EditSettings> steps = request.before;
  steps.push_back(request.settings);
  return steps;
}

void set_steps(std::vector<EditSettings> steps, QueueRequest& request) {
  V4E_ASSERT(!steps.empty());
  request.settings = std::move(steps.back());
  steps.pop_back();
  request.before = std::move(steps);
}

std::string words_of(const QueueRequest& request) {
  if (!request.look.empty()) return request.look;
  std::string words;
  for (const EditSettings& step : request.before) words += step.instruction + ", ";
  return words + request.settings.instruction;
}

std::string order_text(const QueueRequest& request) {
  nlohmann::json json = to_json(request.settings);
  for (const EditSettings& step : request.before) json["before"].push_back(to_json(step));
  if (!request.look.empty()) json["look"] = request.look;
  if (request.finish) json["finish_2k"] = true;
  if (request.shape != PhotoShape{}) json["shape"] = to_json(request.shape);
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void take_order(std::string_view text, QueueRequest& request) {
  const nlohmann::json json = parse_json(text, kOrder, kMaxNesting);
  request.settings = edit_settings_from(json, kOrder);
  request.before.clear();
  const auto damaged = [](const char* what) {
    return Error(ErrorCode::FileMalformed, std::string(kOrder) + ": " + what);
  };
  if (const auto before = json.find("before"); before != json.end()) {
    if (!before->is_array()) throw damaged("\"before\" must be an array");
    for (const nlohmann::json& step : *before) request.before.push_back(edit_settings_from(step, kOrder));
  }
  request.look.clear();
  if (const auto look = json.find("look"); look != json.end()) {
    if (!look->is_string()) throw damaged("\"look\" must be a text");
    request.look = look->get<std::string>();
  }
  const auto finish = json.find("finish_2k");
  if (finish != json.end() && !finish->is_boolean()) throw damaged("\"finish_2k\" must be true or false");
  request.finish = finish != json.end() && finish->get<bool>();
  const auto shape = json.find("shape");
  if (shape != json.end() && !shape->is_object()) throw damaged("\"shape\" must be a JSON object");
  request.shape = shape == json.end() ? PhotoShape{} : photo_shape_from(*shape, kOrder);
}

}  // namespace v4e
