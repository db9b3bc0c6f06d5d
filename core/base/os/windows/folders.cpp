// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/folders.h"

#include <cstdlib>

namespace v4e::os {

std::filesystem::path data_folder(const char* program) {
  const wchar_t* folder = ::_wgetenv(L"LOCALAPPDATA");
  return folder && *folder ? std::filesystem::path(folder) / program : std::filesystem::path();
}

std::filesystem::path cache_folder(const char* program) {
  const std::filesystem::path data = data_folder(program);
  return data.empty() ? data : data / "cache";
}

}  // namespace v4e::os
