// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/packed_weights.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <cstddef>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/checkpoints/formats/unpack_kernels.h"
#include "core/checkpoints/formats/unpack_tensors.h"

namespace v4e {
namespace {

using Widen = void (*)(const std::uint8_t* numbers, std::int64_t count, float factor, float* values);

Widen widen_of(at::ScalarType dtype) {
  switch (dtype) {
    case at::kFloat8_e4m3fn:
      return kernels::widen_e4m3;
    case at::kFloat8_e5m2:
      return kernels::widen_e5m2;
    case at::kChar:
      return kernels::widen_int8;
    case at::kBFloat16:
      return kernels::widen_bf16;
    case at::kHalf:
      return kernels::widen_fp16;
    default:
      return nullptr;
  }
}

/// The rows as a tensor that owns nothing. Made and used in inference mode: threads that expand have no mode
/// of their own, and nothing here is differentiated.
at::Tensor view_of(float* values, std::int64_t rows, std::int64_t columns) {
  return at::from_blob(values, {rows, columns}, at::kFloat);
}

class Narrow final : public PackedWeight {
 public:
  Narrow(NarrowMatrix matrix, Widen kernel)
      : PackedWeight(matrix.numbers.size(0), matrix.numbers.size(1)),
        matrix_(std::move(matrix)),
        widen_(kernel),
        bytes_(static_cast<const std::uint8_t*>(matrix_.numbers.const_data_ptr())) {
    if (!matrix_.scale.defined()) return;
    matrix_.scale = matrix_.scale.to(at::kFloat).contiguous();
    scales_ = matrix_.scale.const_data_ptr<float>();
    by_row_ = matrix_.scale.numel() > 1;
    if (matrix_.scale.dim() == 3) blocks_ = matrix_.scale.size(1);
  }

  [[nodiscard]] std::int64_t stored_bytes() const override {
    return static_cast<std::int64_t>(matrix_.numbers.nbytes());
  }

  void expand(std::int64_t begin, std::int64_t end, float* values) const override {
    const auto size = static_cast<std::int64_t>(matrix_.numbers.element_size());
    const std::int64_t block = columns() / blocks_;
    for (std::int64_t row = begin; row < end; ++row) {
      for (std::int64_t b = 0; b < blocks_; ++b) {
        const std::int64_t at = row * columns() + b * block;
        const float factor = scales_ == nullptr ? 1.0F : scales_[by_row_ ? row * blocks_ + b : 0];
        widen_(bytes_ + at * size, block, factor, values + at - begin * columns());
      }
    }
    if (!matrix_.turn) return;
    const c10::InferenceMode mode;
    at::Tensor rows = view_of(values, end - begin, columns());
    matrix_.turn(rows);
  }

  [[nodiscard]] std::vector<at::Tensor> parts() const override {
    if (!matrix_.scale.defined()) return {matrix_.numbers};
    return {matrix_.numbers, matrix_.scale};
  }

  [[nodiscard]] at::Tensor expand_there(const std::vector<at::Tensor>& brought, std::int64_t begin,
                                        std::int64_t end) const override {
    at::Tensor rows = brought[0].slice(0, begin, end).to(at::kFloat);
    if (brought.size() > 1) {
      const at::Tensor scale = by_row_ ? brought[1].slice(0, begin, end).view({-1, blocks_, 1}) : brought[1];
      rows = rows.view({-1, blocks_, columns() / blocks_}).mul(scale).view({-1, columns()});
    }
    if (matrix_.turn) matrix_.turn(rows);
    return rows;
  }

 private:
  NarrowMatrix matrix_;
  Widen widen_;
  const std::uint8_t* bytes_;
  const float* scales_ = nullptr;
  bool by_row_ = false;
  std::int64_t blocks_ = 1;  ///< of a row, each with a scale of its own
};

class Blocks final : public PackedWeight {
 public:
  Blocks(const GgmlType& type, std::int64_t rows, std::int64_t columns, std::shared_ptr<const void> bytes)
      : PackedWeight(rows, columns), type_(type), bytes_(std::move(bytes)), table_(iq4_table(type)) {}

  [[nodiscard]] std::int64_t stored_bytes() const override { return rows() * row_bytes(); }

  void expand(std::int64_t begin, std::int64_t end, float* values) const override {
    const auto* from = static_cast<const std::uint8_t*>(bytes_.get()) + begin * row_bytes();
    type_.unpack(from, (end - begin) * blocks(), values);
  }

  [[nodiscard]] std::vector<at::Tensor> parts() const override {
    // Nobody writes to it.
    const at::Tensor bytes = at::from_blob(
        const_cast<void*>(bytes_.get()), {rows(), row_bytes()}, [held = bytes_](void*) {}, at::kByte);
    return table_.defined() ? std::vector{bytes, table_} : std::vector{bytes};
  }

