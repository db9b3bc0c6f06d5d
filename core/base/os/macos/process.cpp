// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/process.h"

#include <libproc.h>
#include <mach-o/dyld.h>
#include <mach/mach.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <system_error>

namespace v4e::os {

std::filesystem::path program_file() {
  std::uint32_t size = 0;
  ::_NSGetExecutablePath(nullptr, &size);
  std::string path(size, '\0');
  if (::_NSGetExecutablePath(path.data(), &size) != 0) return {};
  path.resize(path.find('\0'));
  std::error_code ignored;
  return std::filesystem::canonical(path, ignored);
}

double milliseconds_since_start() {
  proc_bsdinfo process{};
  if (::proc_pidinfo(::getpid(), PROC_PIDTBSDINFO, 0, &process, sizeof process) != sizeof process) return 0;
  timeval now{};
  ::gettimeofday(&now, nullptr);
  const double seconds = static_cast<double>(now.tv_sec) - static_cast<double>(process.pbi_start_tvsec);
  const double microseconds = static_cast<double>(now.tv_usec) - static_cast<double>(process.pbi_start_tvusec);
  return seconds * 1000 + microseconds / 1000;
}

std::int64_t resident_bytes() {
  mach_task_basic_info info{};
  mach_msg_type_number_t count = MACH_TASK_BASIC_INFO_COUNT;
  const kern_return_t result = ::task_info(::mach_task_self(), MACH_TASK_BASIC_INFO,
                                           reinterpret_cast<task_info_t>(&info), &count);
  return result == KERN_SUCCESS ? static_cast<std::int64_t>(info.resident_size) : 0;
}

void restart_with(const char*, const char*, char**) {
  // LibTorch for this system comes with LLVM's OpenMP.
}

}  // namespace v4e::os
