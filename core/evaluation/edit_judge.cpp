// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/edit_judge.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/chat/chat_error.h"
#include "core/chat/json_answer.h"

namespace v4e {
namespace {

constexpr double kMostMark = 10;
constexpr std::size_t kMostReasonBytes = 400;

constexpr const char* kTask =
    "You judge edits of photographs. You see two pictures: first the photo, then what an editing program "
    "made of "
    "it. You are told what the user asked for. Give two marks from 0 to 10:\n"
    "- \"done\": whether what was asked for has happened. 0: nothing of it. 5: some of it, or badly. 10: all "
    "of it, "
    "and it looks as real as the photo, or as good as the style that was asked for.\n"
    "- \"kept\": whether everything that was not asked for stayed as it was, without blur, grids, shifted "
    "colours or "
    "other faults. 0: another picture. 10: nothing else changed.\n"
    "If both pictures are the same, \"done\" is 0. Be strict: most edits deserve neither 0 nor 10.\n"
    "Answer with one JSON object and nothing else: {\"reason\": a short sentence, \"done\": a number, "
    "\"kept\": a "
    "number}";

ChatQuestion question_of(const std::string& photo, const std::string& edited,
                         const std::vector<std::string>& instructions) {
  std::string text = "The user asked for: ";
  for (std::size_t i = 0; i < instructions.size(); ++i) text += (i > 0 ? "; then: " : "") + instructions[i];
  return {.messages = {{ChatMessage::Role::System, kTask}, {ChatMessage::Role::User, text, {photo, edited}}},
          .max_tokens = 400};
}

/// 0..10; nothing for anything else.
std::optional<double> mark_in(const nlohmann::json& json, const char* name) {
  if (!json.contains(name)) return std::nullopt;
  const nlohmann::json& value = json[name];
  double mark = -1;
  if (value.is_number()) {
    mark = value.get<double>();
  } else if (value.is_string()) {
    std::string text = value.get<std::string>();
    if (text.ends_with("/10")) text.resize(text.size() - 3);
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), mark);
    if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  }
  return mark >= 0 && mark <= kMostMark ? std::optional(mark) : std::nullopt;
}

}  // namespace

std::optional<Judgement> judgement_in(const std::string& answer) {
  const std::optional<nlohmann::json> json = json_object_in(answer);
  if (!json) return std::nullopt;
  const std::optional<double> done = mark_in(*json, "done");
  const std::optional<double> kept = mark_in(*json, "kept");
  if (!done || !kept) return std::nullopt;
  Judgement judgement{.done = *done, .kept = *kept};
  if (json->contains("reason") && (*json)["reason"].is_string())
    judgement.reason = cut_text((*json)["reason"].get<std::string>(), kMostReasonBytes);
  return judgement;
}

Judgement EditJudge::judge(const std::string& photo, const std::string& edited,
                           const std::vector<std::string>& instructions, const RunContext& context) const {
  const ChatQuestion question = question_of(photo, edited, instructions);
  const std::string model = client_.model(context);
  const std::string key = address().base + '\n' + ChatClient::request_text(question, model);
  if (const auto known = cache_.find(key)) {
    if (std::optional<Judgement> judgement = judgement_in(*known)) {
      judgement->model = model;
      judgement->is_kept = true;
      return *std::move(judgement);
    }
  }
  const ChatAnswer answer = client_.ask(question, model, context);
  std::optional<Judgement> judgement = judgement_in(answer.text);
  if (!judgement)
    throw ChatError(ChatFailure::Malformed,
                    "the judge's answer is no judgement: \"" + readable(cut_text(answer.text, 160)) + "\"");
  judgement->model = answer.model;
  cache_.keep(key, answer.text);
  return *std::move(judgement);
}

}  // namespace v4e
