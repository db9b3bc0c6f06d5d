// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

namespace v4e::training {

/// How an optimiser keeps the averages of gradients and of their squares.
enum class MomentKind {
  Float32,
  Bytes,  ///< a byte for each, in blocks of kMomentBlock with a factor of their own (as arXiv 2110.02861 does
          ///< it)
};

/// Values that share a factor.
inline constexpr std::int64_t kMomentBlock = 256;

/// AdamW's first and second moments of so many weights, zero at the start. As bytes they follow a power of
/// the value: sign and square root of the first, fourth root of the second, so that small ones are kept
/// relatively as well; a second moment above zero stays above it. Values that were kept once are kept exactly
/// from then on.
class Moments {
 public:
  Moments(MomentKind kind, std::int64_t count, at::Device device);

  /// Calls `change` with [begin, end) and the moments of these, fp32 [end - begin], one range after the
  /// other, and keeps what it makes of them. Of fp32 moments there is one range.
  void update(const std::function<void(std::int64_t begin, std::int64_t end, at::Tensor& first,
                                       at::Tensor& second)>& change);

  /// Of [begin, end), fp32.
  [[nodiscard]] at::Tensor first(std::int64_t begin, std::int64_t end) const;
  [[nodiscard]] at::Tensor second(std::int64_t begin, std::int64_t end) const;

  [[nodiscard]] std::int64_t stored_bytes() const;

 private:
  /// One of the two, in either form.
  struct Kept {
    at::Tensor values;   ///< fp32 [count], or bytes
    at::Tensor factors;  ///< largest absolute value of each block; undefined for fp32
    double power = 1;
    bool is_signed = true;
  };
  [[nodiscard]] at::Tensor expanded(const Kept& kept, std::int64_t begin, std::int64_t end) const;
  void keep(Kept& kept, std::int64_t begin, const at::Tensor& values) const;

  MomentKind kind_;
  std::int64_t count_;
  Kept first_;
  Kept second_;
};

}  // namespace v4e::training
