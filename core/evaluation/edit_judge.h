// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/run_context.h"
#include "core/chat/answer_cache.h"
#include "core/chat/chat_client.h"

namespace v4e {

/// What a language model that sees photo and edit says of it.
struct Judgement {
  double done = 0;  ///< 0..10: whether the edit is the one that was asked for
  double kept = 0;  ///< 0..10: whether all that was not asked for stayed
  std::string reason = {};
  std::string model = {};  ///< that judged, as the server calls it
  bool is_kept = false;    ///< it was asked for before, and nothing was sent now

  /// An edit is as good as the worse of the two.
  [[nodiscard]] double score() const { return done < kept ? done : kept; }
};

/// Asks a language model that the user runs whether an edit is the one that was asked for.
class EditJudge {
 public:
  /// Throws as ChatClient().
  EditJudge(ChatOptions options, AnswerCache cache) : client_(std::move(options)), cache_(std::move(cache)) {}

  [[nodiscard]] const ChatAddress& address() const { return client_.address(); }

  /// `photo`, `edited`: JPEG files, as shown_jpeg() makes them. `instructions`: what was done, in turn.
  /// Throws ChatError, ChatError(Malformed) for an answer that is no judgement, Error(InvalidArgument) where
  /// the server's models leave a choice, Cancelled.
  [[nodiscard]] Judgement judge(const std::string& photo, const std::string& edited,
                                const std::vector<std::string>& instructions,
                                const RunContext& context = {}) const;

 private:
  ChatClient client_;
  AnswerCache cache_;
};

/// A judgement out of what a model wrote; numbers may stand as text ("7", "7/10"). Nothing where one is
/// missing or out of its range.
[[nodiscard]] std::optional<Judgement> judgement_in(const std::string& answer);

}  // namespace v4e
