// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/moments.h"

#include <torch/types.h>

#include <algorithm>

#include "core/base/error.h"

namespace v4e::training {
namespace {

/// Expanded at a time: small beside any model, large enough for a fast step.
constexpr std::int64_t kRange = kMomentBlock * 4096;
constexpr double kSignedLevels = 127;
constexpr double kLevels = 255;

}  // namespace

Moments::Moments(MomentKind kind, std::int64_t count, at::Device device) : kind_(kind), count_(count) {
  const auto options = torch::TensorOptions().device(device).dtype(torch::kFloat);
  if (kind == MomentKind::Float32) {
    first_.values = torch::zeros({count}, options);
    second_.values = torch::zeros({count}, options);
    return;
  }
  const auto blocks = (count + kMomentBlock - 1) / kMomentBlock;
  first_ = {torch::zeros({blocks * kMomentBlock}, options.dtype(torch::kChar)),
            torch::zeros({blocks}, options), 2, true};
  second_ = {torch::zeros({blocks * kMomentBlock}, options.dtype(torch::kByte)),
             torch::zeros({blocks}, options), 4, false};
}

void Moments::update(
    const std::function<void(std::int64_t, std::int64_t, at::Tensor&, at::Tensor&)>& change) {
  const torch::NoGradGuard no_grad;
  if (kind_ == MomentKind::Float32) return change(0, count_, first_.values, second_.values);
  for (std::int64_t begin = 0; begin < count_; begin += kRange) {
    const auto end = std::min(count_, begin + kRange);
    at::Tensor first = expanded(first_, begin, end);
    at::Tensor second = expanded(second_, begin, end);
    change(begin, end, first, second);
    keep(first_, begin, first);
    keep(second_, begin, second);
  }
}

at::Tensor Moments::first(std::int64_t begin, std::int64_t end) const {
  return expanded(first_, begin, end);
}

at::Tensor Moments::second(std::int64_t begin, std::int64_t end) const {
  return expanded(second_, begin, end);
}

at::Tensor Moments::expanded(const Kept& kept, std::int64_t begin, std::int64_t end) const {
  const torch::NoGradGuard no_grad;
  if (kind_ == MomentKind::Float32) return kept.values.slice(0, begin, end);
  const auto first_block = begin / kMomentBlock;
  const auto last_block = (end + kMomentBlock - 1) / kMomentBlock;
  const auto levels = kept.values.slice(0, first_block * kMomentBlock, last_block * kMomentBlock)
                          .view({-1, kMomentBlock})
                          .to(torch::kFloat) /
                      (kept.is_signed ? kSignedLevels : kLevels);
  const auto sizes = kept.is_signed ? levels.abs().pow(kept.power) * levels.sign() : levels.pow(kept.power);
  const auto values = sizes * kept.factors.slice(0, first_block, last_block).unsqueeze(1);
  return values.flatten().slice(0, begin - first_block * kMomentBlock, end - first_block * kMomentBlock);
}

/// `begin` is a multiple of kMomentBlock; the last block may be cut.
void Moments::keep(Kept& kept, std::int64_t begin, const at::Tensor& values) const {
  V4E_ASSERT(begin % kMomentBlock == 0);
  const auto count = values.numel();
  const auto whole = (count + kMomentBlock - 1) / kMomentBlock * kMomentBlock;
  const auto rows = at::constant_pad_nd(values, {0, whole - count}).view({-1, kMomentBlock});
  const auto factors = std::get<0>(rows.abs().max(1, /*keepdim=*/true));
  const auto share = (rows.abs() / factors.clamp_min(1e-38)).clamp(0, 1).pow(1 / kept.power);
  auto levels = (share * (kept.is_signed ? kSignedLevels : kLevels)).round();
  if (kept.is_signed) {
    levels = levels * rows.sign();
  } else {
    // Beside a first moment that is left, a second one of zero would divide by next to nothing.
    levels = torch::where(rows > 0, levels.clamp_min(1), levels);
  }
  const auto first_block = begin / kMomentBlock;
  kept.values.slice(0, begin, begin + whole).copy_(levels.flatten());
  kept.factors.slice(0, first_block, first_block + rows.size(0)).copy_(factors.flatten());
}

std::int64_t Moments::stored_bytes() const {
  std::int64_t bytes = 0;
  for (const auto* kept : {&first_, &second_}) {
    bytes += static_cast<std::int64_t>(kept->values.nbytes());
    if (kept->factors.defined()) bytes += static_cast<std::int64_t>(kept->factors.nbytes());
  }
  return bytes;
}

}  // namespace v4e::training
