// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/chat_source.h"

#include <chrono>
#include <cmath>

namespace v4e::cli {
namespace {

constexpr const char* kGroup = "Captions by a language model";

}  // namespace

CLI::Option* add_caption_source_options(CLI::App& command, ChatSource& source) {
  CLI::Option* with =
      command
          .add_option("--with", source.address,
                      "Have captions written by a language model that you run, at an address such as "
                      "http://localhost:8080/v1 (llama.cpp, Ollama, vLLM, LM Studio). It is sent the "
                      "instruction; a key is taken from V4E_CHAT_KEY. Without it nothing leaves the program")
          ->option_text("URL")
          ->group(kGroup);
  command
      .add_option("--caption-model", source.model,
                  "Its name, as the server lists it (default: the only one there)")
      ->option_text("NAME")
      ->needs(with)
      ->group(kGroup);
  command
      .add_option("--caption-timeout", source.timeout_s,
                  "Seconds to wait for a caption; then the rules write it (default: 60)")
      ->check(CLI::Range(0.1, kMostChatSeconds))
      ->needs(with)
      ->group(kGroup);
  return with;
}

ChatOptions chat_options(const ChatSource& source) {
  return {.address = source.address,
          .model = source.model,
          .key = chat_key(),
          .timeout = std::chrono::milliseconds(std::llround(source.timeout_s * 1000))};
}

std::optional<CaptionAsker> caption_asker(const ChatSource& source) {
  if (source.address.empty()) return std::nullopt;
  return CaptionAsker(chat_options(source), AnswerCache(answer_folder()));
}

std::string destination_note(const ChatAddress& address, bool sends_photo) {
  if (address.is_local) return {};
  return std::string(sends_photo ? "the instruction and a small copy of the photo are"
                                 : "the instruction is") +
         " sent to " + address.host + ", which is not this machine";
}

}  // namespace v4e::cli
