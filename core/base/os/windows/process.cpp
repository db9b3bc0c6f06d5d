// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/process.h"

#include "core/base/os/windows/handle.h"

#include <psapi.h>

#include <string>

namespace v4e::os {

const char kListSeparator = ';';

int process_id() {
  return static_cast<int>(::GetCurrentProcessId());
}

std::filesystem::path program_file() {
  constexpr std::size_t kLongestPath = 32'768;
  std::wstring path(kLongestPath, L'\0');
  path.resize(::GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
  return path;
}

double milliseconds_since_start() {
  FILETIME started{};
  FILETIME unused{};
  FILETIME now{};
  if (!::GetProcessTimes(::GetCurrentProcess(), &started, &unused, &unused, &unused)) return 0;
  ::GetSystemTimePreciseAsFileTime(&now);
  return milliseconds_of(now) - milliseconds_of(started);
}

std::int64_t resident_bytes() {
  PROCESS_MEMORY_COUNTERS memory{};
  if (!::K32GetProcessMemoryInfo(::GetCurrentProcess(), &memory, sizeof memory)) return 0;
  return static_cast<std::int64_t>(memory.WorkingSetSize);
}

bool errors_go_to_terminal() {
  DWORD mode = 0;
  return ::GetConsoleMode(::GetStdHandle(STD_ERROR_HANDLE), &mode) != 0;
}

void end_now(std::string_view last_words, int exit_code) {
  DWORD written = 0;
  ::WriteFile(::GetStdHandle(STD_ERROR_HANDLE), last_words.data(), static_cast<DWORD>(last_words.size()), &written,
              nullptr);
  ::TerminateProcess(::GetCurrentProcess(), static_cast<UINT>(exit_code));
  for (;;) ::Sleep(INFINITE);  // ends before
}

void restart_with(const char*, const char*, char**) {
  // LibTorch for this system comes with Intel's or Microsoft's OpenMP.
}

std::optional<std::tm> local_time(std::time_t time) {
  std::tm local{};
  if (::localtime_s(&local, &time) != 0) return std::nullopt;
  return local;
}

}  // namespace v4e::os
