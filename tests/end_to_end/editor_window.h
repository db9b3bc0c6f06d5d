// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/end_to_end/program.h"

namespace v4e::test {

constexpr int kPatience_s = 120;  // of a slow machine; nothing waits so long normally

[[nodiscard]] std::string text_of(const std::filesystem::path& path);

/// Looks again and again until `holds` does; false where it never did.
template <typename Condition>
bool eventually(const Condition& holds) {
  for (int i = 0; i < kPatience_s * 20; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return holds();
}

/// The editor itself in a window on a virtual display, used by keys and mouse as a person would.
class EditorWindow : public testing::Test {
 protected:
  void SetUp() override;

  /// Starts the program; with the same settings each time.
  void launch(const std::vector<std::string>& arguments);
  /// Starts it, waits for its window and gives that the keyboard.
  void start(const std::vector<std::string>& arguments);

  /// eventually(), as long as the program runs.
  bool eventually_shown(const std::function<bool()>& holds);
  /// For messages: whether the program runs, and what it said.
  std::string last_words();

  /// Runs xdotool; its standard output.
  std::string xdotool(std::vector<std::string> words);
  std::vector<std::string> windows_named(const std::string& name);
  /// Waits for a window and gives it the keyboard: there is no window manager here to do so.
  void focus(const std::string& name);

  void press(const std::string& key) { xdotool({"key", "--clearmodifiers", key}); }
  void write(const std::string& text) { xdotool({"type", "--delay", "4", text}); }

  [[nodiscard]] std::filesystem::path home() const { return screen_files_.path() / "home"; }
  /// Lines of the log that tell of a finished edit.
  int finished_edits();
  /// How often the editor's log has that text.
  int logged(const std::string& text);
  std::filesystem::path log_file();
  void edit(const std::string& instruction);

  TemporaryFolder screen_files_;
  TemporaryFolder files_;
  TemporaryFolder log_;
  std::string display_;
  std::vector<std::string> environment_;  ///< of the editor, besides what it needs: "NAME=value"
  std::unique_ptr<Program> screen_;
  std::unique_ptr<Program> editor_;  ///< before the screen it is on
};

}  // namespace v4e::test
