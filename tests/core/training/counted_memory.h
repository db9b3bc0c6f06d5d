// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace v4e::test {

/// Bytes of the tensors that this thread makes and gives back, as PyTorch's profiler counts them.
class CountedMemory final : public c10::MemoryReportingInfoBase {
 public:
  void reportMemoryUsage(void* /*ptr*/, std::int64_t alloc_size, std::size_t /*allocated*/,
                         std::size_t /*reserved*/, c10::Device /*device*/) override {
    now_ += alloc_size;
    peak_ = std::max(peak_, now_);
  }
  [[nodiscard]] bool memoryProfilingEnabled() const override { return true; }

  [[nodiscard]] std::int64_t peak() const { return peak_; }

 private:
  std::int64_t now_ = 0;
  std::int64_t peak_ = 0;
};

/// The most that `work` has at once, beside what was there before.
inline std::int64_t peak_bytes_of(const std::function<void()>& work) {
  const auto counted = std::make_shared<CountedMemory>();
  const c10::DebugInfoGuard guard(c10::DebugInfoKind::PROFILER_STATE, counted);
  work();
  return counted->peak();
}

/// Stands before the CPU's allocator while it lives, and counts the bytes of tensors, whichever thread makes
/// them and gives them back. One at a time.
class CountingAllocator final : public c10::Allocator {
 public:
  CountingAllocator() : base_(*c10::GetAllocator(c10::kCPU)) {
    counts().now = counts().peak = 0;
    c10::SetAllocator(c10::kCPU, this, kPriority);
  }
  /// What it has given out may live on.
  ~CountingAllocator() override { c10::SetAllocator(c10::kCPU, &base_, kPriority); }

  c10::DataPtr allocate(std::size_t bytes) override {
    auto inner = base_.allocate(bytes);
    void* const data = inner.get();
    if (data == nullptr) return inner;
    const std::lock_guard lock(counts().mutex);
    counts().now += static_cast<std::int64_t>(bytes);
    counts().peak = std::max(counts().peak, counts().now);
    counts().given.emplace(data, std::pair(std::move(inner), static_cast<std::int64_t>(bytes)));
    return {data, data, &give_back, c10::Device(c10::kCPU)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &give_back; }
  void copy_data(void* to, const void* from, std::size_t bytes) const override {
    default_copy_data(to, from, bytes);
  }

  [[nodiscard]] static std::int64_t peak() { return counts().peak; }

 private:
  static constexpr std::uint8_t kPriority = 255;
  struct Counts {
    std::mutex mutex;
    std::int64_t now = 0;
    std::int64_t peak = 0;
    std::unordered_map<void*, std::pair<c10::DataPtr, std::int64_t>> given;
  };
  /// Never destroyed: tensors are given back until the program ends.
  static Counts& counts() {
    static auto* const all = new Counts();
    return *all;
  }
  static void give_back(void* data) {
    const std::lock_guard lock(counts().mutex);
    const auto found = counts().given.find(data);
    counts().now -= found->second.second;
    counts().given.erase(found);
  }

  c10::Allocator& base_;
};

}  // namespace v4e::test
