// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/device_copies.h"

#include <ATen/ATen.h>
#include <c10/core/Event.h>
#include <c10/core/Stream.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace v4e {
namespace {

/// Large enough for a bus's full speed; larger ones would only pin more.
constexpr std::int64_t kBufferBytes = 64 << 20;

c10::Stream stream_at_work(const at::Device& device) {
  return c10::impl::VirtualGuardImpl(device.type()).getStream(device);
}

/// A stream beside the one at work, if the device has any.
std::optional<c10::Stream> another_stream(const at::Device& device) {
  try {
    const c10::Stream stream = c10::impl::VirtualGuardImpl(device.type()).getStreamFromGlobalPool(device);
    if (stream != stream_at_work(device)) return stream;
  } catch (const c10::Error& error) {
    spdlog::info("weights are copied to {} between computations, not beside them: {}", device.str(),
                 error.what_without_backtrace());
  }
  return std::nullopt;
}

at::Tensor bytes_of(const at::Tensor& tensor) {
  return tensor.view({-1}).view(at::kByte);
}

}  // namespace

/// Two buffers of pinned memory, of which one is filled while the other one is copied.
class DeviceCopies::PinnedBuffers {
 public:
  PinnedBuffers(const at::Device& device, const c10::Stream& stream)
      : stream_(stream), done_{c10::Event(device.type()), c10::Event(device.type())} {}

  /// from: contiguous, on the CPU; to: the same, on the device.
  void copy(const at::Tensor& from, const at::Tensor& to) {
    const at::Tensor source = bytes_of(from);
    const at::Tensor target = bytes_of(to);
    for (std::int64_t begin = 0; begin < source.numel(); begin += kBufferBytes) {
      const std::int64_t count = std::min(kBufferBytes, source.numel() - begin);
      at::Tensor& buffer = buffers_[turn_];
      if (!buffer.defined())
        buffer = at::empty({kBufferBytes}, at::TensorOptions(at::kByte).pinned_memory(true));
      if (done_[turn_].was_marked_for_recording()) done_[turn_].synchronize();
      buffer.narrow(0, 0, count).copy_(source.narrow(0, begin, count));
      target.narrow(0, begin, count).copy_(buffer.narrow(0, 0, count), /*non_blocking=*/true);
      done_[turn_].record(stream_);
      turn_ = 1 - turn_;
    }
  }
  /// Before the buffers go: copies may still read them.
  void finish() {
    for (const c10::Event& event : done_) {
      if (event.was_marked_for_recording()) event.synchronize();
    }
  }

 private:
  c10::Stream stream_;
  std::array<at::Tensor, 2> buffers_;
  std::array<c10::Event, 2> done_;
  std::size_t turn_ = 0;
};

class DeviceCopies::Side {
 public:
  Side(const at::Device& device, const c10::Stream& stream)
      : device_(device),
        stream_(stream),
        there_(device.type()),
        used_(device.type()),
        buffers_(device, stream) {}
  ~Side() { buffers_.finish(); }
  Side(const Side&) = delete;
  Side& operator=(const Side&) = delete;

  std::vector<at::Tensor> bring(const std::vector<at::Tensor>& tensors) {
    const c10::StreamGuard guard(stream_);
    used_.block(stream_);
    std::vector<at::Tensor> made;
    made.reserve(tensors.size());
    for (const at::Tensor& tensor : tensors) made.push_back(brought(tensor));
    there_.record(stream_);
    return made;
  }
  void wait() { there_.block(stream_at_work(device_)); }
  void hold() { used_.record(stream_at_work(device_)); }

 private:
  at::Tensor brought(const at::Tensor& tensor) {
    if (!can_pin_ || !tensor.is_cpu() || tensor.numel() == 0) return tensor.to(device_);
    const at::Tensor source = tensor.contiguous();
    const at::Tensor target = at::empty(source.sizes(), source.options().device(device_));
    try {
      buffers_.copy(source, target);
      return target;
    } catch (const c10::Error& error) {
      spdlog::warn("no pinned memory: weights are copied to {} more slowly: {}", device_.str(),
                   error.what_without_backtrace());
      can_pin_ = false;
      return tensor.to(device_);
    }
  }

  at::Device device_;
  c10::Stream stream_;
  c10::Event there_;
  c10::Event used_;
  PinnedBuffers buffers_;
  bool can_pin_ = true;
};

DeviceCopies::DeviceCopies(const at::Device& device) : device_(device) {
  if (device.is_cpu()) return;
  if (const auto stream = another_stream(device)) side_ = std::make_unique<Side>(device, *stream);
}

DeviceCopies::~DeviceCopies() = default;

std::vector<at::Tensor> DeviceCopies::bring(const std::vector<at::Tensor>& tensors) {
  if (side_) return side_->bring(tensors);
  std::vector<at::Tensor> made;
  made.reserve(tensors.size());
  for (const at::Tensor& tensor : tensors) made.push_back(tensor.to(device_));
  return made;
}

void DeviceCopies::wait() {
  if (side_) side_->wait();
}

void DeviceCopies::hold() {
  if (side_) side_->hold();
}

}  // namespace v4e
