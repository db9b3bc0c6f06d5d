// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/thread_clock.h"

#include "core/base/os/windows/handle.h"

namespace v4e::os {

struct ThreadClock::Thread {
  explicit Thread(HANDLE opened) : handle(opened) {}
  ~Thread() {
    if (handle) ::CloseHandle(handle);
  }
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;
  HANDLE handle;
};

ThreadClock::ThreadClock()
    : thread_(std::make_shared<const Thread>(
          ::OpenThread(THREAD_QUERY_LIMITED_INFORMATION, FALSE, ::GetCurrentThreadId()))) {}

double ThreadClock::milliseconds() const {
  FILETIME unused{};
  FILETIME kernel{};
  FILETIME user{};
  if (!::GetThreadTimes(thread_->handle, &unused, &unused, &kernel, &user)) return 0;
  return milliseconds_of(kernel) + milliseconds_of(user);
}

}  // namespace v4e::os
