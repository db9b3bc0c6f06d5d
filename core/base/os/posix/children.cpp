// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/children.h"

#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

#include "core/base/error.h"

extern char** environ;

namespace v4e::os {
namespace {

/// Texts as exec() wants them.
class Pointers {
 public:
  explicit Pointers(std::vector<std::string> texts) : texts_(std::move(texts)) {
    for (std::string& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }
  [[nodiscard]] char** get() { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

std::vector<std::string> joined_environment(const std::vector<std::pair<std::string, std::string>>& added) {
  std::vector<std::string> texts;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    const std::string name = text.substr(0, text.find('='));
    if (std::ranges::none_of(added, [&](const auto& each) { return each.first == name; }))
      texts.push_back(text);
  }
  for (const auto& [name, value] : added) texts.push_back(name + "=" + value);
  return texts;
}

}  // namespace

struct Children::State {
  std::vector<pid_t> processes;  ///< 0: has ended
};

Children::Children() : state_(std::make_unique<State>()) {}

Children::~Children() {
  kill();
  for (const pid_t process : state_->processes) {
    if (process > 0) ::waitpid(process, nullptr, 0);
  }
}

bool Children::are_supported() {
  return true;
}

void Children::start(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                     const std::vector<std::pair<std::string, std::string>>& environment) {
  std::vector<std::string> words{program.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  // All that needs memory is made before the fork.
  Pointers argv(std::move(words));
  Pointers variables(joined_environment(environment));
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process < 0)
    throw Error(ErrorCode::Internal, "cannot start another process: " + std::string(std::strerror(errno)));
  if (process == 0) {
#ifdef __linux__
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (::getppid() != parent) ::_exit(127);
    ::execve(program.c_str(), argv.get(), variables.get());
    ::_exit(127);
  }
  state_->processes.push_back(process);
}

std::size_t Children::running() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(state_->processes, [](pid_t each) { return each > 0; }));
}

std::optional<Children::Ended> Children::wait(std::chrono::milliseconds most) {
  constexpr std::chrono::milliseconds kSlice(10);
  const auto deadline = std::chrono::steady_clock::now() + most;
  for (;;) {
    for (std::size_t i = 0; i < state_->processes.size(); ++i) {
      pid_t& process = state_->processes[i];
      int status = 0;
      if (process == 0 || ::waitpid(process, &status, WNOHANG) != process) continue;
      process = 0;
      if (WIFEXITED(status)) return Ended{i, WEXITSTATUS(status)};
      return Ended{i, std::nullopt};
    }
    if (std::chrono::steady_clock::now() >= deadline) return std::nullopt;
    std::this_thread::sleep_for(kSlice);
  }
}

void Children::ask_to_end() {
  for (const pid_t process : state_->processes) {
    if (process > 0) ::kill(process, SIGTERM);
  }
}

void Children::kill() {
  for (const pid_t process : state_->processes) {
    if (process > 0) ::kill(process, SIGKILL);
  }
}

}  // namespace v4e::os
