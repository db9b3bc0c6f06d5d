// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace at {
class Tensor;
}

namespace v4e {

/// A matrix that stays as its file stores it, in fewer bytes than it is multiplied in. Immutable; safe to use
/// from several threads.
class PackedWeight {
 public:
  PackedWeight(std::int64_t rows, std::int64_t columns) : rows_(rows), columns_(columns) {}
  virtual ~PackedWeight() = default;
  PackedWeight(const PackedWeight&) = delete;
  PackedWeight& operator=(const PackedWeight&) = delete;

  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] std::int64_t columns() const { return columns_; }
  /// What it takes in memory.
  [[nodiscard]] virtual std::int64_t stored_bytes() const = 0;

  /// Rows begin … end in fp32 to `values` [end - begin, columns], in the calling thread. What is written does
  /// not depend on how the rows are cut into calls, up to the rounding of matrix products where LoRAs are
  /// added.
  virtual void expand(std::int64_t begin, std::int64_t end, float* values) const = 0;

  /// What it is made of, on the CPU: for another device, which is given a copy of each.
  [[nodiscard]] virtual std::vector<at::Tensor> parts() const = 0;
  /// expand() there: rows begin … end, fp32 [end - begin, columns], of `brought`, which are its parts on that
  /// device. No operation waits for the device.
  [[nodiscard]] virtual at::Tensor expand_there(const std::vector<at::Tensor>& brought, std::int64_t begin,
                                                std::int64_t end) const = 0;

 private:
  const std::int64_t rows_;
  const std::int64_t columns_;
};

/// A module whose parameter "weight" may be such a matrix; load_state() asks it.
class TakesPackedWeight {
 public:
  virtual ~TakesPackedWeight() = default;
  /// From now on in place of the values of "weight", which keeps shape, dtype and device only. Null: of no
  /// effect any more. Where the weight is on another device than the CPU, so is what is multiplied: it is
  /// brought there at once, or `later` by somebody else (core/nn/device_packed.h).
  virtual void set_packed(std::shared_ptr<const PackedWeight> packed, bool later = false) = 0;
  [[nodiscard]] virtual const PackedWeight* packed() const = 0;
};

}  // namespace v4e
