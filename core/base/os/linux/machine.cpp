// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/machine.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace v4e::os {
namespace {

/// The value of the first line "key : value" of a /proc file that has one, empty if there is none.
std::string proc_value(const char* path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    const auto start = line.find_first_not_of(" \t", line.find(':') + 1);
    if (start != std::string::npos) return line.substr(start);
  }
  return {};
}

std::int64_t proc_kilobytes(const std::string& key) {
  std::int64_t kilobytes = 0;
  std::istringstream(proc_value("/proc/meminfo", key)) >> kilobytes;
  return kilobytes << 10;
}

bool cpu_has(const std::string& flag) {
  static const std::string flags = " " + proc_value("/proc/cpuinfo", "flags") + " ";
  return flags.find(" " + flag + " ") != std::string::npos;
}

/// What the control group of this process may still take (containers have a limit below the machine's
/// memory); as much as there is where it has none. Cached file pages can be taken back and count as free.
std::int64_t free_in_control_group(std::int64_t free_bytes) {
  std::int64_t limit = 0;
  std::int64_t used = 0;
  if (!(std::ifstream("/sys/fs/cgroup/memory.max") >> limit)) return free_bytes;  // "max", or none
  if (!(std::ifstream("/sys/fs/cgroup/memory.current") >> used)) return free_bytes;
  std::int64_t cached = 0;
  std::ifstream statistics("/sys/fs/cgroup/memory.stat");
  std::string key;
  for (std::int64_t value = 0; statistics >> key >> value;) {
    if (key == "inactive_file" || key == "active_file") cached += value;
  }
  return std::clamp<std::int64_t>(limit - used + cached, 0, free_bytes);
}

}  // namespace

MachineMemory machine_memory() {
  return {proc_kilobytes("MemTotal"), free_in_control_group(proc_kilobytes("MemAvailable"))};
}

std::string cpu_name() {
  const std::string name = proc_value("/proc/cpuinfo", "model name");
  return name.empty() ? "CPU" : name;
}

bool cpu_has_avx512_bf16() {
  return cpu_has("avx512_bf16");
}

bool cpu_has_amx_bf16() {
  return cpu_has("amx_bf16");
}

}  // namespace v4e::os
