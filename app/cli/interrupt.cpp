// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <ctime>

#include "app/cli/exit_codes.h"

namespace v4e::cli {
namespace {

constexpr auto kGrace = std::chrono::milliseconds(700);

sigset_t watched_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

/// Waits for a watched signal; false after the time is over.
bool wait_for_signal(std::chrono::nanoseconds time) {
  const sigset_t signals = watched_signals();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  const timespec limit{static_cast<time_t>(seconds.count()), static_cast<long>((time - seconds).count())};
  return sigtimedwait(&signals, nullptr, &limit) > 0;
}

}  // namespace

InterruptWatch::InterruptWatch() {
  const sigset_t signals = watched_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  thread_ = std::thread([this] { watch(); });
}

InterruptWatch::~InterruptWatch() {
  over_ = true;
  pthread_kill(thread_.native_handle(), SIGINT);  // wakes it up
  thread_.join();
}

void InterruptWatch::watch() {
  constexpr auto kSlice = std::chrono::milliseconds(10);
  while (!over_) {
    if (!wait_for_signal(std::chrono::seconds(60)) || over_) continue;
    stop_.request_stop();
    const auto deadline = std::chrono::steady_clock::now() + kGrace;
    while (!over_ && (writing_ || std::chrono::steady_clock::now() < deadline)) {
      // A second signal while files are written is answered likewise: they are nearly done.
      wait_for_signal(kSlice);
    }
    if (over_) return;
    constexpr char kText[] = "\nstopped\n";
    if (::write(STDERR_FILENO, kText, sizeof kText - 1) < 0) {
      // Nobody to tell; the exit code says it.
    }
    ::_exit(kCancelled);
  }
}

}  // namespace v4e::cli
