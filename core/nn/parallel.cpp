// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>

#ifdef _OPENMP
#include <omp.h>
#endif

namespace v4e {

#ifdef _OPENMP
namespace {

using Work = std::function<void(std::int64_t, std::int64_t)>;

void in_parts(std::int64_t begin, std::int64_t end, std::int64_t parts, const Work& work) {
  const std::int64_t size = (end - begin + parts - 1) / parts;
  std::atomic_flag failed;
  std::exception_ptr failure;
  // All threads, also where fewer parts would do: a team of another size makes the library start new ones.
#pragma omp parallel
  {
    for (std::int64_t part = omp_get_thread_num(); part < parts; part += omp_get_num_threads()) {
      const std::int64_t first = begin + part * size;
      try {
        if (first < end) work(first, std::min(end, first + size));
      } catch (...) {
        if (!failed.test_and_set()) failure = std::current_exception();
      }
    }
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace
#endif

void parallel_for(std::int64_t begin, std::int64_t end, std::int64_t grain,
                  const std::function<void(std::int64_t first, std::int64_t last)>& work) {
  if (begin >= end) return;
#ifdef _OPENMP
  const std::int64_t most = (end - begin + grain - 1) / grain;
  const std::int64_t parts = std::min<std::int64_t>(omp_get_max_threads(), most);
  if (parts > 1 && omp_in_parallel() == 0) return in_parts(begin, end, parts, work);
#endif
  (void)grain;
  work(begin, end);
}

}  // namespace v4e
