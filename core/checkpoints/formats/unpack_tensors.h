// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/checkpoints/formats/ggml_blocks.h"

namespace v4e {

/// What GgmlType::unpack does, by operations of tensors, so that it runs on any device; the values are the
/// same. blocks: uint8 [rows, bytes of a row]; table: iq4_table() on the device of the blocks. Returns fp32
/// [rows, columns]. The type has to be a packed one.
[[nodiscard]] at::Tensor unpack_there(const GgmlType& type, const at::Tensor& blocks,
                                      const at::Tensor& table);

/// The values of the IQ4 formats, fp32 [16]; undefined for all others.
[[nodiscard]] at::Tensor iq4_table(const GgmlType& type);

}  // namespace v4e
