// SPDX-License-Identifier: GPL-3.0-or-later
// This system has no sigtimedwait(); its event queue tells of signals, also of ignored ones.
#include "core/base/os/interrupt.h"

#include <signal.h>
#include <sys/event.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <system_error>

namespace v4e::os {
namespace {

constexpr uintptr_t kWake = 1;

}  // namespace

struct InterruptSignals::State {
  int queue = -1;
};

InterruptSignals::InterruptSignals() : state_(std::make_unique<State>()) {
  state_->queue = ::kqueue();
  if (state_->queue < 0) throw std::system_error(errno, std::generic_category(), "kqueue");
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGTERM, SIG_IGN);
  std::array<struct kevent, 3> events{};
  EV_SET(&events[0], SIGINT, EVFILT_SIGNAL, EV_ADD, 0, 0, nullptr);
  EV_SET(&events[1], SIGTERM, EVFILT_SIGNAL, EV_ADD, 0, 0, nullptr);
  EV_SET(&events[2], kWake, EVFILT_USER, EV_ADD | EV_CLEAR, 0, 0, nullptr);
  if (::kevent(state_->queue, events.data(), static_cast<int>(events.size()), nullptr, 0, nullptr) < 0)
    throw std::system_error(errno, std::generic_category(), "kevent");
}

InterruptSignals::~InterruptSignals() {
  ::close(state_->queue);
}

bool InterruptSignals::wait(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  const timespec limit{static_cast<time_t>(seconds.count()), static_cast<long>((time - seconds).count())};
  struct kevent event {};
  return ::kevent(state_->queue, nullptr, 0, &event, 1, &limit) > 0;
}

void InterruptSignals::wake(std::thread&) {
  struct kevent event {};
  EV_SET(&event, kWake, EVFILT_USER, 0, NOTE_TRIGGER, 0, nullptr);
  ::kevent(state_->queue, &event, 1, nullptr, 0, nullptr);
}

}  // namespace v4e::os
