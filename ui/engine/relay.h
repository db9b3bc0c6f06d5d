// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <functional>
#include <memory>
#include <mutex>

namespace v4e::ui {

/// The way from a worker thread to an object of the GUI thread. The object clears it in its destructor, under
/// the lock, so a late message is dropped and neither side waits for the other's work.
class Relay {
 public:
  explicit Relay(QObject* receiver) : receiver_(receiver) {}

  /// Any thread: runs `call` later in the receiver's thread, if it still lives by then.
  void post(std::function<void()> call) {
    const std::lock_guard lock(mutex_);
    if (receiver_) QMetaObject::invokeMethod(receiver_, std::move(call), Qt::QueuedConnection);
  }

  void clear() {
    const std::lock_guard lock(mutex_);
    receiver_ = nullptr;
  }

 private:
  std::mutex mutex_;
  QObject* receiver_;
};

}  // namespace v4e::ui
