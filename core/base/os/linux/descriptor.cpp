// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/posix/descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

namespace v4e::os {

int flush_descriptor(int descriptor, Flush what) {
  return what == Flush::Data ? ::fdatasync(descriptor) : ::fsync(descriptor);
}

int rename_new(const char* from, const char* to) {
  return ::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

timespec modified_of(const struct stat& status) {
  return status.st_mtim;
}

}  // namespace v4e::os
