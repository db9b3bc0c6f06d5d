// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

namespace v4e::os {

/// The processor time of the thread that makes it, to be read from any thread while that one lives.
class ThreadClock {
 public:
  ThreadClock();
  /// 0 where the system does not tell.
  [[nodiscard]] double milliseconds() const;

 private:
  struct Thread;
  std::shared_ptr<const Thread> thread_;
};

}  // namespace v4e::os
