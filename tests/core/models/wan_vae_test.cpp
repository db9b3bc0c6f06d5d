// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/wan_vae.h"

#include <ATen/CPUGeneratorImpl.h>

#include <map>

#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/load_state.h"
#include "core/models/wan_vae/keys.h"
#include "core/models/wan_vae/layers.h"
#include "core/models/wan_vae/tiling.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

using test::close;
using test::golden_path;

constexpr double kTolerance = 2e-5;

WanVae golden_vae() {
  const auto folder = golden_path("vae/diffusers");
  WanVae vae(WanVaeConfig::from_json(read_json_file(folder / "config.json"), "config.json"));
  load_state(*vae, *open_checkpoint(folder));
  return vae;
}

/// With the Wan2.2 VAE's levels, in the layout that `weights` have.
WanVae golden_vae22(const std::string& weights = "vae22/diffusers") {
  const auto json = read_json_file(golden_path("vae22/diffusers/config.json"));
  WanVae vae(WanVaeConfig::from_json(json, "config.json"));
  LoadOptions options;
  options.dtype = at::kFloat;
  load_state(*vae, *open_checkpoint(golden_path(weights), wan_vae_family()), options);
  return vae;
}

WanVaeConfig nano_config() {
  WanVaeConfig config;
  config.base_dim = 8;
  config.z_dim = 6;
  config.dim_mult = {1, 1, 2, 2};
  config.num_res_blocks = 1;
  config.latents_mean = {0, 0, 0, 0, 0, 0};
  config.latents_std = {1, 1, 1, 1, 1, 1};
  config.linear_shortcut = true;
  config.linear_encoder = true;
  return config;
}

WanVae random_vae(const WanVaeConfig& config) {
  WanVae vae(config);
  initialize_parameters(*vae, 7);
  return vae;
}

at::Tensor random_tensor(at::IntArrayRef shape, std::uint64_t seed) {
  return at::randn(shape, at::make_generator<at::CPUGeneratorImpl>(seed));
}

TEST(WanVae, EncodesLikeReference) {
  const c10::InferenceMode mode;
  WanVae vae = golden_vae();
  const SafetensorsFile golden(golden_path("vae/encode.safetensors"));
  for (const std::string frames : {"enc1", "enc5", "enc9"}) {
    const at::Tensor video = golden.read(frames + ".in.video");
    EXPECT_TRUE(close(vae->encode(video), golden.read(frames + ".out.mean"), kTolerance)) << frames;
    EXPECT_TRUE(close(vae->encode_moments(video), golden.read(frames + ".out.moments"), kTolerance))
        << frames;
  }
}

TEST(WanVae, DecodesLikeReference) {
  const c10::InferenceMode mode;
  WanVae vae = golden_vae();
  const SafetensorsFile golden(golden_path("vae/decode.safetensors"));
  for (const std::string frames : {"dec1", "dec2", "dec3"}) {
    const at::Tensor video = vae->decode(golden.read(frames + ".in.latent"));
    EXPECT_TRUE(close(video, golden.read(frames + ".out.video"), kTolerance)) << frames;
  }
  EXPECT_TRUE(close(vae->normalize(golden.read("norm.in.latent")), golden.read("norm.out.latent"), 1e-6));
  EXPECT_TRUE(close(vae->denormalize(golden.read("norm.out.latent")), golden.read("norm.in.latent"), 1e-6));
}

TEST(WanVae, EveryModuleOfEveryChunkMatchesReference) {
  const c10::InferenceMode mode;
  WanVae vae = golden_vae();
  const SafetensorsFile golden(golden_path("vae/intermediates.safetensors"));
  std::map<std::string, at::Tensor> taps;
  VaeOptions options;
  options.tap = [&](const std::string& name, const at::Tensor& value) { taps[name] = value; };
  EXPECT_TRUE(close(vae->encode(golden.read("in.video"), options), golden.read("out.mean"), kTolerance));
  EXPECT_TRUE(close(vae->decode(golden.read("in.latent"), options), golden.read("out.video"), kTolerance));
  int compared = 0;
  for (const std::string& name : golden.names()) {
    if (!name.starts_with("chunk")) continue;
    ASSERT_TRUE(taps.contains(name)) << name;
    EXPECT_TRUE(close(taps[name], golden.read(name), kTolerance)) << name;
    ++compared;
  }
  EXPECT_GE(compared, 40);
}

