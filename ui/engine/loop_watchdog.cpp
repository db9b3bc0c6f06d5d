// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/loop_watchdog.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace v4e::ui {
namespace {

double nowMs() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(now).count();
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
      thread_([this, relay = relay_, watched = os::ThreadClock()](const std::stop_token& stop) {
        run(stop, relay, watched);
      }) {}

LoopWatchdog::~LoopWatchdog() {
  relay_->clear();
}

void LoopWatchdog::run(const std::stop_token& stop, const std::shared_ptr<Relay>& relay,
                       const os::ThreadClock& watched) {
  std::mutex mutex;
  std::condition_variable_any end;
  std::unique_lock lock(mutex);
  while (!end.wait_for(lock, stop, kInterval, [&] { return stop.stop_requested(); })) {
    const double posted = nowMs();
    const double used = watched.milliseconds();
    relay->post([this, posted, used, watched] {
      if (posted < started_ms_) return;
      waited_ms_.push_back(nowMs() - posted);
      own_ms_.push_back(watched.milliseconds() - used);
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
  started_ms_ = nowMs();
  waited_ms_.clear();
  own_ms_.clear();
}

}  // namespace v4e::ui
