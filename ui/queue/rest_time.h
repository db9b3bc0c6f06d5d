// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace v4e::ui {

/// How long photos of the queue take, learnt from those that are done: for each kind of edit a time that
/// every photo takes and one that grows with its file.
class RestTime {
 public:
  /// One is done. `kinds`: of each of its steps, what is asked for besides the photo and the instruction.
  /// Steps share the time as what is known of them says; those of which nothing is known, the rest.
  void note(std::int64_t id, const std::vector<std::string>& kinds, double megabytes, double seconds,
            std::int64_t finished_ms);
  /// It has to be done again.
  void forget(std::int64_t id);
  void clear() { done_.clear(); }
  /// Seconds for a step of that kind of `count` photos of `megabytes` in all; nothing as long as none was
  /// done, of whatever kind.
  [[nodiscard]] std::optional<double> seconds(const std::string& kind, int count, double megabytes) const;

 private:
  struct Done {
    std::int64_t id = 0;
    double megabytes = 0;
    double seconds = 0;
    std::int64_t finished_ms = 0;
  };
  /// seconds = each + per_megabyte * megabytes
  struct Law {
    double each = 0;
    double per_megabyte = 0;
  };
  [[nodiscard]] static Law lawOf(const std::deque<Done>& done);
  [[nodiscard]] std::optional<double> known(const std::string& kind, double megabytes) const;
  [[nodiscard]] std::vector<double> shares(const std::vector<std::string>& kinds, double megabytes,
                                           double seconds) const;

  std::map<std::string, std::deque<Done>> done_;  ///< by kind, the last few, the latest at the end
};

}  // namespace v4e::ui
