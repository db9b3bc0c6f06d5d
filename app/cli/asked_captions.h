// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/chat_source.h"
#include "app/cli/command_context.h"
#include "core/edit/edit_settings.h"
#include "core/image/photo.h"
#include "core/library/model_description.h"

namespace v4e::cli {

struct AskedCaptionOptions {
  ChatSource source;
  bool sends_photo = false;
};

/// --with, --send-photo and the like, of commands that edit. `options` must outlive the command.
void add_asked_caption_options(CLI::App& command, AskedCaptionOptions& options);

/// Has the captions of edits written by a language model where the user wants that.
class AskedCaptions {
 public:
  /// Throws Error(InvalidArgument) on an address that is none.
  AskedCaptions(const AskedCaptionOptions& options, CommandContext& context);

  [[nodiscard]] bool is_on() const { return asker_.has_value(); }

  /// What came of one photo's steps.
  struct Outcome {
    nlohmann::json report = nlohmann::json::array();  ///< an object for each caption that was written
    std::vector<std::string> notes;                   ///< why the rules write others
  };

  /// Gives each step a caption that has none, if its model takes free ones; where no useful answer comes, the
  /// step stays without, so that the rules write it. `photo`: made when it is sent. `known_only`: asks
  /// nobody, takes what was answered before. Throws Error(InvalidArgument) where the server's models leave a
  /// choice, what `photo` throws, Cancelled.
  Outcome fill(std::vector<EditSettings>& steps, const ModelDescription& model,
               const std::function<Photo()>& photo, bool known_only = false);

 private:
  void tell_destination();
  void ask_for(EditSettings& step, const CaptionQuestion& question, bool known_only, Outcome& outcome);

  bool sends_photo_;
  CommandContext& context_;
  std::optional<CaptionAsker> asker_;
  bool is_told_ = false;
  int silent_in_a_row_ = 0;  ///< questions that nobody answered
};

}  // namespace v4e::cli
