// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chat/chat_client.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/base64.h"
#include "core/base/json_file.h"
#include "core/base/text.h"
#include "core/chat/chat_error.h"
#include "core/chat/http.h"

namespace v4e {
namespace {

constexpr std::size_t kMostAnswerBytes = 1u << 20;
constexpr std::size_t kMostNamedModels = 12;
constexpr std::int64_t kMostTokens = 1'000'000'000;  // of an answer; more is nonsense
constexpr const char* kKeyVariable = "V4E_CHAT_KEY";

/// What a server says is wrong, in its own words; empty where it says nothing that can be shown.
std::string reason_in(const std::string& body) {
  const nlohmann::json json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object() || !json.contains("error")) return {};
  const nlohmann::json& error = json["error"];
  const nlohmann::json& text = error.is_object() && error.contains("message") ? error["message"] : error;
  return text.is_string() ? readable(cut_text(text.get<std::string>(), 300)) : std::string();
}

[[noreturn]] void refuse_status(const std::string& host, const HttpAnswer& answer) {
  std::string text = host + " answered with status " + std::to_string(answer.status);
  const std::string reason = reason_in(answer.body);
  if (!reason.empty()) text += " (" + reason + ")";
  if (answer.status == 401 || answer.status == 403)
    text += std::string(": it asks for a key, which is taken from the environment variable ") + kKeyVariable;
  else if (answer.status == 404)
    text += ": there is no such model, or no language model's server at that path; most end in /v1";
  throw ChatError(ChatFailure::Refused, text, answer.status, answer.retry_after);
}

[[noreturn]] void refuse_form(const std::string& host, const std::string& what) {
  throw ChatError(ChatFailure::Malformed, host + " answered with something else than a chat's answer: " +
                                              what + "; is a language model's server at that address?");
}

/// An answer's content: text, or a list of parts of which the texts count.
std::string content_text(const nlohmann::json& content) {
  if (content.is_string()) return content.get<std::string>();
  std::string text;
  if (!content.is_array()) return text;
  for (const nlohmann::json& part : content) {
    if (part.is_object() && part.contains("text") && part["text"].is_string())
      text += part["text"].get<std::string>();
  }
  return text;
}

nlohmann::json message_json(const ChatMessage& message) {
  const bool is_user = message.role == ChatMessage::Role::User;
  nlohmann::json json{{"role", is_user ? "user" : "system"}, {"content", message.text}};
  if (message.jpegs.empty()) return json;
  json["content"] = nlohmann::json::array({{{"type", "text"}, {"text", message.text}}});
  for (const std::string& jpeg : message.jpegs)
    json["content"].push_back(
        {{"type", "image_url"}, {"image_url", {{"url", "data:image/jpeg;base64," + to_base64(jpeg)}}}});
  return json;
}

std::optional<TokenUsage> usage_in(const nlohmann::json& answer) {
  const auto usage = answer.find("usage");
  if (usage == answer.end() || !usage->is_object()) return std::nullopt;
  const auto count = [&](const char* name) -> std::int64_t {
    const auto value = usage->find(name);
    const bool is_count = value != usage->end() && value->is_number_integer();
    return is_count ? std::clamp<std::int64_t>(value->get<std::int64_t>(), 0, kMostTokens) : 0;
  };
  const TokenUsage found{.in = count("prompt_tokens"), .out = count("completion_tokens")};
  if (found.in == 0 && found.out == 0) return std::nullopt;
  return found;
}

nlohmann::json parsed(const std::string& host, const std::string& body) {
  try {
    return parse_json(body, host);
  } catch (const Error& error) {
    refuse_form(host, readable(cut_text(error.what(), 300)));
  }
}

}  // namespace

std::string chat_key() {
  const char* key = std::getenv(kKeyVariable);
  return key ? key : "";
}

ChatClient::ChatClient(ChatOptions options)
    : options_(std::move(options)), address_(parse_chat_address(options_.address)) {
  if (options_.timeout.count() < 1)
    throw Error(ErrorCode::InvalidArgument, "the time limit for a language model has to be above 0 seconds");
  // A line break would begin another header.
  const auto is_sendable = [](char c) { return c > ' ' && c < 127; };
  if (!std::ranges::all_of(options_.key, is_sendable))
    throw Error(ErrorCode::InvalidArgument, "the language model's key has letters that keys do not have");
}

std::string ChatClient::request_text(const ChatQuestion& question, const std::string& model) {
  nlohmann::json messages = nlohmann::json::array();
  for (const ChatMessage& message : question.messages) messages.push_back(message_json(message));
  return json_text({{"model", model},
                    {"messages", messages},
                    {"temperature", 0},
                    {"seed", 0},
                    {"max_tokens", question.max_tokens},
                    {"stream", false}},
                   -1);
}

std::string ChatClient::exchange(const std::string& route, std::string body,
                                 const RunContext& context) const {
  HttpRequest request;
  request.url = address_.base + route;
  request.body = std::move(body);
  if (!options_.key.empty()) request.headers.push_back("Authorization: Bearer " + options_.key);
  request.timeout = options_.timeout;
  request.max_answer_bytes = kMostAnswerBytes;
  request.uses_proxy = !address_.is_local;
  HttpAnswer answer = send_http(request, context.stop);
  if (answer.status < 200 || answer.status > 299) refuse_status(address_.host, answer);
  return std::move(answer.body);
}

std::string ChatClient::model(const RunContext& context) const {
  if (!options_.model.empty()) return options_.model;
  const nlohmann::json list = parsed(address_.host, exchange("/models", {}, context));
  if (!list.is_object() || !list.contains("data") || !list["data"].is_array())
    refuse_form(address_.host, "it does not list its models");
  std::vector<std::string> names;
  for (const nlohmann::json& entry : list["data"]) {
    if (entry.is_object() && entry.contains("id") && entry["id"].is_string())
      names.push_back(entry["id"].get<std::string>());
  }
  if (names.size() == 1) return names.front();
  if (names.empty())
    throw ChatError(ChatFailure::Refused, address_.host + " offers no model; load one there first");
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMostNamedModels); ++i)
    text += (i > 0 ? ", " : "") + readable(cut_text(names[i], 100));
  throw Error(ErrorCode::InvalidArgument, address_.host + " offers several models; name one of them: " +
                                              text + (names.size() > kMostNamedModels ? " …" : ""));
}

ChatAnswer ChatClient::ask(const ChatQuestion& question, const std::string& model,
                           const RunContext& context) const {
  const nlohmann::json json =
      parsed(address_.host, exchange("/chat/completions", request_text(question, model), context));
  const bool has_choice = json.is_object() && json.contains("choices") && json["choices"].is_array() &&
                          !json["choices"].empty() && json["choices"].front().is_object();
  if (!has_choice) refuse_form(address_.host, "it holds no choices");
  const nlohmann::json& choice = json["choices"].front();
  if (!choice.contains("message") || !choice["message"].is_object() || !choice["message"].contains("content"))
    refuse_form(address_.host, "its choice holds no message");
  ChatAnswer answer;
  answer.text = content_text(choice["message"]["content"]);
  answer.model =
      json.contains("model") && json["model"].is_string() ? json["model"].get<std::string>() : model;
  answer.is_cut = choice.contains("finish_reason") && choice["finish_reason"] == "length";
  answer.usage = usage_in(json);
  return answer;
}

}  // namespace v4e
