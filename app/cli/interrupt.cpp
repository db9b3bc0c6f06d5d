// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include <chrono>

#include "app/cli/exit_codes.h"
#include "core/base/os/process.h"

namespace v4e::cli {
namespace {

constexpr auto kGrace = std::chrono::milliseconds(700);

}  // namespace

InterruptWatch::InterruptWatch() {
  thread_ = std::thread([this] { watch(); });
}

InterruptWatch::~InterruptWatch() {
  over_ = true;
  signals_.wake(thread_);
  thread_.join();
}

void InterruptWatch::watch() {
  constexpr auto kSlice = std::chrono::milliseconds(10);
  while (!over_) {
    if (!signals_.wait(std::chrono::seconds(60)) || over_) continue;
    stop_.request_stop();
    const auto deadline = std::chrono::steady_clock::now() + kGrace;
    while (!over_ && (writing_ || std::chrono::steady_clock::now() < deadline)) {
      // A second signal while files are written is answered likewise: they are nearly done.
      static_cast<void>(signals_.wait(kSlice));
    }
    if (over_) return;
    os::end_now("\nstopped\n", kCancelled);
  }
}

}  // namespace v4e::cli
