// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/loop_watchdog.h"

#include <pthread.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace v4e::ui {
namespace {

double millisecondsOf(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

/// The processor time of the thread that calls.
clockid_t ownClock() {
  clockid_t clock = CLOCK_THREAD_CPUTIME_ID;
  ::pthread_getcpuclockid(::pthread_self(), &clock);
  return clock;
}

struct Spread {
  double worst = 0;
  double permille_999 = 0;
};

Spread spreadOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return {values.back(), values[(values.size() - 1) * 999 / 1000]};
}

}  // namespace

QString toText(const LoopDelays& delays) {
  return QString("worst %1 ms (own %2), 99.9 % within %3 ms (own %4), %5 events")
      .arg(delays.worst_ms, 0, 'f', 1)
      .arg(delays.worst_own_ms, 0, 'f', 1)
      .arg(delays.permille_999_ms, 0, 'f', 1)
      .arg(delays.permille_999_own_ms, 0, 'f', 1)
      .arg(delays.samples);
}

LoopWatchdog::LoopWatchdog(QObject* parent)
    : QObject(parent),
      relay_(std::make_shared<Relay>(this)),
      thread_([this, relay = relay_, watched = ownClock()](const std::stop_token& stop) {
        run(stop, relay, watched);
      }) {}

LoopWatchdog::~LoopWatchdog() {
  relay_->clear();
}

void LoopWatchdog::run(const std::stop_token& stop, const std::shared_ptr<Relay>& relay, clockid_t watched) {
  std::mutex mutex;
  std::condition_variable_any end;
  std::unique_lock lock(mutex);
  while (!end.wait_for(lock, stop, kInterval, [&] { return stop.stop_requested(); })) {
    const double posted = millisecondsOf(CLOCK_MONOTONIC);
    const double used = millisecondsOf(watched);
    relay->post([this, posted, used, watched] {
      if (posted < started_ms_) return;
      waited_ms_.push_back(millisecondsOf(CLOCK_MONOTONIC) - posted);
      own_ms_.push_back(millisecondsOf(watched) - used);
    });
  }
}

LoopDelays LoopWatchdog::delays() const {
  if (waited_ms_.empty()) return {};
  const Spread waited = spreadOf(waited_ms_);
  const Spread own = spreadOf(own_ms_);
  return {waited_ms_.size(), waited.worst, waited.permille_999, own.worst, own.permille_999};
}

void LoopWatchdog::restart() {
  started_ms_ = millisecondsOf(CLOCK_MONOTONIC);
  waited_ms_.clear();
  own_ms_.clear();
}

}  // namespace v4e::ui