TEST(WanVae, TilesLikeReference) {
  const c10::InferenceMode mode;
  WanVae vae = golden_vae();
  const SafetensorsFile golden(golden_path("vae/tiled.safetensors"));
  const auto json = parse_json(golden.metadata().at("tiling"), "tiling");
  const TilingConfig tiling{.tile_height = json["tile_sample_min_height"],
                            .tile_width = json["tile_sample_min_width"],
                            .stride_height = json["tile_sample_stride_height"],
                            .stride_width = json["tile_sample_stride_width"]};
  EXPECT_TRUE(close(encode_tiled(*vae, golden.read("enc.in.video"), tiling), golden.read("enc.out.mean"),
                    kTolerance));
  EXPECT_TRUE(close(decode_tiled(*vae, golden.read("dec.in.latent"), tiling), golden.read("dec.out.video"),
                    kTolerance));
}

TEST(WanVae, RecordedRunEqualsInference) {
  WanVae vae = golden_vae();
  const SafetensorsFile golden(golden_path("vae/decode.safetensors"));
  const at::Tensor video = vae->decode(golden.read("dec3.in.latent"));
  EXPECT_TRUE(video.requires_grad());
  EXPECT_TRUE(close(video.detach(), golden.read("dec3.out.video"), kTolerance));
}

TEST(WanVae, BatchEqualsSingleClips) {
  const c10::InferenceMode mode;
  WanVae vae = golden_vae();
  const at::Tensor video = random_tensor({2, 3, 9, 24, 16}, 1);
  const at::Tensor latents = vae->encode(video);
  const at::Tensor decoded = vae->decode(latents);
  for (std::int64_t clip = 0; clip < 2; ++clip) {
    EXPECT_TRUE(close(vae->encode(video.narrow(0, clip, 1)), latents.narrow(0, clip, 1), 1e-5));
    EXPECT_TRUE(close(vae->decode(latents.narrow(0, clip, 1)), decoded.narrow(0, clip, 1), 1e-5));
  }
}

TEST(WanVae, GradientsReachEveryWeightAndAreRight) {
  WanVaeConfig config = nano_config();
  config.linear_encoder = false;
  config.linear_shortcut = false;
  WanVae vae = random_vae(config);
  vae->to(at::kDouble);
  const at::Tensor video = random_tensor({1, 3, 5, 16, 8}, 2).to(at::kDouble);
  VaeOptions options;
  options.clamp = false;
  const auto loss = [&] { return vae->decode(vae->encode(video), options).square().mean(); };
  // The norm computes in fp32 by definition, so that finite differences are good to about 1e-3.
  loss().backward();
  for (const auto& item : vae->named_parameters()) {
    ASSERT_TRUE(item.value().grad().defined()) << item.key();
  }
  const at::NoGradGuard no_grad;
  for (const std::string name :
       {"decoder.up_blocks.1.resnets.0.conv1.weight", "encoder.down_blocks.3.time_conv.weight",
        "decoder.up_blocks.0.upsamplers.0.time_conv.weight"}) {
    at::Tensor weight = vae->named_parameters()[name];
    const at::Tensor direction = random_tensor(weight.sizes(), 3).to(at::kDouble);
    const double expected = (weight.grad() * direction).sum().item<double>();
    constexpr double kStep = 1e-3;
    weight.add_(direction, kStep);
    const double above = loss().item<double>();
    weight.add_(direction, -2 * kStep);
    const double below = loss().item<double>();
    weight.add_(direction, kStep);
    EXPECT_NEAR((above - below) / (2 * kStep), expected, 0.02 * std::abs(expected) + 1e-6) << name;
  }
}

TEST(WanVae, LinearEncoderSeesAStillPhotoAsAStillClip) {
  const c10::InferenceMode mode;
  WanVae vae = random_vae(nano_config());
  const at::Tensor photo = random_tensor({1, 3, 1, 32, 24}, 4);
  const at::Tensor one = vae->encode(photo);
  const at::Tensor five = vae->encode(photo.expand({1, 3, 5, 32, 24}));
  ASSERT_EQ(five.size(2), 2);
  EXPECT_TRUE(close(five.narrow(2, 0, 1), one, 1e-6));
  EXPECT_TRUE(close(five.narrow(2, 1, 1), one, 1e-6));
  EXPECT_FALSE(vae->named_parameters().contains("quant_conv.weight"));
  EXPECT_EQ(vae->named_parameters()["encoder.shortcut.weight"].sizes(), at::IntArrayRef({6, 5 * 3 * 64}));
}

