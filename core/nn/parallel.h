// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

namespace v4e {

/// Calls `work(first, last)` on parts of begin … end, each of at least `grain` except the last, on
/// LibTorch's threads at once; inside another one in that thread alone. Throws what `work` throws, the first
/// of several.
///
/// at::parallel_for would be the same, but it is an inline function: where a file is not compiled for OpenMP,
/// as ours are not, it quietly is a loop in one thread.
void parallel_for(std::int64_t begin, std::int64_t end, std::int64_t grain,
                  const std::function<void(std::int64_t first, std::int64_t last)>& work);

}  // namespace v4e
