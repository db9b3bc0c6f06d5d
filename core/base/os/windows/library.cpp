// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/library.h"

#include "core/base/os/windows/handle.h"

namespace v4e::os {

void* loaded_function(std::span<const char* const> libraries, const char* name) {
  for (const char* library : libraries) {
    if (const HMODULE handle = ::GetModuleHandleA(library))
      return reinterpret_cast<void*>(::GetProcAddress(handle, name));
  }
  return nullptr;
}

}  // namespace v4e::os
