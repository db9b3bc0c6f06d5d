// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/weight_count.h"

#include <c10/util/accumulate.h>

#include "core/checkpoints/checkpoint.h"

namespace v4e {

std::int64_t count_weights(const std::filesystem::path& path) {
  std::int64_t count = 0;
  const auto reader = open_checkpoint(path);
  for (const std::string& name : reader->names()) count += c10::multiply_integers(reader->info(name).shape);
  return count;
}

}  // namespace v4e
