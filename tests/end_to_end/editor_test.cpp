// SPDX-License-Identifier: GPL-3.0-or-later
// The editor itself in a window on a virtual display, used by keys and mouse as a person would.
#include <gmock/gmock.h>
#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>

#include "core/base/resources.h"
#include "core/image/io/metadata.h"
#include "core/image/io/photo_io.h"
#include "tests/end_to_end/program.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr int kPatience_s = 120;  // of a slow machine; nothing waits so long normally

std::string text_of(const fs::path& path) {
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// Looks again and again until `holds` does; false where it never did.
template <typename Condition>
bool eventually(const Condition& holds) {
  for (int i = 0; i < kPatience_s * 20; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return holds();
}

bool has_program(const std::string& name) {
  return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0;
}

class EditorWindow : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_program("Xvfb") || !has_program("xdotool")) GTEST_SKIP() << "needs Xvfb and xdotool";
    fs::create_directories(screen_files_.path() / "home");
    screen_ = std::make_unique<Program>(
        Program::Command{{"Xvfb", "-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp"}},
        screen_files_.path());
    const fs::path number = screen_files_.path() / ".stdout";
    ASSERT_TRUE(eventually([&] { return text_of(number).ends_with('\n'); })) << "Xvfb does not start";
    display_ = ":" + text_of(number);
    display_.pop_back();
  }

  void start(const std::vector<std::string>& arguments) {
    const std::string home = (screen_files_.path() / "home").string();
    std::vector<std::string> words{"env",
                                   "-u",
                                   "WAYLAND_DISPLAY",
                                   "DISPLAY=" + display_,
                                   "QT_QPA_PLATFORM=xcb",
                                   "HOME=" + home,
                                   "XDG_DATA_HOME=" + home + "/data",
                                   "XDG_CONFIG_HOME=" + home + "/config",
                                   "XDG_CACHE_HOME=" + home + "/cache",
                                   "LC_ALL=C.UTF-8",
                                   V4E_BIN_DIR "/video4edit"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    editor_ = std::make_unique<Program>(Program::Command{words}, files_.path());
    focus("Video4Edit");
  }

  /// Runs xdotool; its standard output.
  std::string xdotool(std::vector<std::string> words) {
    words.insert(words.begin(), {"env", "DISPLAY=" + display_, "xdotool"});
    return run_command(words, log_.path()).out;
  }

  std::string window_named(const std::string& name) {
    const std::string found = xdotool({"search", "--onlyvisible", "--name", name});
    return found.substr(0, found.find('\n'));
  }

  /// Waits for a window and gives it the keyboard: there is no window manager here to do so.
  void focus(const std::string& name) {
    ASSERT_TRUE(eventually([&] { return !window_named(name).empty(); }))
        << name << " does not come up: " << text_of(files_.path() / ".stderr");
    xdotool({"windowfocus", "--sync", window_named(name)});
  }

  void press(const std::string& key) { xdotool({"key", "--clearmodifiers", key}); }
  void write(const std::string& text) { xdotool({"type", "--delay", "4", text}); }

  /// Lines of the log that tell of a finished edit.
  int finished_edits() {
    const std::string log = text_of(log_file());
    int count = 0;
    for (std::size_t at = log.find("merged as"); at != std::string::npos; at = log.find("merged as", at + 1))
      ++count;
    return count;
  }
  fs::path log_file() {
    for (const auto& entry : fs::recursive_directory_iterator(screen_files_.path() / "home")) {
      if (entry.path().filename() == "video4edit.log") return entry.path();
    }
    return {};
  }

  void edit(const std::string& instruction) {
    const int before = finished_edits();
    press("alt+a");
    press("ctrl+a");
    write(instruction);
    // Keys go on only where the models are found already; Ctrl+Return before that does nothing.
    ASSERT_TRUE(eventually([&] {
      press("ctrl+Return");
      return finished_edits() > before;
    })) << text_of(log_file());
  }

  void export_as(const fs::path& target) {
    press("ctrl+shift+e");
    focus("Export");
    press("ctrl+a");
    write(target.string());
    press("Return");
    ASSERT_TRUE(eventually([&] { return fs::exists(target); })) << target;
    focus("Video4Edit");
  }

  TemporaryFolder screen_files_;
  TemporaryFolder files_;
  TemporaryFolder log_;
  std::string display_;
  std::unique_ptr<Program> screen_;
  std::unique_ptr<Program> editor_;  ///< before the screen it is on
};

double mean_luma(const Image& image) {
  double sum = 0;
  for (int y = 0; y < image.height(); ++y) {
    const auto* pixel = image.row<std::uint8_t>(y);
    for (int x = 0; x < image.width(); ++x, pixel += image.channels())
      sum += 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
  }
  return sum / image.width() / image.height() / 255;
}

TEST_F(EditorWindow, APhotoIsOpenedEditedScrubbedAndExported) {
  const fs::path photo = resource_folder() / "samples" / "mountains.jpg";
  start({photo.string()});
  edit("turn day into night");
  const fs::path whole = files_.path() / "whole.png";
  export_as(whole);
  const Photo edited = read_photo(whole);
  const Photo original = read_photo(photo);
  EXPECT_EQ(edited.image.width(), original.image.width());
  EXPECT_EQ(edited.image.height(), original.image.height());
  const double day = mean_luma(original.image);
  const double night = mean_luma(edited.image);
  EXPECT_LT(night, 0.6 * day);
  // What made it goes with the file.
  EXPECT_THAT(property(edited.metadata, "Xmp.iptcExt.DigitalSourceType").value_or(""),
              HasSubstr("compositeWithTrainedAlgorithmicMedia"));
}

TEST_F(EditorWindow, EditsOfEditsAndUndo) {
  const fs::path photo = resource_folder() / "samples" / "portrait.jpg";
  start({photo.string()});
  edit("make it black and white");
  edit("make it darker");
  press("ctrl+z");
  const fs::path target = files_.path() / "undone.png";
  export_as(target);
  const Image undone = read_photo(target).image;
  EXPECT_NEAR(mean_luma(undone), mean_luma(read_photo(photo).image), 0.08);
}

}  // namespace
}  // namespace v4e::test
