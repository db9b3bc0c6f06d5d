// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "core/models/wan_dit/wan_dit_blocks.h"

namespace v4e {

/// What the steps of a run have in common: the rotary table, the embedded text and photo, and each block's
/// keys and values of them. Filled by the first WanDitImpl::forward() that gets it and used by those after;
/// of one transformer, whose weights and LoRAs stay as they are meanwhile. Not where gradients are on.
struct DitRunCache {
  /// What it was filled for: the very tensors, and the grid of tokens with its places in time.
  struct For {
    at::Tensor prompt_embeds;
    at::Tensor image_embeds;
    PatchSize grid = {};
    std::vector<std::int64_t> frame_places;

    [[nodiscard]] bool is_same(const For& other) const;
  };

  For made_for = {};
  at::Tensor rotary = {};  ///< [N, d / 2] complex; undefined: nothing is here yet
  at::Tensor text = {};    ///< [B, L, D]
  at::Tensor text_bias = {};
  at::Tensor image = {};
  std::vector<CrossKeys> keys = {};  ///< of each block; empty where blocks are read step by step
};

}  // namespace v4e
