// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/rest_time.h"

#include <algorithm>

namespace v4e::ui {
namespace {

constexpr std::size_t kKept = 8;
constexpr std::size_t kEnoughToDropOne = 3;

}  // namespace

void RestTime::note(std::int64_t id, const std::string& kind, double megabytes, double seconds,
                    std::int64_t finished_ms) {
  forget(id);
  std::deque<Done>& done = done_[kind];
  const auto later =
      std::find_if(done.begin(), done.end(), [&](const Done& one) { return one.finished_ms > finished_ms; });
  done.insert(later, {id, megabytes, seconds, finished_ms});
  if (done.size() > kKept) done.pop_front();
}

void RestTime::forget(std::int64_t id) {
  for (auto& [kind, done] : done_) std::erase_if(done, [id](const Done& one) { return one.id == id; });
}

RestTime::Law RestTime::lawOf(const std::deque<Done>& done) {
  std::deque<Done> used = done;
  // The slowest one has loaded the model, or had to wait for something else.
  if (used.size() >= kEnoughToDropOne) {
    used.erase(std::max_element(used.begin(), used.end(),
                                [](const Done& a, const Done& b) { return a.seconds < b.seconds; }));
  }
  const auto count = static_cast<double>(used.size());
  double seconds = 0;
  double megabytes = 0;
  for (const Done& one : used) {
    seconds += one.seconds / count;
    megabytes += one.megabytes / count;
  }
  double spread = 0;
  double together = 0;
  for (const Done& one : used) {
    spread += (one.megabytes - megabytes) * (one.megabytes - megabytes);
    together += (one.megabytes - megabytes) * (one.seconds - seconds);
  }
  // Photos of about one size say nothing of others; and neither part is ever below zero.
  double slope = spread > 0.01 * megabytes * megabytes * count ? std::max(0.0, together / spread) : 0;
  if (megabytes > 0) slope = std::min(slope, seconds / megabytes);
  return {seconds - slope * megabytes, slope};
}

std::optional<double> RestTime::seconds(const std::string& kind, int count, double megabytes) const {
  std::deque<Done> known;
  if (const auto found = done_.find(kind); found != done_.end()) known = found->second;
  // Another kind is a better guess than none.
  if (known.empty())
    for (const auto& [other, done] : done_) known.insert(known.end(), done.begin(), done.end());
  if (known.empty()) return std::nullopt;
  const Law law = lawOf(known);
  return law.each * count + law.per_megabyte * megabytes;
}

}  // namespace v4e::ui
