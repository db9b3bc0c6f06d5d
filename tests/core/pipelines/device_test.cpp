// SPDX-License-Identifier: GPL-3.0-or-later
// Whole runs on a device that is no CPU: what is made on the CPU and not moved throws there.
#include <ATen/ATen.h>

#include <functional>
#include <string>
#include <vector>

#include "core/models/umt5/umt5_encoder.h"
#include "core/nn/attention.h"
#include "core/nn/device_packed.h"
#include "core/pipelines/shifted_pass.h"
#include "core/pipelines/video_pipeline.h"
#include "tests/core/fake_device.h"
#include "tests/core/golden.h"
#include "tests/core/pipelines/tiny_model.h"

namespace v4e {
namespace {

using test::close;
using test::fake_device;
using test::fake_operations;
using test::small_request;
using test::tiny_model;

TEST(FakeDevice, ComputesAndRefusesToMix) {
  const at::Tensor numbers = at::arange(6, at::kFloat).view({2, 3});
  const at::Tensor there = numbers.to(fake_device());
  EXPECT_FALSE(there.is_cpu());
  const std::size_t before = fake_operations();
  at::Tensor sum = there + there.t().contiguous().view({2, 3}) * 2;
  sum.select(0, 1).fill_(5);
  EXPECT_GT(fake_operations(), before);
  const at::Tensor expected = numbers + numbers.t().contiguous().view({2, 3}) * 2;
  EXPECT_TRUE(at::equal(sum.cpu()[0], expected[0]));
  EXPECT_EQ(sum.cpu()[1].eq(5).sum().item<std::int64_t>(), 3) << "views write through";
  EXPECT_EQ(there.sum().item<float>(), 15.0F);
  EXPECT_THROW(there + numbers, c10::Error);
  EXPECT_THROW(there.index_select(0, at::tensor({1L})), c10::Error);
  EXPECT_THROW(at::cat({there, numbers}), c10::Error);
  EXPECT_NO_THROW(there + at::scalar_tensor(1.0)) << "a single number may come from anywhere";
}

struct Case {
  std::string name;
  bool first_latent = false;
  std::function<void(VideoRequest&, ComponentOptions&)> change;
};

at::Tensor right_half() {
  at::Tensor region = at::zeros({1, 1, 32, 64});
  region.slice(3, 32).fill_(1);
  return region;
}

const std::vector<Case>& runs() {
  static const std::vector<Case> all{
      {"plain", false, [](VideoRequest&, ComponentOptions&) {}},
      {"guided, bf16", false,
       [](VideoRequest& request, ComponentOptions& options) {
         request.guidance_scale = 3;
         options.dtype = at::kBFloat16;
       }},
      {"blocks read step by step", false,
       [](VideoRequest&, ComponentOptions& options) { options.stream_blocks = true; }},
      {"encoders on the CPU", false,
       [](VideoRequest&, ComponentOptions& options) {
         options.encoders_on_cpu = true;
         options.keep_encoders = false;
       }},
      {"first latent", true, [](VideoRequest&, ComponentOptions&) {}},
      {"region", false, [](VideoRequest& request, ComponentOptions&) { request.region = right_half(); }},
      {"region, first latent", true,
       [](VideoRequest& request, ComponentOptions&) {
         request.region = right_half();
         request.fill_region = true;
       }},
      {"from a start", false,
       [](VideoRequest& request, ComponentOptions&) {
         request.start = at::zeros({1, 3, request.num_frames, 32, 64});
         request.start_sigma = 0.7;
       }},
      {"held end", false,
       [](VideoRequest& request, ComponentOptions&) {
         request.last_image = request.image.flip(1);
         request.num_frames = 9;
       }},
      {"reasoning", false,
       [](VideoRequest& request, ComponentOptions&) {
         request.num_frames = 13;
         request.reasoning_steps = 1;
       }},
      {"tiles", false,
       [](VideoRequest& request, ComponentOptions&) {
         request.vae_tiling =
             TilingConfig{.tile_height = 16, .tile_width = 16, .stride_height = 8, .stride_width = 8};
       }},
      {"another sampler and shift", false, [](VideoRequest& request, ComponentOptions&) {
         request.sampler = Sampler::Euler;
         request.shift = 3;
       }}};
  return all;
}

TEST(Device, EveryKindOfRunGivesThePicturesOfTheCpu) {
  for (const Case& run : runs()) {
    SCOPED_TRACE(run.name);
    VideoRequest request = small_request();
    ComponentOptions options;
    run.change(request, options);
    int steps = 0;
    request.on_step = [&steps](const StepReport&) {
      ++steps;
      return StepDecision::Continue;
    };
    const ComponentPaths paths = tiny_model(run.first_latent, "unipc");
    Components on_cpu(paths, options);
    const at::Tensor expected = VideoPipeline(on_cpu).run(request).video;
    options.device = fake_device();
    Components there(paths, options);
    const std::size_t before = fake_operations();
    try {
      const VideoResult result = VideoPipeline(there).run(request);
      EXPECT_TRUE(result.video.is_cpu());
      EXPECT_TRUE(close(result.video, expected, options.dtype == at::kFloat ? 1e-3 : 5e-2));
    } catch (const std::exception& error) {
      ADD_FAILURE() << error.what();
    }
    EXPECT_GT(fake_operations(), before + 100);
    EXPECT_GE(steps, 2) << "both ran";
  }
}

/// Behind the first step the processor only gives work: what it waits for once is waited for however many
/// steps there are.
TEST(Device, NoStepMakesTheProcessorWait) {
  for (const Case& run : runs()) {
    SCOPED_TRACE(run.name);
    const auto waits_of = [&run](std::int64_t steps) {
      VideoRequest request = small_request();
      ComponentOptions options;
      run.change(request, options);
      request.num_inference_steps = steps;
      options.device = fake_device();
      Components there(tiny_model(run.first_latent, "unipc"), options);
      const std::size_t before = test::fake_waits();
      static_cast<void>(VideoPipeline(there).run(request));
      return test::fake_waits() - before;
    };
    const std::size_t few = waits_of(8);
    EXPECT_GT(few, 0U) << "the pictures at least are waited for";
    EXPECT_EQ(waits_of(12), few);
  }
}

TEST(Device, AttentionTriesFusedKernelsInAnOrderOfItsOwn) {
  const at::Tensor x = at::ones({1, 1, 4, 8}).to(fake_device());
  static_cast<void>(attention(x, x, x));
  const auto order = at::globalContext().sDPPriorityOrder();
  const std::vector<int> first{static_cast<int>(order[0]), static_cast<int>(order[1]),
                               static_cast<int>(order[2]), static_cast<int>(order[3])};
  EXPECT_EQ(first, (std::vector<int>{3, 1, 2, 0})) << "cuDNN, FlashAttention, memory-efficient, plain";
}

/// Where a run has many steps of a small model, they are recorded and replayed.
TEST(Device, ManyStepsAreReplayed) {
  for (const double guidance : {1.0, 3.0}) {
    VideoRequest request = small_request();
    request.num_inference_steps = 9;
    request.guidance_scale = guidance;
    ComponentOptions options;
    Components on_cpu(tiny_model(false, "unipc"), options);
    const at::Tensor expected = VideoPipeline(on_cpu).run(request).video;
    options.device = fake_device();
    Components there(tiny_model(false, "unipc"), options);
    const std::size_t before = test::fake_replays();
    EXPECT_TRUE(close(VideoPipeline(there).run(request).video, expected, 1e-3));
    EXPECT_EQ(test::fake_replays() - before, guidance > 1 ? 2U * 8U : 8U);
  }
}

ComponentPaths q8_model() {
  ComponentPaths paths = tiny_model(false, "unipc");
  paths.transformer = test::golden_path("gguf/wan_i2v_Q8_0.gguf");
  paths.transformer_config = test::golden_path("dit_i2v/diffusers/config.json");
  return paths;
}

template <typename Packed>
int packed_layers(Components& parts) {
  int layers = 0;
  for (const auto& module : parts.transformer()->modules(/*include_self=*/false)) {
    const auto* layer = dynamic_cast<const TakesPackedWeight*>(module.get());
    layers += layer != nullptr && dynamic_cast<const Packed*>(layer->packed()) != nullptr ? 1 : 0;
  }
  return layers;
}

/// A file of Q8_0: multiplied out at once; some rows at a time; on another device, kept there or brought
/// there in each step.
TEST(Device, PackedWeightsGiveThePicturesOfExpandedOnes) {
  const ComponentPaths paths = q8_model();
  const VideoRequest request = small_request();
  ComponentOptions options;
  Components plain(paths, options);
  const at::Tensor expected = VideoPipeline(plain).run(request).video;
  options.keep_packed_from = 1;
  Components packed(paths, options);
  EXPECT_TRUE(close(VideoPipeline(packed).run(request).video, expected, 1e-4));
  EXPECT_GE(packed_layers<PackedWeight>(packed), 2 * 12) << "of the blocks' linear layers all are packed";
  EXPECT_EQ(packed_layers<DevicePacked>(packed), 0);
  options.device = fake_device();
  for (const bool stream : {false, true}) {
    options.stream_blocks = stream;
    Components there(paths, options);
    EXPECT_TRUE(close(VideoPipeline(there).run(request).video, expected, 1e-3)) << stream;
    EXPECT_GE(packed_layers<DevicePacked>(there), 2 * 12) << stream;
    EXPECT_EQ(there.damaged_weight(), "");
  }
}

/// Nor do weights that are expanded there.
TEST(Device, PackedWeightsMakeNoStepWait) {
  for (const bool stream : {false, true}) {
    const auto waits_of = [stream](std::int64_t steps) {
      VideoRequest request = small_request();
      request.num_inference_steps = steps;
      ComponentOptions options;
      options.keep_packed_from = 1;
      options.device = fake_device();
      options.stream_blocks = stream;
      Components there(q8_model(), options);
      const std::size_t before = test::fake_waits();
      static_cast<void>(VideoPipeline(there).run(request));
      return test::fake_waits() - before;
    };
    EXPECT_EQ(waits_of(12), waits_of(8)) << stream;
  }
}

}  // namespace
}  // namespace v4e
