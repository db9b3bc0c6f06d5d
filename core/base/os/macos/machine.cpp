// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/machine.h"

#include <mach/mach.h>
#include <sys/sysctl.h>

#include <array>

namespace v4e::os {
namespace {

std::int64_t total_bytes() {
  std::int64_t bytes = 0;
  std::size_t size = sizeof bytes;
  return ::sysctlbyname("hw.memsize", &bytes, &size, nullptr, 0) == 0 ? bytes : 0;
}

std::int64_t free_bytes() {
  vm_statistics64_data_t pages{};
  mach_msg_type_number_t count = HOST_VM_INFO64_COUNT;
  const mach_port_t host = ::mach_host_self();
  vm_size_t page_bytes = 0;
  if (::host_page_size(host, &page_bytes) != KERN_SUCCESS) return 0;
  if (::host_statistics64(host, HOST_VM_INFO64, reinterpret_cast<host_info64_t>(&pages), &count) != KERN_SUCCESS)
    return 0;
  // Inactive pages are those of files, or have not been touched for long.
  const std::uint64_t available = std::uint64_t{pages.free_count} + pages.inactive_count + pages.purgeable_count;
  return static_cast<std::int64_t>(available * page_bytes);
}

}  // namespace

MachineMemory machine_memory() {
  return {total_bytes(), free_bytes()};
}

std::string cpu_name() {
  std::array<char, 256> name{};
  std::size_t size = name.size();
  const bool told = ::sysctlbyname("machdep.cpu.brand_string", name.data(), &size, nullptr, 0) == 0;
  return told && name.front() != '\0' ? std::string(name.data()) : "CPU";
}

// No Mac with an Intel processor has either, and Apple's have others.
bool cpu_has_avx512_bf16() {
  return false;
}

bool cpu_has_amx_bf16() {
  return false;
}

}  // namespace v4e::os
