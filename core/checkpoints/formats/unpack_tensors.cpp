// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/formats/unpack_tensors.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/checkpoints/formats/unpack_kernels.h"

namespace v4e {
namespace {

/// Blocks as uint8 [N, bytes of one].
using Blocks = const at::Tensor&;

at::Tensor bytes(Blocks blocks, std::int64_t begin, std::int64_t count) {
  return blocks.narrow(1, begin, count);
}

/// The fp16 number at a byte, fp32 [N, 1].
at::Tensor half_at(Blocks blocks, std::int64_t begin) {
  return bytes(blocks, begin, 2).contiguous().view(at::kHalf).to(at::kFloat);
}

at::Tensor int8_at(Blocks blocks, std::int64_t begin, std::int64_t count) {
  return bytes(blocks, begin, count).contiguous().view(at::kChar).to(at::kFloat);
}

/// Pieces of `bits` bits: dimension `dim` of `from`, which has a side of 1 there, becomes one of `count`,
/// shifted by 0, bits, 2 bits, …
at::Tensor pieces(const at::Tensor& from, std::int64_t dim, std::int64_t count, std::int64_t bits) {
  std::vector<std::int64_t> shape(static_cast<std::size_t>(from.dim()), 1);
  shape[static_cast<std::size_t>(dim)] = count;
  const at::Tensor shifts = at::arange(0, count * bits, bits, from.options()).view(shape);
  return from.bitwise_right_shift(shifts).bitwise_and_((1 << bits) - 1);
}

/// Bytes' low halves, then their high ones: uint8 [N, groups, 2 each] of groups of `each` bytes.
at::Tensor halves(Blocks blocks, std::int64_t begin, std::int64_t groups, std::int64_t each) {
  const at::Tensor from = bytes(blocks, begin, groups * each).reshape({-1, groups, 1, each});
  return pieces(from, 2, 2, 4).view({-1, groups, 2 * each});
}

/// Runs of values, fp32 [N, runs, each], times a number for each run.
at::Tensor scaled(const at::Tensor& runs, const at::Tensor& scale) {
  return runs.mul(scale.unsqueeze(2));
}

at::Tensor unpack_q4_0(Blocks blocks) {
  const at::Tensor values = halves(blocks, 2, 1, 16).to(at::kFloat).sub_(8);
  return scaled(values, half_at(blocks, 0));
}

at::Tensor unpack_q4_1(Blocks blocks) {
  const at::Tensor values = halves(blocks, 4, 1, 16).to(at::kFloat);
  return scaled(values, half_at(blocks, 0)).add_(half_at(blocks, 2).unsqueeze(2));
}

/// Four bits of each value behind `begin` + 4, and the fifth one out of 32 at `begin`.
at::Tensor five_bits(Blocks blocks, std::int64_t begin) {
  const at::Tensor fifth = pieces(bytes(blocks, begin, 4).unsqueeze(2), 2, 8, 1).view({-1, 1, 32});
  return halves(blocks, begin + 4, 1, 16).bitwise_or_(fifth.bitwise_left_shift(4)).to(at::kFloat);
}

at::Tensor unpack_q5_0(Blocks blocks) {
  return scaled(five_bits(blocks, 2).sub_(16), half_at(blocks, 0));
}

at::Tensor unpack_q5_1(Blocks blocks) {
  return scaled(five_bits(blocks, 4), half_at(blocks, 0)).add_(half_at(blocks, 2).unsqueeze(2));
}

at::Tensor unpack_q8_0(Blocks blocks) {
  return scaled(int8_at(blocks, 2, 32).unsqueeze(1), half_at(blocks, 0));
}

/// 256 values of two bits in two halves of 32 bytes, each with four values: uint8 [N, 2, 4, 32].
at::Tensor two_bits(Blocks blocks, std::int64_t begin) {
  return pieces(bytes(blocks, begin, 64).reshape({-1, 2, 1, 32}), 2, 4, 2);
}

at::Tensor unpack_q2_k(Blocks blocks) {
  const at::Tensor runs = two_bits(blocks, 16).to(at::kFloat).view({-1, 16, 16});
  const at::Tensor scales = bytes(blocks, 0, 16);
  const at::Tensor scale = half_at(blocks, 80) * scales.bitwise_and(15).to(at::kFloat);
  const at::Tensor min = half_at(blocks, 82) * scales.bitwise_right_shift(4).to(at::kFloat);
  return scaled(runs, scale).sub_(min.unsqueeze(2));
}

at::Tensor unpack_q3_k(Blocks blocks) {
  const at::Tensor third = pieces(bytes(blocks, 0, 32).unsqueeze(1), 1, 8, 1).view({-1, 2, 4, 32});
  const at::Tensor runs =
      two_bits(blocks, 32).bitwise_or_(third.bitwise_left_shift(2)).to(at::kFloat).sub_(4).view({-1, 16, 16});
  const at::Tensor low = pieces(bytes(blocks, 96, 8).unsqueeze(1), 1, 2, 4).view({-1, 16});
  const at::Tensor high = pieces(bytes(blocks, 104, 4).unsqueeze(1), 1, 4, 2).view({-1, 16});
  const at::Tensor scale = low.bitwise_or(high.bitwise_left_shift(4)).to(at::kFloat).sub_(32);
  return scaled(runs, half_at(blocks, 108) * scale);
}

struct ScaleAndMin {
  at::Tensor scale;  ///< fp32 [N, 8]
  at::Tensor min;
};

/// Eight 6-bit pairs out of 12 bytes, times the numbers in front of them.
ScaleAndMin six_bit_pairs(Blocks blocks) {
  const at::Tensor first = bytes(blocks, 4, 4);
  const at::Tensor second = bytes(blocks, 8, 4);
  const at::Tensor third = bytes(blocks, 12, 4);
  const auto upper = [](const at::Tensor& from) {
    return from.bitwise_right_shift(6).bitwise_left_shift_(4);
  };
  const at::Tensor scale =
      at::cat({first.bitwise_and(63), third.bitwise_and(15).bitwise_or_(upper(first))}, 1);
  const at::Tensor min =
      at::cat({second.bitwise_and(63), third.bitwise_right_shift(4).bitwise_or_(upper(second))}, 1);
  return {half_at(blocks, 0) * scale.to(at::kFloat), half_at(blocks, 2) * min.to(at::kFloat)};
}

at::Tensor unpack_q4_k(Blocks blocks) {
  const ScaleAndMin pairs = six_bit_pairs(blocks);
  const at::Tensor runs = halves(blocks, 16, 4, 32).to(at::kFloat).view({-1, 8, 32});
  return scaled(runs, pairs.scale).sub_(pairs.min.unsqueeze(2));
}

at::Tensor unpack_q5_k(Blocks blocks) {
  const ScaleAndMin pairs = six_bit_pairs(blocks);
  const at::Tensor fifth = pieces(bytes(blocks, 16, 32).unsqueeze(1), 1, 8, 1).bitwise_left_shift_(4);
  const at::Tensor runs = halves(blocks, 48, 4, 32).view({-1, 8, 32}).bitwise_or_(fifth).to(at::kFloat);
  return scaled(runs, pairs.scale).sub_(pairs.min.unsqueeze(2));
}

at::Tensor unpack_q6_k(Blocks blocks) {
  const at::Tensor four = pieces(bytes(blocks, 0, 128).reshape({-1, 2, 1, 64}), 2, 2, 4);
  const at::Tensor two = two_bits(blocks, 128).bitwise_left_shift_(4);
  const at::Tensor runs =
      four.view({-1, 2, 4, 32}).bitwise_or(two).to(at::kFloat).sub_(32).view({-1, 16, 16});
  return scaled(runs, half_at(blocks, 208) * int8_at(blocks, 192, 16));
}

/// IQ4 numbers as places in the table of their values.
at::Tensor looked_up(const at::Tensor& table, const at::Tensor& places) {
  return table.index_select(0, places.reshape({-1}).to(at::kInt)).view(places.sizes());
}

at::Tensor unpack_iq4_nl(Blocks blocks, const at::Tensor& table) {
  return scaled(looked_up(table, halves(blocks, 2, 1, 16)), half_at(blocks, 0));
}

at::Tensor unpack_iq4_xs(Blocks blocks, const at::Tensor& table) {
  const at::Tensor low = pieces(bytes(blocks, 4, 4).unsqueeze(2), 2, 2, 4).view({-1, 8});
  const at::Tensor high = pieces(bytes(blocks, 2, 2).unsqueeze(2), 2, 4, 2).view({-1, 8});
  const at::Tensor scale = low.bitwise_or(high.bitwise_left_shift(4)).to(at::kFloat).sub_(32);
  return scaled(looked_up(table, halves(blocks, 8, 8, 16)), half_at(blocks, 0) * scale);
}

bool has_table(const GgmlType& type) {
  return type.name.starts_with("IQ4");
}

at::Tensor unpack_blocks(std::string_view name, Blocks blocks, const at::Tensor& table) {
  using Unpack = at::Tensor (*)(Blocks);
  struct Entry {
    std::string_view name;
    Unpack unpack;
  };
  static constexpr std::array<Entry, 10> kTypes{{{"Q4_0", unpack_q4_0},
                                                 {"Q4_1", unpack_q4_1},
                                                 {"Q5_0", unpack_q5_0},
                                                 {"Q5_1", unpack_q5_1},
                                                 {"Q8_0", unpack_q8_0},
                                                 {"Q2_K", unpack_q2_k},
                                                 {"Q3_K", unpack_q3_k},
                                                 {"Q4_K", unpack_q4_k},
                                                 {"Q5_K", unpack_q5_k},
                                                 {"Q6_K", unpack_q6_k}}};
  if (name == "IQ4_NL") return unpack_iq4_nl(blocks, table);
  if (name == "IQ4_XS") return unpack_iq4_xs(blocks, table);
  const auto found = std::ranges::find(kTypes, name, &Entry::name);
  V4E_ASSERT(found != kTypes.end());
  return found->unpack(blocks);
}

}  // namespace

at::Tensor unpack_there(const GgmlType& type, const at::Tensor& blocks, const at::Tensor& table) {
  const std::int64_t rows = blocks.size(0);
  return unpack_blocks(type.name, blocks.reshape({-1, type.block_bytes}), table).view({rows, -1});
}

at::Tensor iq4_table(const GgmlType& type) {
  if (!has_table(type)) return {};
  // A block with d = 1 that holds each place once, low halves first.
  std::array<std::uint8_t, 18> block{0x00, 0x3c};
  for (std::uint8_t place = 0; place < 16; ++place) block[2U + place] = place;
  std::array<float, 32> values{};
  kernels::unpack_iq4_nl(block.data(), 1, values.data());
  return at::tensor(at::ArrayRef<float>(values.data(), 16));
}

}  // namespace v4e
