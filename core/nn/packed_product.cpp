// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/packed_product.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/nn/device_packed.h"
#include "core/nn/parallel.h"
#include "core/nn/path_choice.h"
#include "core/nn/product.h"

namespace v4e {
namespace {

/// Of expanded rows: they stay in the caches until they are multiplied.
constexpr std::int64_t kOwnBytes = 4 << 20;
constexpr std::int64_t kSharedBytes = 16 << 20;
/// Rows that a matrix product has to have to be worth its start.
constexpr std::int64_t kFewestRows = 16;
constexpr std::int64_t kMeasuredOutputs = 2048;

class TensorRows final : public PackedWeight {
 public:
  explicit TensorRows(const at::Tensor& matrix)
      : PackedWeight(matrix.size(0), matrix.size(1)), matrix_(matrix) {}
  [[nodiscard]] std::int64_t stored_bytes() const override {
    return static_cast<std::int64_t>(matrix_.nbytes());
  }
  void expand(std::int64_t begin, std::int64_t end, float* values) const override {
    const c10::InferenceMode mode;  // the weight may be a trainable one, and threads have no mode
    at::from_blob(values, {end - begin, columns()}, at::kFloat).copy_(matrix_.slice(0, begin, end));
  }
  [[nodiscard]] std::vector<at::Tensor> parts() const override { return {matrix_}; }
  [[nodiscard]] at::Tensor expand_there(const std::vector<at::Tensor>& brought, std::int64_t begin,
                                        std::int64_t end) const override {
    return brought[0].slice(0, begin, end).to(at::kFloat);
  }

 private:
  const at::Tensor matrix_;
};

struct Product {
  const at::Tensor& x;  ///< [N, in]
  const PackedWeight& weight;
  const at::Tensor& bias;
  const at::Tensor& out;  ///< [N, rows of the weight, or the first of them]

