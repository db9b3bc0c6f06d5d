// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/folders.h"

#include <cstdlib>

namespace v4e::os {
namespace {

std::filesystem::path below_home(const char* folder, const char* program) {
  const char* home = std::getenv("HOME");
  return home && *home ? std::filesystem::path(home) / folder / program : std::filesystem::path();
}

}  // namespace

std::filesystem::path data_folder(const char* program) {
  return below_home("Library/Application Support", program);
}

std::filesystem::path cache_folder(const char* program) {
  return below_home("Library/Caches", program);
}

}  // namespace v4e::os
