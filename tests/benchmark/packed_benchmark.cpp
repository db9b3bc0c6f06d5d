// SPDX-License-Identifier: GPL-3.0-or-later
// Times layers whose weights stay packed against the same layers in fp32:
//   packed_benchmark [THREADS [FORMAT [IN OUT TOKENS]]]
// FORMAT is bf16, fp8, q8_0, q4_0 or all. Without sizes: the layers of Wan2.1's 1.3B and 14B transformer.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "core/checkpoints/formats/ggml_pack.h"
#include "core/checkpoints/packed_weights.h"
#include "core/nn/packed_product.h"
#include "core/nn/product.h"

namespace v4e {
namespace {

struct Layer {
  std::int64_t in = 0;
  std::int64_t out = 0;
};

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The least times of several ways that take turns, so that a busy moment of the machine meets all of them.
std::vector<double> least_times(const std::vector<std::function<void()>>& ways) {
  constexpr int kRounds = 4;
  std::vector<double> best(ways.size(), 1e9);
  for (int round = 0; round <= kRounds; ++round) {
    for (std::size_t i = 0; i < ways.size(); ++i) {
      const double seconds = seconds_of(ways[i]);
      if (round > 0) best[i] = std::min(best[i], seconds);  // the first one prepares
    }
  }
  return best;
}

PackedPointer packed_as(const std::string& format, const at::Tensor& matrix) {
  if (format == "bf16") return pack_narrow({matrix.to(at::kBFloat16), {}});
  if (format == "fp8") {
    const at::Tensor scale = matrix.abs().amax(1) / 448;
    return pack_narrow({(matrix / scale.unsqueeze(1)).to(at::kFloat8_e4m3fn), scale});
  }
  const bool eight = format == "q8_0";
  const GgmlType& type = *ggml_type(eight ? 8 : 2);
  const std::int64_t bytes = matrix.numel() / type.block_values * type.block_bytes;
  const std::shared_ptr<std::uint8_t[]> blocks(new std::uint8_t[static_cast<std::size_t>(bytes)]);
  (eight ? pack_q8_0 : pack_q4_0)(matrix.const_data_ptr<float>(), matrix.numel(), blocks.get());
  return pack_blocks(type, matrix.size(0), matrix.size(1), {blocks, blocks.get()});
}

void measure(const std::string& format, const Layer& layer, std::int64_t tokens) {
  const at::Tensor matrix = at::randn({layer.out, layer.in}).mul_(0.02);
  const at::Tensor bias = at::randn({layer.out});
  const at::Tensor x = at::randn({1, tokens, layer.in});
  const PackedPointer packed = packed_as(format, matrix);
  at::Tensor expanded = at::empty_like(matrix);
  packed->expand(0, layer.out, expanded.mutable_data_ptr<float>());
  const auto whole = [&] {
    const at::Tensor all = at::empty({layer.out, layer.in});
    packed->expand(0, layer.out, all.mutable_data_ptr<float>());
    (void)linear_product(x, all, bias);
  };
  const auto blocks = [&](PackedWay way) {
    return [&, way] { (void)packed_product(x, *packed, bias, way); };
  };
  const std::vector<double> times = least_times(
      {[&] { (void)linear_product(x, expanded, bias); }, whole, blocks(PackedWay::OwnBlocks),
       blocks(PackedWay::SharedBlocks), blocks(PackedWay::ConvolvedBlocks), blocks(PackedWay::Measured)});
  const at::Tensor expected = linear_product(x, expanded, bias);
  const double error = (packed_product(x, *packed, bias) - expected).abs().max().item<double>() /
                       expected.abs().max().item<double>();
  std::printf(
      "| %s | %lld | %lld to %lld | %.1f | %.2f | %.2f | %.2f | %.2f | **%.2f** | %.1f | %.1f | %.1e |\n",
      format.c_str(), static_cast<long long>(tokens), static_cast<long long>(layer.in),
      static_cast<long long>(layer.out), times[0] * 1e3, times[1] / times[0], times[2] / times[0],
      times[3] / times[0], times[4] / times[0], times[5] / times[0],
      static_cast<double>(expanded.nbytes()) / (1 << 20),
      static_cast<double>(packed->stored_bytes()) / (1 << 20), error);
  std::fflush(stdout);
}

/// What LibTorch has for packed weights on the CPU, at the same shapes.
void measure_libtorch(const Layer& layer, std::int64_t tokens) {
  constexpr std::int64_t kGroup = 32;
  const at::Tensor x = at::randn({tokens, layer.in});
  const at::Tensor matrix = at::randn({layer.out, layer.in});
  const at::Tensor eight = at::randint(-127, 127, {layer.out, layer.in}, at::kChar);
  const at::Tensor scale = at::rand({layer.out});
  const at::Tensor four =
      at::_convert_weight_to_int4pack_for_cpu(at::randint(0, 15, {layer.out, layer.in}, at::kInt), 2);
  const at::Tensor scale_and_zero = at::rand({layer.in / kGroup, layer.out, 2});
  const std::vector<double> times = least_times(
      {[&] { (void)linear_product(x, matrix, {}); }, [&] { (void)at::_weight_int8pack_mm(x, eight, scale); },
       [&] { (void)at::_weight_int4pack_mm_for_cpu(x, four, kGroup, scale_and_zero); }});
  std::printf("| %lld | %lld to %lld | %.1f | %.1f | %.1f |\n", static_cast<long long>(tokens),
              static_cast<long long>(layer.in), static_cast<long long>(layer.out), times[0] * 1e3,
              times[1] / times[0], times[2] / times[0]);
  std::fflush(stdout);
}

int run(const std::vector<std::string>& arguments) {
  if (!arguments.empty()) at::set_num_threads(std::stoi(arguments[0]));
  const std::string format = arguments.size() > 1 ? arguments[1] : "all";
  std::vector<Layer> layers{{1536, 1536}, {1536, 8960}, {5120, 5120}, {5120, 13824}};
  std::vector<std::int64_t> tokens{400, 1600, 6000};
  if (arguments.size() > 4) {
    layers = {{std::stol(arguments[2]), std::stol(arguments[3])}};
    tokens = {std::stol(arguments[4])};
  }
  const c10::InferenceMode mode;
  std::puts("fp32; times over the plain layer's\n");
  std::puts(
      "| format | tokens | layer | plain ms | whole expanded | own blocks | shared blocks | convolved | "
      "chosen | "
      "plain MiB | packed MiB | difference |\n|---|---|---|---|---|---|---|---|---|---|---|---|");
  for (const std::string each : {"bf16", "fp8", "q8_0", "q4_0"}) {
    for (const Layer& layer : layers) {
      for (const std::int64_t count : tokens) {
        if (format == "all" || format == each) measure(each, layer, count);
      }
    }
  }
  std::puts("\nLibTorch's weight-only products, fp32\n");
  std::puts("| tokens | layer | plain ms | int8 | int4 |\n|---|---|---|---|---|");
  const Layer smallest = layers.front();
  for (const std::int64_t count : {std::int64_t{1}, std::int64_t{16}, tokens.front()})
    measure_libtorch(smallest, count);
  return 0;
}

}  // namespace
}  // namespace v4e

int main(int argc, char** argv) {
  try {
    return v4e::run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "packed_benchmark: %s\n", error.what());
    return 1;
  }
}
