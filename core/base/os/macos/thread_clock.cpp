// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/thread_clock.h"

#include <mach/mach.h>
#include <pthread.h>

namespace v4e::os {
namespace {

double milliseconds_of(const time_value_t& time) {
  return static_cast<double>(time.seconds) * 1e3 + static_cast<double>(time.microseconds) * 1e-3;
}

}  // namespace

struct ThreadClock::Thread {
  mach_port_t port = MACH_PORT_NULL;  // the thread's own; it ends with it
};

ThreadClock::ThreadClock()
    : thread_(std::make_shared<const Thread>(Thread{::pthread_mach_thread_np(::pthread_self())})) {}

double ThreadClock::milliseconds() const {
  thread_basic_info info{};
  mach_msg_type_number_t count = THREAD_BASIC_INFO_COUNT;
  if (::thread_info(thread_->port, THREAD_BASIC_INFO, reinterpret_cast<thread_info_t>(&info), &count) !=
      KERN_SUCCESS)
    return 0;
  return milliseconds_of(info.user_time) + milliseconds_of(info.system_time);
}

}  // namespace v4e::os
