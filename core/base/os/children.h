// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace v4e::os {

/// Programs that this one has started and waits for. Those that still run when it is gone are killed; on
/// Linux also where this program is.
class Children {
 public:
  Children();
  ~Children();
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;

  /// Whether this system is supported.
  [[nodiscard]] static bool are_supported();

  /// `environment` is added to this program's. Throws Error(Internal) where the system cannot start it.
  void start(const std::filesystem::path& program, const std::vector<std::string>& arguments,
             const std::vector<std::pair<std::string, std::string>>& environment);

  struct Ended {
    std::size_t child = 0;         ///< in the order of their starts, from 0
    std::optional<int> exit_code;  ///< nothing: a signal ended it
  };
  /// One that has ended, each once; nothing after `most`.
  [[nodiscard]] std::optional<Ended> wait(std::chrono::milliseconds most);
  [[nodiscard]] std::size_t running() const;

  /// Tells those that run to end (SIGTERM).
  void ask_to_end();
  void kill();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace v4e::os
