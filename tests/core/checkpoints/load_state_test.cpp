// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/load_state.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include <fstream>

#include "core/base/error.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/nn/linear.h"
#include "core/nn/norm.h"
#include "tests/core/checkpoints/temporary_folder.h"

namespace v4e {
namespace {

using test::TemporaryFolder;
using Tensors = std::vector<std::pair<std::string, at::Tensor>>;

struct PairImpl : torch::nn::Module {
  explicit PairImpl(std::int64_t width = 4) {
    first = register_module("first", Linear(LinearConfig{width, width}));
    norm = register_module("norm", LayerNorm(NormConfig{width}));
  }
  Linear first{nullptr};
  LayerNorm norm{nullptr};
};
TORCH_MODULE(Pair);

Tensors good_tensors(std::int64_t width = 4) {
  return {{"first.weight", at::randn({width, width})},
          {"first.bias", at::randn({width})},
          {"norm.weight", at::ones({width})},
          {"norm.bias", at::zeros({width})}};
}

std::string mismatch(torch::nn::Module& module, const Tensors& tensors, const LoadOptions& options = {},
                     ErrorCode code = ErrorCode::CheckpointMismatch) {
  try {
    load_state(module, MemoryStateDict(tensors), options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "loaded";
  return {};
}

TEST(LoadState, PutsEveryTensorInPlace) {
  Pair pair;
  const Tensors tensors = good_tensors();
  const LoadReport report = load_state(*pair, MemoryStateDict(tensors));
  EXPECT_EQ(report.loaded.size(), 4U);
  EXPECT_TRUE(report.missing.empty() && report.unexpected.empty() && report.converted.empty());
  for (const auto& [name, tensor] : tensors)
    EXPECT_TRUE(at::equal(pair->named_parameters()[name], tensor)) << name;
  EXPECT_TRUE(pair->first->weight.requires_grad());
}

struct TableImpl : torch::nn::Module {
  TableImpl() { table = register_parameter("table", placeholder({1, 6, 4})); }
  at::Tensor table;
};
TORCH_MODULE(Table);

/// GGUF files that ggml itself has written lack them: of stable-diffusion.cpp, llama-quantize.
TEST(LoadState, SidesOfOneInFrontMayBeMissing) {
  const at::Tensor stored = at::randn({6, 4});
  Table model;
  load_state(*model, MemoryStateDict(Tensors{{"table", stored}}));
  EXPECT_TRUE(at::equal(model->table, stored.unsqueeze(0)));
  load_state(*model, MemoryStateDict(Tensors{{"table", stored.view({1, 1, 6, 4})}}));
  EXPECT_EQ(model->table.sizes(), at::IntArrayRef({1, 6, 4}));
  for (const at::Tensor& wrong :
       {at::randn({4, 6}), at::randn({6, 1, 4}), at::randn({2, 6, 4}), at::randn({24})})
    mismatch(*model, Tensors{{"table", wrong}});
}

TEST(LoadState, OneErrorListsAllMismatchesAndChangesNothing) {
  Pair pair;
  Tensors tensors = good_tensors();
  tensors[0].second = at::randn({4, 6});          // shape
  tensors[1].second = at::zeros({4}, at::kLong);  // dtype
  tensors[2].first = "norm.gain";                 // missing and unexpected
  const std::string message = mismatch(*pair, tensors);
  for (const char* line :
       {"(4 mismatches)", "first.weight: expected [4, 4] f32, file has [4, 6] f32 (memory)",
        "first.bias: expected [4] f32, file has [4] i64 (memory)",
        "norm.weight: expected [4], file has no such tensor",
        "norm.gain: not part of the model, file has [4] f32 (memory)"}) {
    EXPECT_NE(message.find(line), message.npos) << line << "\nin\n" << message;
  }
  for (const auto& item : pair->named_parameters()) EXPECT_TRUE(is_placeholder(item.value())) << item.key();
}

TEST(LoadState, LenientLoadingReportsInstead) {
  Pair pair;
  Tensors tensors = good_tensors();
  tensors[2].first = "norm.gain";
  LoadOptions options;
  options.strict = false;
  const LoadReport report = load_state(*pair, MemoryStateDict(tensors), options);
  EXPECT_EQ(report.missing, std::vector<std::string>{"norm.weight"});
  EXPECT_EQ(report.unexpected, std::vector<std::string>{"norm.gain"});
  EXPECT_EQ(report.loaded.size(), 3U);
}

TEST(LoadState, DtypeIsConvertedWhereAskedAndReported) {
  Pair pair;
  LoadOptions options;
  options.dtype = at::kBFloat16;
  options.keep_fp32 = {"norm.*"};
  const LoadReport report = load_state(*pair, MemoryStateDict(good_tensors()), options);
  EXPECT_EQ(pair->first->weight.scalar_type(), at::kBFloat16);
  EXPECT_EQ(pair->norm->weight.scalar_type(), at::kFloat);
  EXPECT_EQ(report.converted, (std::vector<std::string>{"first.weight", "first.bias"}));
}

TEST(LoadState, EightBitWeightsNeedADtype) {
  Pair pair;
  Tensors tensors = good_tensors();
  tensors[0].second = tensors[0].second.to(at::kFloat8_e4m3fn);
  EXPECT_NE(mismatch(*pair, tensors).find("f8_e4m3"), std::string::npos);
  LoadOptions options;
  options.dtype = at::kFloat;
  load_state(*pair, MemoryStateDict(tensors), options);
  EXPECT_TRUE(at::equal(pair->first->weight, tensors[0].second.to(at::kFloat)));
}

TEST(LoadState, NanAndInfiniteWeightsAreNamedOnRequest) {
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    Pair pair;
    Tensors tensors = good_tensors();
    tensors[1].second[2] = bad;
    LoadOptions options;
    options.check_finite = true;
    EXPECT_NE(mismatch(*pair, tensors, options, ErrorCode::FileMalformed).find("first.bias"),
              std::string::npos);
    options.check_finite = false;
    EXPECT_NO_THROW(load_state(*pair, MemoryStateDict(tensors), options));
  }
}

TEST(LoadState, StopsAtEveryTensorAndLoadsAgainAfterwards) {
  const Tensors tensors = good_tensors();
  for (int stop_at = 0; stop_at <= 4; ++stop_at) {
    Pair pair;
    std::stop_source source;
    int ticks = 0;
    const RunContext context{source.get_token(), [&](const Progress& progress) {
                               EXPECT_EQ(progress.stage, Stage::Load);
                               EXPECT_EQ(progress.total, 4);
                               EXPECT_EQ(progress.step, ticks);
                               if (ticks++ == stop_at) source.request_stop();
                             }};
    if (stop_at < 4) {
      EXPECT_THROW(load_state(*pair, MemoryStateDict(tensors), {}, context), Cancelled);
    } else {
      EXPECT_NO_THROW(load_state(*pair, MemoryStateDict(tensors), {}, context));
    }
    EXPECT_EQ(load_state(*pair, MemoryStateDict(tensors)).loaded.size(), 4U);
  }
}

TEST(LoadState, SaveThenLoadIsTheIdentity) {
  const TemporaryFolder folder;
  Pair first(600);
  initialize_parameters(*first, 4);
  save_safetensors(folder / "a.safetensors", state_of(*first));
  Pair second(600);
  load_state(*second, SafetensorsFile(folder / "a.safetensors"));
  for (const auto& item : first->named_parameters()) {
    EXPECT_TRUE(at::equal(item.value(), second->named_parameters()[item.key()])) << item.key();
  }
}

/// Resident memory that belongs to this process alone, in bytes: what private writes and allocations cost.
std::int64_t anonymous_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssAnon:")) return std::stoll(line.substr(8)) * 1024;
  }
  return 0;
}

TEST(LoadState, WeightsThatFitStayViewsOfTheFile) {
  const TemporaryFolder folder;
  constexpr std::int64_t kWidth = 4096;  // 64 MiB
  save_safetensors(folder / "a.safetensors", good_tensors(kWidth));
  const std::int64_t before = anonymous_bytes();
  ASSERT_GT(before, 0);
  Pair pair(kWidth);
  load_state(*pair, SafetensorsFile(folder / "a.safetensors"));
  EXPECT_GT(pair->first->weight.abs().sum().item<float>(), 0.0F);  // reads every page
  EXPECT_LT(anonymous_bytes() - before, 8 << 20);
}

TEST(LoadState, PeakWhileConvertingIsTheWeightsAndOneTensor) {
  struct StackImpl : torch::nn::Module {
    StackImpl() {
      for (int i = 0; i < 16; ++i) {
        register_module("l" + std::to_string(i), Linear(LinearConfig{1024, 1024, /*bias=*/false}));
      }
    }
  };
  const TemporaryFolder folder;
  {
    Tensors tensors;
    for (int i = 0; i < 16; ++i)
      tensors.emplace_back("l" + std::to_string(i) + ".weight", at::randn({1024, 1024}));
    save_safetensors(folder / "a.safetensors", tensors);  // 64 MiB in fp32
  }
  const SafetensorsFile file(folder / "a.safetensors");
  StackImpl stack;
  std::int64_t peak = 0;
  const std::int64_t before = anonymous_bytes();
  const RunContext context{{}, [&](const Progress&) { peak = std::max(peak, anonymous_bytes() - before); }};
  LoadOptions options;
  options.dtype = at::kBFloat16;
  load_state(stack, file, options, context);
  EXPECT_LE(peak, static_cast<std::int64_t>(1.1 * (32 << 20)) + (4 << 20));  // 32 MiB of weights
}

}  // namespace
}  // namespace v4e
