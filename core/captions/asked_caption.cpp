// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/asked_caption.h"

#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <utility>

#include "core/base/text.h"
#include "core/captions/instruction_text.h"
#include "core/chat/chat_error.h"
#include "core/chat/json_answer.h"

namespace v4e {
namespace {

constexpr std::size_t kLeastBytes = 12;
constexpr std::size_t kMostBytes = 2000;  // 512 tokens, which video models read, are about as many
constexpr std::size_t kManyWords = 30;
constexpr double kLeastDistinct = 0.3;  // of many words: a model that repeats itself stays below

constexpr std::array kAskedKinds{EditKind::Add,          EditKind::Remove, EditKind::Replace, EditKind::Background,
                            EditKind::Colour,       EditKind::Style,  EditKind::Restore, EditKind::Text,
                            EditKind::WeatherLight, EditKind::Other};

/// What a caption for models that understand much is made of: after the method's published descriptions, the
/// kind of task, the change over time, and what stays.
std::string task_text() {
  std::string kinds;
  for (const EditKind kind : kAskedKinds)
    kinds += (kinds.empty() ? "\"" : ", \"") + std::string(to_string(kind)) + "\"";
  return "You write captions for a video model that edits photographs. The photo is the first frame of a "
         "very "
         "short film, and in its last frame the edit that the user asks for has come true. You do not make "
         "the "
         "edit; you describe the film.\n"
         "Write one paragraph of 60 to 100 English words in the present tense:\n"
         "1. Begin with the kind of edit, in words such as \"An object is removed:\".\n"
         "2. Tell the change as something that happens over time: where it begins, how it goes on, and how "
         "it "
         "looks when it is complete. Be concrete about things, colours, materials, light and places.\n"
         "3. Then say what stays as it is: whatever was not asked for. Where people are concerned, that is "
         "their "
         "faces, skin, hair, clothes, expression, age and pose. The camera, the framing and the style of the "
         "photo "
         "do not change, and there is no cut.\n"
         "4. Text and names that the user has put in quotation marks stand in the caption letter by letter, "
         "in "
         "quotation marks.\n"
         "5. Add nothing that the user did not ask for.\n"
         "Answer with one JSON object and nothing else: {\"kind\": one of " +
         kinds + ", \"caption\": the paragraph}";
}

std::string question_text(const CaptionQuestion& question) {
  std::string text;
  if (question.jpeg.empty()) text += "You are not shown the photo; say nothing of it that is not known.\n";
  if (question.has_region)
    text += "The user has selected a part of the photo: \"this\", \"it\" and \"here\" mean that part.\n";
  for (std::size_t i = 0; i < question.before.size(); ++i)
    text += (i == 0 ? "Before this edit, the photo is edited by: " : "Then by: ") + question.before[i] + "\n";
  return text + "The user asks for: " + question.instruction;
}

ChatQuestion chat_question(const CaptionQuestion& question) {
  ChatMessage user{ChatMessage::Role::User, question_text(question)};
  if (!question.jpeg.empty()) user.jpegs.push_back(question.jpeg);
  return {.messages = {{ChatMessage::Role::System, task_text()}, std::move(user)}};
}

/// Without line breaks, control characters and spaces in a row.
std::string tidied(const std::string& text) {
  std::string line;
  for (const char c : text) {
    const bool is_space = static_cast<unsigned char>(c) <= ' ' || c == 127;
    if (!is_space) line += c;
    if (is_space && !line.empty() && line.back() != ' ') line += ' ';
  }
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

bool repeats_itself(const std::string& text) {
  std::istringstream words(text);
  std::set<std::string> distinct;
  std::size_t count = 0;
  for (std::string word; words >> word; ++count) distinct.insert(word);
  return count > kManyWords &&
         static_cast<double>(distinct.size()) < kLeastDistinct * static_cast<double>(count);
}

bool excuses_itself(const std::string& text) {
  constexpr std::array<std::string_view, 9> kOpenings{"i'm sorry",    "i\u2019m sorry", "i am sorry",
                                                      "sorry,",       "i cannot",       "i can't",
                                                      "i can\u2019t", "as an ai",       "i'm unable"};
  return std::ranges::any_of(kOpenings, [&text](std::string_view words) { return text.starts_with(words); });
}

[[noreturn]] void refuse(const std::string& what, const std::string& answer) {
  throw ChatError(ChatFailure::Malformed, "the language model's answer is of no use (" + what + "): \"" +
                                              readable(cut_text(tidied(answer), 160)) + "\"");
}

/// Throws ChatError(Malformed).
AskedCaption read_answer(const std::string& text, std::string_view instruction) {
  const std::optional<nlohmann::json> json = json_object_in(text);
  if (!json) refuse("it holds no JSON object", text);
  if (!json->contains("caption") || !(*json)["caption"].is_string()) refuse("it has no caption", text);
  AskedCaption asked;
  asked.caption = tidied((*json)["caption"].get<std::string>());
  if (const auto fault = caption_fault(asked.caption, instruction)) refuse(*fault, text);
  const std::string kind = lower_case(
      json->value("kind", nlohmann::json()).is_string() ? (*json)["kind"].get<std::string>() : std::string());
  const auto* const known =
      std::ranges::find_if(kAskedKinds, [&kind](EditKind one) { return to_string(one) == kind; });
  if (known != kAskedKinds.end()) asked.kind = *known;
  return asked;
}

}  // namespace

std::optional<std::string> caption_fault(std::string_view caption, std::string_view instruction) {
  if (caption.size() < kLeastBytes) return "it is too short";
  if (caption.size() > kMostBytes) return "it is too long";
  if (!is_utf8(caption)) return "it is no text";
  const std::string text = lower_case(caption);
  const auto is_mark = [&instruction](char c) {
    return std::string_view("{}<>`").find(c) != std::string_view::npos &&
           instruction.find(c) == std::string_view::npos;
  };
  if (std::ranges::any_of(text, is_mark)) return "it holds marks of a program";
  if (excuses_itself(text)) return "it is an excuse";
  if (repeats_itself(text)) return "it repeats itself";
  for (const Clause& clause : split_instruction(instruction)) {
    for (const Token& token : clause) {
      if (token.quoted && caption.find(token.original) == std::string_view::npos)
        return "\"" + token.original + "\" is missing";
    }
  }
  return std::nullopt;
}

std::string CaptionAsker::cache_key(const ChatQuestion& question, const std::string& model) const {
  return address().base + '\n' + ChatClient::request_text(question, model);
}

std::optional<AskedCaption> CaptionAsker::kept(const ChatQuestion& question, const std::string& model,
                                               std::string_view instruction) const {
  const std::optional<std::string> text = cache_.find(cache_key(question, model));
  if (!text) return std::nullopt;
  try {
    AskedCaption asked = read_answer(*text, instruction);
    asked.model = model;
    asked.is_kept = true;
    return asked;
  } catch (const ChatError&) {
    return std::nullopt;  // somebody wrote into the file
  }
}

std::optional<AskedCaption> CaptionAsker::find(const CaptionQuestion& question,
                                               const RunContext& context) const {
  return kept(chat_question(question), client_.model(context), question.instruction);
}

AskedCaption CaptionAsker::ask(const CaptionQuestion& question, const RunContext& context, bool fresh) const {
  const ChatQuestion asked = chat_question(question);
  const std::string model = client_.model(context);
  if (!fresh) {
    if (auto known = kept(asked, model, question.instruction)) return *std::move(known);
  }
  const ChatAnswer answer = client_.ask(asked, model, context);
  if (answer.is_cut) refuse("it was cut off before its end", answer.text);
  AskedCaption caption = read_answer(answer.text, question.instruction);
  caption.model = answer.model;
  cache_.keep(cache_key(asked, model), answer.text);
  return caption;
}

}  // namespace v4e
