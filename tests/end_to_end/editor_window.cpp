// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/editor_window.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace v4e::test {

namespace fs = std::filesystem;

namespace {

bool has_program(const std::string& name) {
  return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0;
}

}  // namespace

std::string text_of(const fs::path& path) {
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

void EditorWindow::SetUp() {
  if (!has_program("Xvfb") || !has_program("xdotool")) GTEST_SKIP() << "needs Xvfb and xdotool";
  fs::create_directories(home());
  // Else it starts again when its last client goes, and lets nobody in meanwhile.
  screen_ = std::make_unique<Program>(Program::Command{{"Xvfb", "-noreset", "-displayfd", "1", "-screen", "0",
                                                        "1400x900x24", "-nolisten", "tcp"}},
                                      screen_files_.path());
  const fs::path number = screen_files_.path() / ".stdout";
  ASSERT_TRUE(eventually([&] { return text_of(number).ends_with('\n'); })) << "Xvfb does not start";
  display_ = ":" + text_of(number);
  display_.pop_back();
}

void EditorWindow::launch(const std::vector<std::string>& arguments) {
  const std::string in = home().string();
  std::vector<std::string> words{"env",
                                 "-u",
                                 "WAYLAND_DISPLAY",
                                 "DISPLAY=" + display_,
                                 "QT_QPA_PLATFORM=xcb",
                                 "HOME=" + in,
                                 "XDG_DATA_HOME=" + in + "/data",
                                 "XDG_CONFIG_HOME=" + in + "/config",
                                 "XDG_CACHE_HOME=" + in + "/cache",
                                 "LC_ALL=C.UTF-8"};
  words.insert(words.end(), environment_.begin(), environment_.end());
  words.emplace_back(V4E_BIN_DIR "/video4edit");
  words.insert(words.end(), arguments.begin(), arguments.end());
  editor_ = std::make_unique<Program>(Program::Command{words}, files_.path());
}

bool EditorWindow::eventually_shown(const std::function<bool()>& holds) {
  return eventually([&] { return holds() || !editor_->is_running(); }) && editor_->is_running();
}

std::string EditorWindow::last_words() {
  return (editor_->is_running() ? "it runs: " : "it has ended: ") + text_of(files_.path() / ".stderr") +
         text_of(log_file());
}

void EditorWindow::start(const std::vector<std::string>& arguments) {
  launch(arguments);
  focus("Video4Edit");
}

std::string EditorWindow::xdotool(std::vector<std::string> words) {
  words.insert(words.begin(), {"env", "DISPLAY=" + display_, "xdotool"});
  return run_command(words, log_.path()).out;
}

std::vector<std::string> EditorWindow::windows_named(const std::string& name) {
  std::istringstream lines(xdotool({"search", "--onlyvisible", "--name", name}));
  std::vector<std::string> windows;
  for (std::string line; std::getline(lines, line);) windows.push_back(line);
  return windows;
}

void EditorWindow::focus(const std::string& name) {
  ASSERT_TRUE(eventually_shown([&] { return !windows_named(name).empty(); }))
      << name << " does not come up; " << last_words();
  xdotool({"windowfocus", "--sync", windows_named(name).front()});
}

int EditorWindow::logged(const std::string& text) {
  const std::string log = text_of(log_file());
  int count = 0;
  for (std::size_t at = log.find(text); at != std::string::npos; at = log.find(text, at + 1)) ++count;
  return count;
}

// By the window, not by the engine: what is undone next must be on the canvas.
int EditorWindow::finished_edits() {
  return logged("edit shown");
}

fs::path EditorWindow::log_file() {
  for (const auto& entry : fs::recursive_directory_iterator(home())) {
    if (entry.path().filename() == "video4edit.log") return entry.path();
  }
  return {};
}

void EditorWindow::edit(const std::string& instruction) {
  const int before = finished_edits();
  const int begun = logged("edit begins");
  press("alt+a");
  press("ctrl+a");
  write(instruction);
  // Keys go on only where the models are found already; Ctrl+Return before that does nothing.
  ASSERT_TRUE(eventually([&] {
    // Once more after it has begun would be another edit on top of this one.
    if (logged("edit begins") <= begun) press("ctrl+Return");
    return finished_edits() > before;
  })) << text_of(log_file());
}

}  // namespace v4e::test
