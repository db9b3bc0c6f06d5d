// SPDX-License-Identifier: GPL-3.0-or-later
// The editor is killed again and again, at any moment: what had been finished for three seconds is there at
// the next start, and is offered; the user's own file is the former one or the new one, and whole.
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "core/base/resources.h"
#include "core/document/project/project_file.h"
#include "core/image/io/photo_io.h"
#include "tests/end_to_end/editor_window.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;

constexpr double kFinished_s = 3;
constexpr int kMostEdits = 12;  // then with another photo, so that starting stays quick

/// V4E_KILLS: how many times it is killed.
int kills() {
  const char* wanted = std::getenv("V4E_KILLS");
  return wanted ? std::atoi(wanted) : 8;
}

class EditorKillTest : public EditorWindow {
 protected:
  void SetUp() override {
    EditorWindow::SetUp();
    if (IsSkipped()) return;
    write_photo(photo_, read_photo(resource_folder() / "samples" / "mountains.jpg"));
  }

  double seconds(double most) { return std::uniform_real_distribution<double>(0, most)(random_); }
  static void wait(double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

  [[nodiscard]] fs::path recovery() const { return home() / "data" / "video4edit" / "recovery"; }

  /// Edits in the working files, as a start finds them. Looks at copies: the files are the program's.
  int recoverable_edits() {
    int most = 0;
    if (!fs::exists(recovery())) return 0;
    for (const auto& entry : fs::directory_iterator(recovery())) {
      if (entry.path().extension() != ".v4e") continue;
      try {
        most = std::max(most, static_cast<int>(copy_of(entry.path()).generations().size()));
      } catch (const Error&) {
        // One that was killed while it was made has nothing yet.
      }
    }
    return most;
  }

  ProjectFile copy_of(const fs::path& file) const {
    const fs::path copy = files_.path() / "copy.v4e";
    for (const char* part : {"", "-journal"}) {
      fs::remove(copy.string() + part);
      if (fs::exists(file.string() + part)) fs::copy_file(file.string() + part, copy.string() + part);
    }
    return ProjectFile::open(copy);
  }

  /// Edits in the user's file, each of them with all its pictures.
  [[nodiscard]] int saved_edits() const {
    ProjectFile project = copy_of(saved_);
    const std::vector<Generation> generations = project.generations();
    for (const Generation& one : generations) {
      for (int frame = 0; frame < one.frame_count; ++frame)
        EXPECT_FALSE(project.picture(project.frame_id(one.id, frame)).empty());
    }
    return static_cast<int>(generations.size());
  }

  void save_as_project() {
    press("ctrl+shift+s");
    focus("Save the project");
    press("ctrl+a");
    write(saved_.string());
    press("Return");
    focus("mine.v4e");
  }

  [[nodiscard]] int width_of(const std::string& window) {
    const std::string geometry = xdotool({"getwindowgeometry", "--shell", window});
    const std::size_t at = geometry.find("WIDTH=");
    return at == std::string::npos ? 0 : std::atoi(geometry.c_str() + at + 6);
  }

  /// The question that stands in front of the window; empty while there is none.
  std::string question() {
    const std::vector<std::string> windows = windows_named("Video4Edit");
    if (windows.size() < 2) return {};
    return *std::min_element(windows.begin(), windows.end(), [this](const auto& one, const auto& other) {
      return width_of(one) < width_of(other);
    });
  }

  /// Answers the question of a start with its default, "Recover".
  void take_up_work() {
    ASSERT_TRUE(eventually_shown([this] { return !question().empty(); }))
        << "nothing is offered of " << recoverable_edits() << " edits; " << last_words();
    answer_until_open("mountains.png");
  }

  void start_again(const std::vector<std::string>& arguments) {
    opened_ = logged("is open with");
    launch(arguments);
  }

  /// Until there is a window of this name; "Recover" to whatever is asked before.
  void answer_until_open(const std::string& name) {
    // A question takes no key before it has been painted.
    ASSERT_TRUE(eventually_shown([&] {
      const std::string asked = question();
      if (!asked.empty()) {
        xdotool({"windowfocus", "--sync", asked});
        press("Return");
      }
      // Keys that come before the window is done with opening may go to the question, or nowhere.
      return logged("is open with") > opened_ && !windows_named(name).empty();
    })) << "nothing is opened; "
        << last_words();
  }

  void kill() {
    editor_->send(SIGKILL);
    editor_.reset();
  }

  const fs::path saved_ = files_.path() / "mine.v4e";
  const fs::path photo_ = files_.path() / "mountains.png";
  int opened_ = 0;  ///< projects that had been opened before the last start
  std::mt19937 random_{7};
};

TEST_F(EditorKillTest, NothingThatWasFinishedIsMissingAndItIsOffered) {
  int sure = 0;  // edits that must be there
  for (int round = 0; round < kills(); ++round) {
    SCOPED_TRACE("kill " + std::to_string(round + 1) + ", " + std::to_string(sure) + " edits are sure");
    if (sure > kMostEdits) {
      fs::remove_all(recovery());
      sure = 0;
    }
    if (sure == 0) {
      fs::remove_all(recovery());
      start({photo_.string()});
      ASSERT_NO_FATAL_FAILURE(focus("mountains.png"));
    } else {
      start_again({});
      // Now and then it does not even get as far as the question, or to the answer.
      if (round % 4 == 1) {
        wait(seconds(1.5));
        kill();
        EXPECT_GE(recoverable_edits(), sure) << "killed while it started";
        start_again({});
      }
      ASSERT_NO_FATAL_FAILURE(take_up_work());
    }
    focus("mountains.png");
    const int before = finished_edits();
    edit(round % 2 == 0 ? "turn day into night" : "make it black and white");
    const double after = seconds(2 * kFinished_s);
    wait(after);
    // Some die in the middle of the next edit, or while it is stored.
    if (round % 3 == 2) {
      press("ctrl+Return");
      wait(seconds(1));
    }
    kill();
    if (after >= kFinished_s) sure += 1;
    const int found = recoverable_edits();
    ASSERT_GE(found, sure) << "of " << finished_edits() - before << " that were finished";
    sure = found;  // what is stored once stays
  }
}

TEST_F(EditorKillTest, WhileItSavesTheUsersFileStaysWhole) {
  start({photo_.string()});
  ASSERT_NO_FATAL_FAILURE(focus("mountains.png"));
  edit("turn day into night");
  save_as_project();
  ASSERT_TRUE(eventually([this] { return fs::exists(saved_); }));
  kill();
  int sure = saved_edits();
  for (int round = 0; round < kills(); ++round) {
    SCOPED_TRACE("kill " + std::to_string(round + 1) + ", " + std::to_string(sure) + " edits are sure");
    if (sure > kMostEdits) break;
    start_again({saved_.string()});
    ASSERT_NO_FATAL_FAILURE(answer_until_open("mine.v4e"));
    focus("mine.v4e");
    edit(round % 2 == 0 ? "make it warmer" : "make it black and white");
    // Sometimes what is saved is in the working file by then, sometimes not.
    wait(seconds(1));
    press("ctrl+s");
    wait(seconds(0.3));
    kill();
    const int found = std::max(saved_edits(), recoverable_edits());
    ASSERT_GE(found, sure);
    sure = found;
  }
}

}  // namespace
}  // namespace v4e::test
