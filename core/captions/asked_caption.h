// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/captions/caption_rewriter.h"
#include "core/chat/answer_cache.h"
#include "core/chat/chat_client.h"

namespace v4e {

/// What a language model is asked for a caption of.
struct CaptionQuestion {
  std::string instruction;
  std::vector<std::string> before = {};  ///< instructions that the photo is edited by first, in turn
  bool has_region = false;               ///< a part of the photo is chosen; "this" and "here" are that
  std::string jpeg = {};                 ///< the photo as it is before all edits; empty: it is not shown
};

/// A caption that a language model wrote, for video models that understand much.
struct AskedCaption {
  std::string caption;
  EditKind kind = EditKind::Other;
  std::string model;     ///< that wrote it, as the server calls it
  bool is_kept = false;  ///< it was asked for before, and nothing was sent now
};

/// Nothing where a caption can be used for an instruction, else what is wrong with it: too short or too long,
/// without end the same words, an excuse, or without what the instruction has in quotation marks.
[[nodiscard]] std::optional<std::string> caption_fault(std::string_view caption,
                                                       std::string_view instruction);

/// Asks a language model that the user runs how an edit comes true over time, in place of the rules.
class CaptionAsker {
 public:
  /// Throws as ChatClient().
  CaptionAsker(ChatOptions options, AnswerCache cache)
      : client_(std::move(options)), cache_(std::move(cache)) {}

  [[nodiscard]] const ChatAddress& address() const { return client_.address(); }

  /// Throws ChatError, ChatError(Malformed) for an answer that is of no use, Error(InvalidArgument) where the
  /// server's models leave a choice, Cancelled. `fresh`: asks again what was answered before.
  [[nodiscard]] AskedCaption ask(const CaptionQuestion& question, const RunContext& context = {},
                                 bool fresh = false) const;

  /// What was answered before to that question and model; asks for no caption.
  [[nodiscard]] std::optional<AskedCaption> find(const CaptionQuestion& question,
                                                 const RunContext& context = {}) const;

 private:
  [[nodiscard]] std::optional<AskedCaption> kept(const ChatQuestion& question, const std::string& model,
                                                 std::string_view instruction) const;
  [[nodiscard]] std::string cache_key(const ChatQuestion& question, const std::string& model) const;

  ChatClient client_;
  AnswerCache cache_;
};

}  // namespace v4e
