// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/interrupt.h"

#include "core/base/os/windows/handle.h"

#include <algorithm>
#include <system_error>

namespace v4e::os {
namespace {

// The system calls the handler with nothing of ours, from a thread of its own. Never closed: that thread may be
// there until the very end.
HANDLE interrupted() {
  static const HANDLE event = ::CreateEventW(nullptr, FALSE, FALSE, nullptr);
  return event;
}

BOOL WINAPI note(DWORD kind) {
  ::SetEvent(interrupted());
  if (kind == CTRL_C_EVENT || kind == CTRL_BREAK_EVENT) return TRUE;
  // Of a console that is closed the system ends the program as soon as this returns.
  ::Sleep(INFINITE);
  return TRUE;
}

}  // namespace

struct InterruptSignals::State {};

InterruptSignals::InterruptSignals() : state_(std::make_unique<State>()) {
  if (!interrupted() || !::SetConsoleCtrlHandler(&note, TRUE))
    throw std::system_error(static_cast<int>(::GetLastError()), std::system_category(), "SetConsoleCtrlHandler");
}

InterruptSignals::~InterruptSignals() = default;

bool InterruptSignals::wait(std::chrono::nanoseconds time) {
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(time).count();
  return ::WaitForSingleObject(interrupted(), static_cast<DWORD>(std::max<long long>(milliseconds, 0))) ==
         WAIT_OBJECT_0;
}

void InterruptSignals::wake(std::thread&) {
  ::SetEvent(interrupted());
}

}  // namespace v4e::os
