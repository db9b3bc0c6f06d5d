// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/machine.h"

#include "core/base/os/windows/handle.h"

#include <array>

#if defined(_M_X64) || defined(__x86_64__)
#include <intrin.h>
#endif

namespace v4e::os {
namespace {

#if defined(_M_X64) || defined(__x86_64__)
constexpr int kFeatures = 7;  // the CPUID leaf; its second page has what came later

/// EAX, EBX, ECX, EDX.
std::array<int, 4> cpuid(int leaf, int page) {
  std::array<int, 4> words{};
  __cpuidex(words.data(), 0, 0);
  if (words[0] < leaf) return {};
  __cpuidex(words.data(), leaf, page);
  return words;
}

/// Whether the system keeps all these parts of the CPU's state (bits of XCR0).
bool system_keeps(DWORD64 parts) {
  return (::GetEnabledXStateFeatures() & parts) == parts;
}
#endif

}  // namespace

MachineMemory machine_memory() {
  MEMORYSTATUSEX status{};
  status.dwLength = sizeof status;
  if (!::GlobalMemoryStatusEx(&status)) return {};
  return {static_cast<std::int64_t>(status.ullTotalPhys), static_cast<std::int64_t>(status.ullAvailPhys)};
}

std::string cpu_name() {
  std::array<char, 256> name{};
  DWORD size = static_cast<DWORD>(name.size());
  const LSTATUS result =
      ::RegGetValueA(HKEY_LOCAL_MACHINE, "HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0", "ProcessorNameString",
                     RRF_RT_REG_SZ, nullptr, name.data(), &size);
  return result == ERROR_SUCCESS && name.front() != '\0' ? std::string(name.data()) : "CPU";
}

#if defined(_M_X64) || defined(__x86_64__)
bool cpu_has_avx512_bf16() {
  constexpr DWORD64 kMasksAndUpperHalves = 0xE0;
  return (cpuid(kFeatures, 1)[0] & (1 << 5)) != 0 && system_keeps(kMasksAndUpperHalves);
}

bool cpu_has_amx_bf16() {
  constexpr DWORD64 kTiles = 0x60000;
  return (cpuid(kFeatures, 0)[3] & (1 << 22)) != 0 && system_keeps(kTiles);
}
#else
bool cpu_has_avx512_bf16() {
  return false;
}

bool cpu_has_amx_bf16() {
  return false;
}
#endif

}  // namespace v4e::os
