// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <thread>

#include "core/base/os/interrupt.h"
#include "core/base/stop_token.h"

namespace v4e::cli {

/// Turns SIGINT and SIGTERM, or what a system has for them, into a stop request. The work then has most of a second to end by itself; work
/// that sits in one long operation is ended with the process, unless it is writing files (which is short and
/// checks for stops itself). Make it before any other thread: it changes the signal mask that they inherit.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }
  [[nodiscard]] std::atomic<bool>& writing() { return writing_; }

 private:
  void watch();

  os::InterruptSignals signals_;
  std::stop_source stop_;
  std::atomic<bool> writing_ = false;
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

}  // namespace v4e::cli
