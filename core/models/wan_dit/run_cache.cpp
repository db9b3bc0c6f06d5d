// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_dit/run_cache.h"

namespace v4e {
namespace {

bool same_tensor(const at::Tensor& a, const at::Tensor& b) {
  return a.defined() == b.defined() && (!a.defined() || a.is_same(b));
}

}  // namespace

bool DitRunCache::For::is_same(const For& other) const {
  return same_tensor(prompt_embeds, other.prompt_embeds) && same_tensor(image_embeds, other.image_embeds) &&
         grid == other.grid && frame_places == other.frame_places;
}

}  // namespace v4e