TEST(WanVae, LinearMapsKeepTheOrderFrameChannelRowColumn) {
  const c10::InferenceMode mode;
  WanVae vae = random_vae(nano_config());
  auto parameters = vae->named_parameters();
  const auto at_index = [](std::int64_t frame, std::int64_t channel, std::int64_t y, std::int64_t x) {
    return ((frame * 3 + channel) * 8 + y) * 8 + x;
  };
  // Latent 2 of chunk 1 := pixel (frame 3 of the chunk = window 3, channel 1, row 5, column 6).
  parameters["encoder.shortcut.weight"].zero_();
  parameters["encoder.shortcut.bias"].zero_();
  parameters["encoder.shortcut.weight"][2][at_index(3, 1, 5, 6)] = 1;
  const at::Tensor video = random_tensor({1, 3, 5, 16, 16}, 5);
  const at::Tensor latents = vae->encode(video);
  EXPECT_FLOAT_EQ(latents[0][2][1][1][0].item<float>(), video[0][1][3][8 + 5][6].item<float>());
  EXPECT_FLOAT_EQ(latents[0][2][0][1][0].item<float>(), video[0][1][0][8 + 5][6].item<float>());

  // Frame 2 of a chunk, channel 0, row 7, column 1 := the frame before of latent channel 4. The convolutions'
  // last layer starts as zero.
  parameters["decoder.shortcut.weight"].zero_();
  parameters["decoder.shortcut.bias"].zero_();
  parameters["decoder.shortcut.weight"][at_index(2, 0, 7, 1)][4] = 1;
  VaeOptions options;
  options.clamp = false;
  const at::Tensor input = random_tensor({1, 6, 2, 2, 2}, 6);
  const at::Tensor decoded = vae->decode(input, options);
  EXPECT_FLOAT_EQ(decoded[0][0][3][8 + 7][1].item<float>(), input[0][4][0][1][0].item<float>());
  EXPECT_FLOAT_EQ(decoded.narrow(2, 0, 1).abs().max().item<float>(), 0);
}

TEST(WanVae22, EncodesAndDecodesLikeReference) {
  const c10::InferenceMode mode;
  WanVae vae = golden_vae22();
  const SafetensorsFile encode(golden_path("vae22/encode.safetensors"));
  for (const std::string frames : {"enc1", "enc5", "enc9"}) {
    const at::Tensor video = encode.read(frames + ".in.video");
    EXPECT_TRUE(close(vae->encode(video), encode.read(frames + ".out.mean"), kTolerance)) << frames;
    EXPECT_TRUE(close(vae->encode_moments(video), encode.read(frames + ".out.moments"), kTolerance))
        << frames;
  }
  const SafetensorsFile decode(golden_path("vae22/decode.safetensors"));
  for (const std::string frames : {"dec1", "dec2", "dec3"})
    EXPECT_TRUE(close(vae->decode(decode.read(frames + ".in.latent")), decode.read(frames + ".out.video"),
                      kTolerance))
        << frames;
  EXPECT_TRUE(close(vae->normalize(decode.read("norm.in.latent")), decode.read("norm.out.latent"), 1e-6));
}

TEST(WanVae22, TilesLikeReference) {
  const c10::InferenceMode mode;
  WanVae vae = golden_vae22();
  const SafetensorsFile golden(golden_path("vae22/tiled.safetensors"));
  const TilingConfig tiling{.tile_height = 64, .tile_width = 64, .stride_height = 32, .stride_width = 48};
  EXPECT_TRUE(close(encode_tiled(*vae, golden.read("enc.in.video"), tiling), golden.read("enc.out.mean"),
                    kTolerance));
  EXPECT_TRUE(close(decode_tiled(*vae, golden.read("dec.in.latent"), tiling), golden.read("dec.out.video"),
                    kTolerance));
}

TEST(WanVae22, OriginalNamesGiveTheReferencesResult) {
  const c10::InferenceMode mode;
  WanVae vae = golden_vae22("vae22/original/wan2.2_vae_bf16.safetensors");
  const SafetensorsFile expected(golden_path("vae22/original/expected_bf16.safetensors"));
  const SafetensorsFile decode(golden_path("vae22/decode.safetensors"));
  for (const std::string& name : expected.names()) {
    if (!name.starts_with("dec2.out.video")) continue;
    EXPECT_TRUE(close(vae->decode(decode.read("dec2.in.latent")), expected.read(name), kTolerance));
  }
}

