// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/library.h"

#include <dlfcn.h>

namespace v4e::os {

void* loaded_function(std::span<const char* const> libraries, const char* name) {
  for (const char* library : libraries) {
    if (void* handle = ::dlopen(library, RTLD_LAZY | RTLD_NOLOAD)) return ::dlsym(handle, name);
  }
  return nullptr;
}

}  // namespace v4e::os
