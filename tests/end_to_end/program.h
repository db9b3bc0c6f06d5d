// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace v4e::test {

/// What a finished run of `v4e` left.
struct RunResult {
  int exit_code = -1;  ///< -1: ended by a signal
  std::string out;
  std::string err;
  double seconds = 0;
  double peak_mib = 0;  ///< resident, mapped files included
};

/// A running program; killed when it is dropped.
class Program {
 public:
  /// `v4e` of this build with these arguments. Output goes to files in `folder`.
  Program(const std::vector<std::string>& arguments, const std::filesystem::path& folder);
  struct Command {
    std::vector<std::string> words;
  };
  /// Any other, found as a shell finds it.
  Program(Command command, const std::filesystem::path& folder);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void send(int signal) const;
  [[nodiscard]] bool is_running() const;
  /// Waits until stderr holds `text`; false where the program ends before.
  [[nodiscard]] bool wait_for_stderr(const std::string& text);
  [[nodiscard]] RunResult wait();

 private:
  std::filesystem::path out_;
  std::filesystem::path err_;
  pid_t process_ = -1;
  double start_ = 0;
};

/// Runs `v4e` to its end.
[[nodiscard]] RunResult run_v4e(const std::vector<std::string>& arguments,
                                const std::filesystem::path& folder);

/// Runs a program, named by its first word, to its end.
[[nodiscard]] RunResult run_command(const std::vector<std::string>& words,
                                    const std::filesystem::path& folder);

/// An environment variable of this program and of those that it starts, as long as it lives.
class EnvironmentValue {
 public:
  EnvironmentValue(std::string name, const std::string& value);
  ~EnvironmentValue();
  EnvironmentValue(const EnvironmentValue&) = delete;
  EnvironmentValue& operator=(const EnvironmentValue&) = delete;

 private:
  std::string name_;
  std::optional<std::string> before_;
};

/// A new folder that is removed, with all in it, at the end of its life.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Names in a folder, sorted.
[[nodiscard]] std::vector<std::string> names_in(const std::filesystem::path& folder);

}  // namespace v4e::test
