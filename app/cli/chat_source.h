// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "core/captions/asked_caption.h"

namespace v4e::cli {

/// A language model that the user runs.
struct ChatSource {
  std::string address = {};  ///< empty: none is asked
  std::string model = {};
  double timeout_s = 60;
};

/// --with, --caption-model and --caption-timeout. `source` must outlive the command. Returns --with.
CLI::Option* add_caption_source_options(CLI::App& command, ChatSource& source);

inline constexpr double kMostChatSeconds = 86'400;

/// With the key that the environment holds.
[[nodiscard]] ChatOptions chat_options(const ChatSource& source);

/// Nothing where the rules write the captions. Throws Error(InvalidArgument) on an address that is none.
[[nodiscard]] std::optional<CaptionAsker> caption_asker(const ChatSource& source);

/// What leaves this machine, and where to; empty where all stays here.
[[nodiscard]] std::string destination_note(const ChatAddress& address, bool sends_photo);

}  // namespace v4e::cli
