// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distributed/local_processes.h"

#include <chrono>
#include <optional>

#include "core/base/error.h"
#include "core/base/os/children.h"
#include "core/base/os/process.h"
#include "core/training/distributed/launch.h"

namespace v4e::training {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using std::chrono::steady_clock;

/// A file's path that nothing has used before: what is left of an earlier meeting would be taken for this
/// one.
class MeetingFile {
 public:
  explicit MeetingFile(int attempt)
      : path_(fs::temp_directory_path() /
              ("v4e-meeting-" + std::to_string(os::process_id()) + "-" + std::to_string(attempt))) {
    fs::remove(path_);
  }
  ~MeetingFile() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  MeetingFile(const MeetingFile&) = delete;
  MeetingFile& operator=(const MeetingFile&) = delete;
  [[nodiscard]] std::string text() const { return path_.string(); }

 private:
  fs::path path_;
};

void start_all(os::Children& children, const LocalProcesses& wanted, const MeetingFile& meeting) {
  const std::string world = std::to_string(wanted.count);
  for (int rank = 0; rank < wanted.count; ++rank) {
    const std::string own = std::to_string(rank);
    children.start(wanted.program, wanted.arguments,
                   {{"RANK", own},
                    {"WORLD_SIZE", world},
                    {"LOCAL_RANK", own},
                    {"LOCAL_WORLD_SIZE", world},
                    {kMeetingFile, meeting.text()}});
  }
}

/// How one start of all ended.
struct Outcome {
  std::optional<int> failure;  ///< an exit code that another start would not change
  bool lost = false;           ///< a process was killed, or lost another
};

Outcome wait_for_all(os::Children& children, const std::stop_token& stop) {
  constexpr std::chrono::milliseconds kSlice(50);
  constexpr seconds kPatience(60);
  Outcome outcome;
  std::optional<steady_clock::time_point> deadline;
  bool asked = false;
  while (children.running() > 0) {
    if (const auto ended = children.wait(kSlice)) {
      const bool is_lost = !ended->exit_code || *ended->exit_code == kPeerLostExit;
      outcome.lost |= is_lost;
      if (!is_lost && *ended->exit_code != 0 && !outcome.failure) outcome.failure = ended->exit_code;
      // The others notice by themselves, at their next exchange.
      if (!deadline && (is_lost || outcome.failure)) deadline = steady_clock::now() + kPatience;
    }
    if (stop.stop_requested() && !asked) {
      asked = true;
      children.ask_to_end();
      deadline = steady_clock::now() + kPatience;
    }
    if (deadline && steady_clock::now() > *deadline) children.kill();
  }
  return outcome;
}

}  // namespace

int run_local_processes(const LocalProcesses& wanted, const std::stop_token& stop,
                        const std::function<void(const std::string&)>& say) {
  if (!os::Children::are_supported())
    throw Error(ErrorCode::Unsupported, "several processes at once are not supported on this system");
  for (int attempt = 0;; ++attempt) {
    const MeetingFile meeting(attempt);
    os::Children children;
    start_all(children, wanted, meeting);
    const Outcome outcome = wait_for_all(children, stop);
    if (stop.stop_requested()) return wanted.stopped_exit;
    if (outcome.failure) return *outcome.failure;
    if (!outcome.lost) return 0;
    if (attempt == wanted.most_restarts) return kPeerLostExit;
    say("a process was lost; all start again and go on at the last checkpoint (" +
        std::to_string(attempt + 1) + " of " + std::to_string(wanted.most_restarts) + ")");
  }
}

}  // namespace v4e::training
