// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/weight_count.h"

#include "core/checkpoints/checkpoint.h"

namespace v4e {

std::int64_t count_weights(const std::filesystem::path& path) {
  std::int64_t count = 0;
  const auto reader = open_checkpoint(path);
  for (const std::string& name : reader->names()) {
    std::int64_t size = 1;
    for (const std::int64_t side : reader->info(name).shape) size *= side;
    count += size;
  }
  return count;
}

}  // namespace v4e
