// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <functional>
#include <future>
#include <optional>
#include <vector>

#include "core/nn/block_source.h"
#include "core/nn/device_copies.h"

namespace v4e {

/// Weights of a stack of like layers that are not all in memory at once: one block computes while the next is
/// read and brought to the device. Blocks are used in a ring, 0 … n - 1 and again from 0, as denoising does.
/// One thread at a time.
class BlockStream final : public BlockSource {
 public:
  /// The weights of one block, in its order and in their final dtype, of as many values; called on a thread
  /// of its own, never twice at once.
  using Read = std::function<std::vector<at::Tensor>(std::size_t block)>;

  /// `weights`: of each block, the parameters and buffers that get what `read` gives, on `device`;
  /// placeholders until then.
  BlockStream(std::vector<std::vector<at::Tensor>> weights, Read read, const at::Device& device);
  /// Waits for what is being read.
  ~BlockStream() override;
  BlockStream(const BlockStream&) = delete;
  BlockStream& operator=(const BlockStream&) = delete;

  /// Puts the weights of `block` in their place, takes those of the block before away and begins to read the
  /// next. Throws what reading threw; it may be asked for again then.
  void acquire(std::size_t block) override;

 private:
  struct Ahead {
    std::size_t block = 0;
    std::future<std::vector<at::Tensor>> tensors;
  };

  void begin_to_read(std::size_t block);
  void empty(std::size_t block);

  const bool inference_;  ///< whether the weights were made in inference mode: all that follow must be alike
  std::vector<std::vector<at::Tensor>> weights_;
  Read read_;
  DeviceCopies copies_;
  std::optional<std::size_t> filled_;
  std::optional<Ahead> ahead_;
};

}  // namespace v4e
