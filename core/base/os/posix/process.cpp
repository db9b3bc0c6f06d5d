// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/process.h"

#include <unistd.h>

namespace v4e::os {

const char kListSeparator = ':';

int process_id() {
  return ::getpid();
}

bool errors_go_to_terminal() {
  return ::isatty(STDERR_FILENO) != 0;
}

void end_now(std::string_view last_words, int exit_code) {
  if (::write(STDERR_FILENO, last_words.data(), last_words.size()) < 0) {
    // Nobody to tell; the exit code says it.
  }
  ::_exit(exit_code);
}

std::optional<std::tm> local_time(std::time_t time) {
  std::tm local{};
  if (!::localtime_r(&time, &local)) return std::nullopt;
  return local;
}

}  // namespace v4e::os
