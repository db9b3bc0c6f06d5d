// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <vector>

#include "core/base/packed_weight.h"
#include "core/checkpoints/formats/ggml_blocks.h"
#include "core/checkpoints/matrix_delta.h"

namespace v4e {

using PackedPointer = std::shared_ptr<const PackedWeight>;

/// What a file of numbers with 8 or 16 bits says of a matrix.
struct NarrowMatrix {
  at::Tensor numbers;  ///< [rows, columns] fp8, int8, fp16 or bf16, contiguous, on the CPU
  at::Tensor scale;    ///< undefined, or fp32 on the CPU: one number, one a row, or [rows, blocks, 1]
  /// Applied to expanded rows [n, columns] in place; may be empty.
  std::function<void(at::Tensor& rows)> turn = {};
};
/// Null where `numbers` is no matrix of such a dtype.
[[nodiscard]] PackedPointer pack_narrow(NarrowMatrix matrix);

/// Blocks of a GGUF file, whose rows are whole blocks. `bytes` lives as long as the matrix.
[[nodiscard]] PackedPointer pack_blocks(const GgmlType& type, std::int64_t rows, std::int64_t columns,
                                        std::shared_ptr<const void> bytes);

/// Part `index` of `count` equal parts of the rows.
[[nodiscard]] PackedPointer part_of_rows(PackedPointer whole, int index, int count);

/// The sum, in fp32, made whenever rows are expanded.
[[nodiscard]] PackedPointer with_deltas(PackedPointer base, std::vector<MatrixDelta> deltas);

}  // namespace v4e
