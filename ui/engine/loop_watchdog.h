// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "core/base/os/thread_clock.h"
#include "ui/engine/relay.h"

namespace v4e::ui {

/// How long events waited until the event loop came to them, in milliseconds.
struct LoopDelays {
  std::size_t samples = 0;
  double worst_ms = 0;
  double permille_999_ms = 0;  ///< 99.9 % waited no longer
  /// The same by the processor time that the thread used meanwhile: its own fault, however busy the machine
  /// is.
  double worst_own_ms = 0;
  double permille_999_own_ms = 0;
};

/// "worst 3.1 ms (own 2.8), 99.9 % within 2.0 ms (own 1.9), 512 events"; for measurements, not translated.
[[nodiscard]] QString toText(const LoopDelays& delays);

/// Measures how responsive the thread that it lives in is: a thread of its own posts an event every few
/// milliseconds, whether or not the one before has arrived, and each tells how long it waited. A click at any
/// moment would have waited as long.
class LoopWatchdog : public QObject {
  Q_OBJECT

 public:
  static constexpr std::chrono::milliseconds kInterval{2};

  /// Starts at once.
  explicit LoopWatchdog(QObject* parent = nullptr);
  ~LoopWatchdog() override;

  /// Of the events that have arrived since the start or restart().
  [[nodiscard]] LoopDelays delays() const;
  /// Forgets what was, also the events that still wait.
  void restart();

 private:
  void run(const std::stop_token& stop, const std::shared_ptr<Relay>& relay, const os::ThreadClock& watched);

  double started_ms_ = 0;
  std::vector<double> waited_ms_;
  std::vector<double> own_ms_;
  std::shared_ptr<Relay> relay_;
  std::jthread thread_;  ///< last: it uses the relay
};

}  // namespace v4e::ui
