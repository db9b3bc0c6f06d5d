// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/thread_clock.h"

#include <pthread.h>

#include <ctime>

namespace v4e::os {

struct ThreadClock::Thread {
  clockid_t clock = CLOCK_THREAD_CPUTIME_ID;
};

ThreadClock::ThreadClock() {
  Thread own;
  ::pthread_getcpuclockid(::pthread_self(), &own.clock);
  thread_ = std::make_shared<const Thread>(own);
}

double ThreadClock::milliseconds() const {
  timespec now{};
  ::clock_gettime(thread_->clock, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

}  // namespace v4e::os