  [[nodiscard]] at::Tensor expand_there(const std::vector<at::Tensor>& brought, std::int64_t begin,
                                        std::int64_t end) const override {
    return unpack_there(type_, brought[0].slice(0, begin, end), table_.defined() ? brought[1] : at::Tensor());
  }

 private:
  [[nodiscard]] std::int64_t blocks() const { return columns() / type_.block_values; }
  [[nodiscard]] std::int64_t row_bytes() const { return blocks() * type_.block_bytes; }

  const GgmlType& type_;
  std::shared_ptr<const void> bytes_;
  const at::Tensor table_;
};

class Part final : public PackedWeight {
 public:
  Part(PackedPointer whole, std::int64_t rows, std::int64_t first)
      : PackedWeight(rows, whole->columns()), whole_(std::move(whole)), first_(first) {}

  [[nodiscard]] std::int64_t stored_bytes() const override {
    return whole_->stored_bytes() / whole_->rows() * rows();
  }
  void expand(std::int64_t begin, std::int64_t end, float* values) const override {
    whole_->expand(first_ + begin, first_ + end, values);
  }
  // Of the whole one: a part's rows alone would have to be cut out of every kind of it.
  [[nodiscard]] std::vector<at::Tensor> parts() const override { return whole_->parts(); }
  [[nodiscard]] at::Tensor expand_there(const std::vector<at::Tensor>& brought, std::int64_t begin,
                                        std::int64_t end) const override {
    return whole_->expand_there(brought, first_ + begin, first_ + end);
  }

 private:
  PackedPointer whole_;
  std::int64_t first_;
};

class WithDeltas final : public PackedWeight {
 public:
  WithDeltas(PackedPointer base, std::vector<MatrixDelta> deltas)
      : PackedWeight(base->rows(), base->columns()), base_(std::move(base)), deltas_(std::move(deltas)) {}

  [[nodiscard]] std::int64_t stored_bytes() const override {
    std::int64_t bytes = base_->stored_bytes();
    for (const MatrixDelta& delta : deltas_) bytes += delta.stored_bytes();
    return bytes;
  }

  void expand(std::int64_t begin, std::int64_t end, float* values) const override {
    base_->expand(begin, end, values);
    const c10::InferenceMode mode;
    at::Tensor rows = view_of(values, end - begin, columns());
    for (const MatrixDelta& delta : deltas_) add_rows(delta, begin, end, rows);
  }

  [[nodiscard]] std::vector<at::Tensor> parts() const override {
    std::vector<at::Tensor> all = base_->parts();
    for (MatrixDelta delta : deltas_) {
      for (const at::Tensor* tensor : tensors_of(delta)) all.push_back(*tensor);
    }
    return all;
  }

  [[nodiscard]] at::Tensor expand_there(const std::vector<at::Tensor>& brought, std::int64_t begin,
                                        std::int64_t end) const override {
    auto next = brought.end();
    for (MatrixDelta delta : deltas_) next -= static_cast<std::ptrdiff_t>(tensors_of(delta).size());
    at::Tensor rows = base_->expand_there({brought.begin(), next}, begin, end);
    for (MatrixDelta delta : deltas_) {
      for (at::Tensor* tensor : tensors_of(delta)) *tensor = *next++;
      add_rows(delta, begin, end, rows);
    }
    return rows;
  }

 private:
  static std::vector<at::Tensor*> tensors_of(MatrixDelta& delta) {
    std::vector<at::Tensor*> all{&delta.first.up, &delta.first.down, &delta.second.up, &delta.second.down};
    std::erase_if(all, [](const at::Tensor* tensor) { return !tensor->defined(); });
    return all;
  }

  PackedPointer base_;
  std::vector<MatrixDelta> deltas_;
};

}  // namespace

PackedPointer pack_narrow(NarrowMatrix matrix) {
  if (matrix.numbers.dim() != 2 || matrix.numbers.numel() == 0) return nullptr;
  const Widen kernel = widen_of(matrix.numbers.scalar_type());
  if (kernel == nullptr) return nullptr;
  return std::make_shared<Narrow>(std::move(matrix), kernel);
}

PackedPointer pack_blocks(const GgmlType& type, std::int64_t rows, std::int64_t columns,
                          std::shared_ptr<const void> bytes) {
  V4E_ASSERT(type.unpack != nullptr && columns % type.block_values == 0);
  return std::make_shared<Blocks>(type, rows, columns, std::move(bytes));
}

PackedPointer part_of_rows(PackedPointer whole, int index, int count) {
  V4E_ASSERT(count > 0 && whole->rows() % count == 0);
  const std::int64_t rows = whole->rows() / count;
  return std::make_shared<Part>(std::move(whole), rows, index * rows);
}

PackedPointer with_deltas(PackedPointer base, std::vector<MatrixDelta> deltas) {
  return std::make_shared<WithDeltas>(std::move(base), std::move(deltas));
}

}  // namespace v4e
