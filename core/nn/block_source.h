// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace v4e {

/// Where a stack of like layers has its weights from that are not all in memory at once.
class BlockSource {
 public:
  virtual ~BlockSource() = default;
  /// Puts the weights of `block` in their place, where they stay until another block's are asked for.
  virtual void acquire(std::size_t block) = 0;
};

}  // namespace v4e
