// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace v4e::ui {

/// How long photos of the queue take, learnt from those that are done: for each kind of edit a time that
/// every photo takes and one that grows with its file.
class RestTime {
 public:
  /// One is done. `kind`: what is asked for besides the photo and its instruction.
  void note(std::int64_t id, const std::string& kind, double megabytes, double seconds,
            std::int64_t finished_ms);
  /// It has to be done again.
  void forget(std::int64_t id);
  void clear() { done_.clear(); }
  /// Seconds for `count` photos of `megabytes` in all; nothing as long as none was done, of whatever kind.
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

  std::map<std::string, std::deque<Done>> done_;  ///< by kind, the last few, the latest at the end
};

}  // namespace v4e::ui
