// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <thread>

namespace v4e::os {

/// The system's wish that the program ends: SIGINT and SIGTERM, on Windows Ctrl-C, Ctrl-Break and the closing of
/// the console. They no longer end the program by themselves, also when the object is gone. Make it before any other
/// thread, which inherits that, and only one of it.
class InterruptSignals {
 public:
  InterruptSignals();
  ~InterruptSignals();
  InterruptSignals(const InterruptSignals&) = delete;
  InterruptSignals& operator=(const InterruptSignals&) = delete;

  /// Waits for one; false after the time is over.
  [[nodiscard]] bool wait(std::chrono::nanoseconds time);
  /// Lets the wait() of that thread return, as if one had come.
  void wake(std::thread& waiting);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace v4e::os
