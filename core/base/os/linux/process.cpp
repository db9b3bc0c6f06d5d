// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/process.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

namespace v4e::os {
namespace {

constexpr const char* kProgram = "/proc/self/exe";

}  // namespace

std::filesystem::path program_file() {
  std::error_code ignored;
  return std::filesystem::read_symlink(kProgram, ignored);
}

double milliseconds_since_start() {
  std::ifstream stat("/proc/self/stat");
  const std::string text((std::istreambuf_iterator<char>(stat)), {});
  const std::string rest = text.substr(text.rfind(')') + 2);
  constexpr int kStartTimeField = 19;  // of those behind the name: man proc, field 22
  std::size_t position = 0;
  for (int i = 0; i < kStartTimeField; ++i) position = rest.find(' ', position) + 1;
  const double started_s = std::stod(rest.substr(position)) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return (static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9 - started_s) * 1000;
}

std::int64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::int64_t size = 0;
  std::int64_t resident = 0;
  return file >> size >> resident ? resident * ::sysconf(_SC_PAGESIZE) : 0;
}

void restart_with(const char* variable, const char* value, char** argv) {
  ::setenv(variable, value, 0);
  ::execv(kProgram, argv);
}

}  // namespace v4e::os
