// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/rest_time.h"

#include <algorithm>
#include <utility>

namespace v4e::ui {
namespace {

constexpr std::size_t kKept = 8;
constexpr std::size_t kEnoughToDropOne = 3;

}  // namespace

std::optional<double> RestTime::known(const std::string& kind, double megabytes) const {
  const auto found = done_.find(kind);
  if (found == done_.end() || found->second.empty()) return std::nullopt;
  const Law law = lawOf(found->second);
  return law.each + law.per_megabyte * megabytes;
}

std::vector<double> RestTime::shares(const std::vector<std::string>& kinds, double megabytes,
                                     double seconds) const {
  std::vector<double> shares(kinds.size(), 0);
  double sum = 0;
  int unknown = 0;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const auto before = known(kinds[i], megabytes);
    shares[i] = before.value_or(-1);
    before ? sum += *before : ++unknown;
  }
  // Where what is known leaves nothing for the others, it is not worth much.
  const bool counts = sum > 0 && (unknown == 0 || sum < seconds);
  for (double& share : shares) {
    if (!counts) {
      share = seconds / static_cast<double>(shares.size());
    } else if (unknown == 0) {
      share *= seconds / sum;
    } else if (share < 0) {
      share = (seconds - sum) / unknown;
    }
  }
  return shares;
}

void RestTime::note(std::int64_t id, const std::vector<std::string>& kinds, double megabytes, double seconds,
                    std::int64_t finished_ms) {
  forget(id);
  std::map<std::string, std::pair<double, int>> means;  // sum and count of like steps
  const std::vector<double> parts = shares(kinds, megabytes, seconds);
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    means[kinds[i]].first += parts[i];
    ++means[kinds[i]].second;
  }
  for (const auto& [kind, mean] : means) {
    std::deque<Done>& done = done_[kind];
    const auto later = std::find_if(done.begin(), done.end(),
                                    [&](const Done& one) { return one.finished_ms > finished_ms; });
    done.insert(later, {id, megabytes, mean.first / mean.second, finished_ms});
    if (done.size() > kKept) done.pop_front();
  }
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
