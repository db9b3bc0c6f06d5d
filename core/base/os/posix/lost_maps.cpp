// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/lost_maps.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <mutex>
#include <set>

namespace v4e::os {
namespace {

/// What the signal's handler can read without a lock. Names live as long as the program.
struct Watched {
  std::atomic<std::uintptr_t> begin{0};  ///< 0: free
  std::atomic<std::uintptr_t> end{0};
  std::atomic<const std::string*> name{nullptr};
};

/// Tensors of several large models; maps beyond these are not watched.
constexpr std::size_t kMostMaps = 16384;
std::array<Watched, kMostMaps> watched;
std::atomic<unsigned> losses{0};
std::atomic<const std::string*> last_name{nullptr};
struct sigaction before;
std::mutex mutex;

/// Only what POSIX lets a handler do, and mmap(), which is a mere system call.
void on_lost_bytes(int signal, siginfo_t* info, void* context) {
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  for (Watched& map : watched) {
    const std::uintptr_t begin = map.begin.load();
    const std::uintptr_t end = map.end.load();
    if (begin == 0 || address < begin || address >= end) continue;
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const std::uintptr_t first = address / page * page;
    const std::size_t length = (end - first + page - 1) / page * page;
    void* zeros = ::mmap(reinterpret_cast<void*>(first), length, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
    if (zeros == MAP_FAILED) break;
    last_name.store(map.name.load());
    losses.fetch_add(1);
    return;
  }
  // Somebody else's: as if there were no handler.
  if ((before.sa_flags & SA_SIGINFO) != 0 && before.sa_sigaction != nullptr)
    return before.sa_sigaction(signal, info, context);
  ::sigaction(SIGBUS, &before, nullptr);
}

void install() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction action = {};
    action.sa_sigaction = on_lost_bytes;
    action.sa_flags = SA_SIGINFO;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(SIGBUS, &action, &before);
  });
}

}  // namespace

void watch_map(const void* begin, std::size_t size_bytes, const std::string& name) {
  static std::set<std::string> names;
  install();
  const std::scoped_lock lock(mutex);
  const auto first = reinterpret_cast<std::uintptr_t>(begin);
  for (Watched& map : watched) {
    if (map.begin.load() != 0) continue;
    map.name.store(&*names.insert(name).first);
    map.end.store(first + size_bytes);
    map.begin.store(first);
    return;
  }
}

void unwatch_map(const void* begin) {
  const std::scoped_lock lock(mutex);
  const auto first = reinterpret_cast<std::uintptr_t>(begin);
  for (Watched& map : watched) {
    if (map.begin.load() != first) continue;
    map.begin.store(0);
    return;
  }
}

unsigned lost_maps() {
  return losses.load();
}

std::string last_lost_map() {
  const std::string* name = last_name.load();
  return name == nullptr ? std::string() : *name;
}

}  // namespace v4e::os
