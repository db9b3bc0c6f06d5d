// SPDX-License-Identifier: GPL-3.0-or-later
// Where POSIX systems differ about files. For the files of this folder.
#pragma once

#include <sys/stat.h>

#include <ctime>

namespace v4e::os {

enum class Flush { Everything, Data };

/// Waits until the file is on the disk. 0, or -1 and errno.
[[nodiscard]] int flush_descriptor(int descriptor, Flush what);

/// rename() that fails with EEXIST where `to` is there, and with EINVAL or ENOSYS where the file system or the
/// system cannot say so.
[[nodiscard]] int rename_new(const char* from, const char* to);

[[nodiscard]] timespec modified_of(const struct stat& status);

}  // namespace v4e::os