TEST(WanVae22, TrainsAsItRuns) {
  WanVae vae = golden_vae22();
  const SafetensorsFile decode(golden_path("vae22/decode.safetensors"));
  VaeOptions options;
  options.clamp = false;
  const at::Tensor recorded = vae->decode(decode.read("dec2.in.latent"), options);
  recorded.square().mean().backward();
  EXPECT_GT(vae->named_parameters()["decoder.conv_in.weight"].grad().abs().max().item<float>(), 0);
  const c10::InferenceMode mode;
  EXPECT_TRUE(close(recorded.detach(), vae->decode(decode.read("dec2.in.latent"), options), kTolerance));
}

/// The published VAE, on the meta device: weights without memory.
TEST(WanVae22, HasThePublishedNumberOfWeights) {
  WanVaeConfig config;
  config.base_dim = 160;
  config.decoder_base_dim = 256;
  config.z_dim = 48;
  config.in_channels = config.out_channels = 12;
  config.patch_size = 2;
  config.is_residual = true;
  config.latents_mean = std::vector<double>(48, 0);
  config.latents_std = std::vector<double>(48, 1);
  const WanVae vae(config);
  std::int64_t all = 0;
  std::int64_t encoder = 0;
  for (const auto& item : vae->named_parameters()) {
    all += item.value().numel();
    const bool encodes = item.key().starts_with("encoder.") || item.key().starts_with("quant_conv.");
    if (encodes) encoder += item.value().numel();
  }
  EXPECT_EQ(all, 704'688'668);
  EXPECT_EQ(encoder, 149'627'776 + 96 * 96 + 96);
}

TEST(WanVae, FoldedPatchesGiveTheSameSizes) {
  const c10::InferenceMode mode;
  WanVaeConfig config = nano_config();
  config.patch_size = 2;
  config.in_channels = config.out_channels = 12;
  config.dim_mult = {1, 2, 2};
  config.temperal_downsample = {true, true};
  WanVae vae = random_vae(config);
  const at::Tensor latents = vae->encode(random_tensor({1, 3, 5, 16, 24}, 7));
  EXPECT_EQ(latents.sizes(), at::IntArrayRef({1, 6, 2, 2, 3}));
  EXPECT_EQ(vae->decode(latents).sizes(), at::IntArrayRef({1, 3, 5, 16, 24}));
}

TEST(WanVae, StopsInsideAChunkAndRunsAgain) {
  const c10::InferenceMode mode;
  WanVae vae = golden_vae();
  const at::Tensor latents = random_tensor({1, 16, 3, 4, 6}, 8);
  const at::Tensor expected = vae->decode(latents);
  std::stop_source stop;
  VaeOptions options;
  options.context.stop = stop.get_token();
  options.tap = [&](const std::string& name, const at::Tensor&) {
    if (name == "chunk1.decoder.mid_block") stop.request_stop();
    EXPECT_NE(name, "chunk1.decoder") << "ran on after the stop";
  };
  EXPECT_THROW((void)vae->decode(latents, options), Cancelled);
  EXPECT_TRUE(at::equal(vae->decode(latents), expected));
}

TEST(WanVae, RefusesWrongInput) {
  const c10::InferenceMode mode;
  WanVae vae = golden_vae();
  EXPECT_THROW((void)vae->encode(at::zeros({1, 3, 1, 12, 16})), Error);
  EXPECT_THROW((void)vae->encode(at::zeros({1, 4, 1, 16, 16})), Error);
  EXPECT_THROW((void)vae->decode(at::zeros({1, 3, 1, 4, 4})), Error);
  const TilingConfig tiling{.tile_height = 32, .tile_width = 32, .stride_height = 48, .stride_width = 32};
  EXPECT_THROW((void)decode_tiled(*vae, at::zeros({1, 16, 1, 8, 8}), tiling), Error);
}