  /// Outputs begin … end as a part of `out`.
  [[nodiscard]] at::Tensor target(std::int64_t begin, std::int64_t end) const {
    return out.narrow(1, begin, end - begin);
  }
  [[nodiscard]] at::Tensor bias_of(std::int64_t begin, std::int64_t end) const {
    return bias.defined() ? bias.narrow(0, begin, end - begin) : at::Tensor();
  }
};

std::int64_t rows_of(std::int64_t bytes, const PackedWeight& weight) {
  const std::int64_t row_bytes = weight.columns() * static_cast<std::int64_t>(sizeof(float));
  return std::max(kFewestRows, bytes / row_bytes / kFewestRows * kFewestRows);
}

/// Every thread expands blocks of its own and multiplies them alone: threads wait for each other once a
/// layer.
void multiply_in_own_blocks(const Product& product) {
  const std::int64_t outputs = product.out.size(1);
  const std::int64_t threads = at::get_num_threads();
  const std::int64_t most = rows_of(kOwnBytes, product.weight);
  // As many blocks for each thread.
  const std::int64_t rounds = (outputs + most * threads - 1) / (most * threads);
  const std::int64_t each = std::max(kFewestRows, (outputs + rounds * threads - 1) / (rounds * threads));
  const std::int64_t blocks = (outputs + each - 1) / each;
  parallel_for(0, blocks, 1, [&](std::int64_t first, std::int64_t last) {
    const c10::InferenceMode mode;  // threads do not take it over
    const at::Tensor values = at::empty({each, product.weight.columns()}, at::kFloat);
    for (std::int64_t block = first; block < last; ++block) {
      const std::int64_t begin = block * each;
      const std::int64_t end = std::min(outputs, begin + each);
      product.weight.expand(begin, end, values.mutable_data_ptr<float>());
      const at::Tensor expanded = values.narrow(0, 0, end - begin).to(product.x.scalar_type()).t();
      at::Tensor target = product.target(begin, end);
      if (product.bias.defined()) {
        at::addmm_out(target, product.bias_of(begin, end), product.x, expanded);
      } else {
        at::mm_out(target, product.x, expanded);
      }
    }
  });
}

/// Rows begin … end to the front of `values`, by all threads.
void expand_together(const PackedWeight& weight, std::int64_t begin, std::int64_t end,
                     const at::Tensor& values) {
  auto* numbers = values.mutable_data_ptr<float>();
  parallel_for(0, end - begin, kFewestRows, [&](std::int64_t first, std::int64_t last) {
    weight.expand(begin + first, begin + last, numbers + first * weight.columns());
  });
}

/// All threads expand a block together and multiply it together.
void multiply_in_shared_blocks(const Product& product, bool convolved) {
  const c10::InferenceMode mode;
  const std::int64_t outputs = product.out.size(1);
  const std::int64_t each = std::min(outputs, rows_of(kSharedBytes, product.weight));
  const at::Tensor values = at::empty({each, product.weight.columns()}, at::kFloat);
  for (std::int64_t begin = 0; begin < outputs; begin += each) {
    const std::int64_t end = std::min(outputs, begin + each);
    expand_together(product.weight, begin, end, values);
    const at::Tensor expanded = values.narrow(0, 0, end - begin).to(product.x.scalar_type());
    const at::Tensor bias = product.bias_of(begin, end);
    product.target(begin, end)
        .copy_(convolved ? convolution_product(product.x, expanded, bias)
                         : at::linear(product.x, expanded, bias));
  }
}

void multiply(const Product& product, PackedWay way) {
  if (way == PackedWay::OwnBlocks) return multiply_in_own_blocks(product);
  multiply_in_shared_blocks(product, way == PackedWay::ConvolvedBlocks);
}

PackedWay fastest_way(const Product& product) {
  constexpr std::array kWays{PackedWay::OwnBlocks, PackedWay::SharedBlocks, PackedWay::ConvolvedBlocks};
  const std::int64_t rows = product.x.size(0);
  if (rows < kManyRows) return PackedWay::OwnBlocks;
  const std::int64_t outputs = std::min(product.out.size(1), kMeasuredOutputs);
  const at::Tensor x = product.x.narrow(0, 0, measured_rows(rows, 2 * product.weight.columns() * outputs));
  const at::Tensor out = at::empty({x.size(0), outputs}, x.options());
  const at::Tensor no_bias;
  const Product sample{x, product.weight, no_bias, out};
  const std::array<ComputePath, 3> paths{ComputePath{"own", [&] { multiply(sample, kWays[0]); }},
                                         ComputePath{"shared", [&] { multiply(sample, kWays[1]); }},
                                         ComputePath{"convolution", [&] { multiply(sample, kWays[2]); }}};
  const std::span<const ComputePath> possible(paths.data(), at::hasMKLDNN() ? 3 : 2);
  return kWays[choose_path("packed " + product_name(x, rows, product.weight.rows()), possible)];
}

}  // namespace

at::Tensor packed_product(const at::Tensor& x, const PackedWeight& weight, const at::Tensor& bias,
                          PackedWay way) {
  V4E_ASSERT(x.size(-1) == weight.columns() && !(at::GradMode::is_enabled() && x.requires_grad()));
  if (!x.is_cpu()) return at::linear(x, expanded_there(weight, x.scalar_type()), bias);
  auto shape = x.sizes().vec();
  shape.back() = weight.rows();
  const at::Tensor rows = x.reshape({-1, weight.columns()}).contiguous();
  const at::Tensor out = at::empty({rows.size(0), weight.rows()}, x.options());
  const Product product{rows, weight, bias, out};
  multiply(product, way == PackedWay::Measured ? fastest_way(product) : way);
  return out.view(shape);
}

at::Tensor packed_product_back(const at::Tensor& dy, const PackedWeight& weight) {
  V4E_ASSERT(dy.size(-1) == weight.rows() && !(at::GradMode::is_enabled() && dy.requires_grad()));
  const at::NoGradGuard no_grad;
  if (!dy.is_cpu()) return dy.matmul(expanded_there(weight, dy.scalar_type()));
  auto shape = dy.sizes().vec();
  shape.back() = weight.columns();
  const at::Tensor rows = dy.reshape({-1, weight.rows()});
  at::Tensor sum = at::zeros({rows.size(0), weight.columns()}, at::kFloat);
  const std::int64_t each = std::min(weight.rows(), rows_of(kSharedBytes, weight));
  const at::Tensor values = at::empty({each, weight.columns()}, at::kFloat);
  for (std::int64_t begin = 0; begin < weight.rows(); begin += each) {
    const std::int64_t end = std::min(weight.rows(), begin + each);
    expand_together(weight, begin, end, values);
    const at::Tensor expanded = values.narrow(0, 0, end - begin);
    const at::Tensor part = rows.narrow(1, begin, end - begin);
    if (rows.scalar_type() == at::kFloat) {
      sum.addmm_(part, expanded);
    } else {
      sum.add_(at::mm(part, expanded.to(rows.scalar_type())));  // summed in fp32 all the same
    }
  }
  return sum.to(dy.scalar_type()).view(shape);
}

std::shared_ptr<const PackedWeight> tensor_rows(const at::Tensor& matrix) {
  return std::make_shared<TensorRows>(matrix);
}

at::Tensor packed_product(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  return packed_product(x, TensorRows(weight), bias);
}

}  // namespace v4e
