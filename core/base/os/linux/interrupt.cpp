// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/interrupt.h"

#include <pthread.h>
#include <signal.h>

#include <ctime>

namespace v4e::os {

struct InterruptSignals::State {
  sigset_t signals{};
};

InterruptSignals::InterruptSignals() : state_(std::make_unique<State>()) {
  sigemptyset(&state_->signals);
  sigaddset(&state_->signals, SIGINT);
  sigaddset(&state_->signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &state_->signals, nullptr);
}

InterruptSignals::~InterruptSignals() = default;

bool InterruptSignals::wait(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  const timespec limit{static_cast<time_t>(seconds.count()), static_cast<long>((time - seconds).count())};
  return sigtimedwait(&state_->signals, nullptr, &limit) > 0;
}

void InterruptSignals::wake(std::thread& waiting) {
  pthread_kill(waiting.native_handle(), SIGINT);
}

}  // namespace v4e::os
