// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace v4e {

/// Writers of the block formats that GGUF files have; readers stand in ggml_blocks.h. Each packs `count`
/// values, a multiple of 32, with the rounding of the format's own program.

/// 8 bits: an fp16 scale and 32 int8 a block, 34 bytes.
void pack_q8_0(const float* values, std::int64_t count, std::uint8_t* blocks);
/// 4 bits: an fp16 scale and 32 halves of bytes a block, 18 bytes.
void pack_q4_0(const float* values, std::int64_t count, std::uint8_t* blocks);

}  // namespace v4e
