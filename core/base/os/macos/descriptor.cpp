// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/posix/descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace v4e::os {

int flush_descriptor(int descriptor, Flush) {
  // fsync() hands the bytes to the disk and does not wait until they are written; not every file system has the
  // other call.
  return ::fcntl(descriptor, F_FULLFSYNC) == 0 ? 0 : ::fsync(descriptor);
}

int rename_new(const char* from, const char* to) {
  const int result = ::renamex_np(from, to, RENAME_EXCL);
  if (result != 0 && errno == ENOTSUP) errno = ENOSYS;
  return result;
}

timespec modified_of(const struct stat& status) {
  return status.st_mtimespec;
}

}  // namespace v4e::os