TEST(WinogradKernel, EqualsTheDirectSum) {
  const c10::InferenceMode mode;
  const at::Tensor weight = random_tensor({48, 32, 3, 3, 3}, 9) * 0.05;
  const at::Tensor bias = random_tensor({48}, 10);
  const WinogradKernel kernel(weight);
  for (const auto& size : {std::pair{16, 16}, std::pair{13, 7}, std::pair{1, 3}}) {
    std::vector<at::Tensor> frames;
    at::Tensor expected = bias.view({1, 48, 1, 1});
    for (std::int64_t tap = 0; tap < 3; ++tap) {
      frames.push_back(random_tensor({2, 32, size.first, size.second}, 11 + static_cast<std::uint64_t>(tap)));
      expected = expected + at::conv2d(frames.back(), weight.select(2, tap), {}, 1, 1);
    }
    EXPECT_TRUE(close(kernel.convolve(frames, bias), expected, 1e-5));
    // Frames before the first are zero.
    const at::Tensor alone = at::conv2d(frames[2], weight.select(2, 2), bias, 1, 1);
    EXPECT_TRUE(close(kernel.convolve({{}, {}, frames[2]}, bias), alone, 1e-5));
  }
  const at::Tensor flat = weight.select(2, 0);
  const at::Tensor small = random_tensor({1, 32, 5, 6}, 14);
  const at::Tensor enlarged = at::conv2d(at::upsample_nearest2d(small, {10, 12}), flat, bias, 1, 1);
  EXPECT_TRUE(close(WinogradKernel(flat.unsqueeze(2)).convolve({small}, bias, true), enlarged, 1e-5));
}

/// Wide enough for Winograd's way in inference; the recorded run takes the direct one.
TEST(WanVae, FastPathsEqualTheRecordedRun) {
  WanVaeConfig config = nano_config();
  config.base_dim = 32;
  config.linear_encoder = false;
  config.linear_shortcut = false;
  WanVae vae = random_vae(config);
  const at::Tensor video = random_tensor({1, 3, 5, 64, 80}, 15);
  const at::Tensor latents = vae->encode(video).detach();
  VaeOptions options;
  options.clamp = false;
  const at::Tensor decoded = vae->decode(latents, options).detach();
  const c10::InferenceMode mode;
  EXPECT_TRUE(close(vae->encode(video), latents, 2e-5));
  EXPECT_TRUE(close(vae->decode(latents, options), decoded, 2e-5));
}

TEST(WanVae, TheFusedNormIsTheNormAndSilu) {
  const at::NoGradGuard no_grad;
  for (const std::int64_t channels : {5, 16, 96}) {
    ChannelRmsNorm norm(channels, 3);
    norm->gamma.set_data(random_tensor({channels, 1, 1}, 17));
    at::Tensor frames = random_tensor({2, channels, 7, 9}, 18).contiguous(at::MemoryFormat::ChannelsLast);
    frames[0].select(1, 2).zero_();
    const at::Tensor expected = at::silu(norm->forward(frames));
    EXPECT_TRUE(close(norm->forward_silu(frames), expected, 1e-5)) << channels;
    const at::Tensor narrow = norm->forward_silu(frames.to(at::kBFloat16));
    EXPECT_EQ(narrow.scalar_type(), at::kBFloat16);
    EXPECT_TRUE(close(narrow.to(at::kFloat), expected, 1.0 / 64)) << channels;
  }
}

TEST(WanVae, ALinearDecoderIsTheShortcutAlone) {
  WanVaeConfig config = nano_config();
  WanVae both = random_vae(config);  // whose convolutions begin as nothing
  config.linear_decoder = true;
  WanVae linear(config);
  for (auto& item : linear->named_parameters())
    item.value().set_data(both->named_parameters()[item.key()].detach());
  EXPECT_EQ(linear->parameters().size(), 4u);
  const at::Tensor latents = random_tensor({2, 6, 3, 2, 3}, 16);
  EXPECT_TRUE(at::equal(linear->decode(latents), both->decode(latents)));
}

TEST(WanVaeConfig, RoundTripsAndRefusesNonsense) {
  WanVaeConfig config = nano_config();
  config.linear_decoder = true;
  const auto json = config.to_json();
  EXPECT_EQ(WanVaeConfig::from_json(json, "test").to_json(), json);
  for (const auto& [key, value] : std::map<std::string, nlohmann::json>{{"base_dim", 0},
                                                                        {"z_dim", 7},
                                                                        {"dim_mult", "1"},
                                                                        {"dim_mult", {1, -2, 3, 4}},
                                                                        {"temperal_downsample", {true}},
                                                                        {"latents_std", {0, 0, 0, 0, 0, 0}},
                                                                        {"is_residual", true},
                                                                        {"linear_shortcut", false},
                                                                        {"in_channels", 4}}) {
    auto broken = json;
    broken[key] = value;
    EXPECT_THROW((void)WanVaeConfig::from_json(broken, "test"), Error) << key;
  }
}

}  // namespace
}  // namespace v4e
