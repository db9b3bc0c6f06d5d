// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

namespace v4e {

/// Brings tensors to a device while it computes: by a queue (stream) of the device's own, through two small
/// buffers of pinned memory. Where the device has no such queue they are brought in the order of what is
/// computed, and where memory cannot be pinned without it; for the CPU they are what they are. One thread
/// calls bring(), another one the rest.
class DeviceCopies {
 public:
  explicit DeviceCopies(const at::Device& device);
  ~DeviceCopies();
  DeviceCopies(const DeviceCopies&) = delete;
  DeviceCopies& operator=(const DeviceCopies&) = delete;

  /// The tensors on the device, in memory that only these copies use. They may still be on their way.
  [[nodiscard]] std::vector<at::Tensor> bring(const std::vector<at::Tensor>& tensors);
  /// What this thread gives the device from now on waits for all that bring() has returned.
  void wait();
  /// What bring() does from now on waits for what this thread has given the device: until then the memory of
  /// tensors that it took and that are gone may still be read.
  void hold();

 private:
  class PinnedBuffers;
  class Side;
  at::Device device_;
  std::unique_ptr<Side> side_;  ///< null: none, or none is needed
};

}  // namespace v4e
