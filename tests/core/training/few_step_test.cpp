// SPDX-License-Identifier: GPL-3.0-or-later
// A student of few steps that imitates a guided model of many.
#include "core/training/steps/few_step_run.h"

#include <gmock/gmock.h>
#include <torch/torch.h>

#include <cmath>

#include "core/base/error.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/library/lora_report.h"
#include "core/pipelines/lora_few_steps.h"
#include "core/pipelines/lora_texts.h"
#include "core/pipelines/noise.h"
#include "core/training/pairs/model_identity.h"
#include "core/training/steps/few_step_loss.h"
#include "core/training/steps/few_step_student.h"
#include "core/training/steps/joined_lora.h"
#include "core/training/steps/trajectories.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/pipelines/tiny_model.h"

namespace v4e::training {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kZ = 16;

PairBatch targets(std::int64_t pairs) {
  PairBatch batch;
  batch.target = draw_noise({pairs, kZ, 2, 4, 8}, 60);
  return batch;
}

TEST(FewStepLoss, IsZeroOnTheChordAndOneForOneTooMuch) {
  const auto batch = targets(2);
  const FewStep step{.state = draw_noise(batch.target.sizes(), 61),
                     .goal = draw_noise(batch.target.sizes(), 62),
                     .sigma = 0.8,
                     .next_sigma = 0.5};
  EXPECT_TRUE(torch::allclose(step.state - 0.3 * step.chord(), step.goal, 1e-5, 1e-5)) << "it leads there";
  EXPECT_NEAR(few_step_loss(step.chord(), step, batch, {}).item<double>(), 0, 1e-9);
  EXPECT_NEAR(few_step_loss(step.chord() + 1, step, batch, {}).item<double>(), 1, 1e-5);
}

TEST(FewStepLoss, BehindTheLastStepTheWantedEditCounts) {
  const auto batch = targets(2);
  const FewStep step{.state = draw_noise(batch.target.sizes(), 61),
                     .goal = batch.target + 2,
                     .sigma = 0.625,
                     .next_sigma = 0};
  // On the chord it ends 2 off the wanted edit everywhere, of which half counts.
  EXPECT_NEAR(few_step_loss(step.chord(), step, batch, {}).item<double>(), 0.5 * 4, 1e-4);
  EXPECT_NEAR(few_step_loss(step.chord(), step, batch, {.tail_weight = 0}).item<double>(), 0, 1e-8);
}

TEST(FewStepLoss, OutsideOfTheMaskThePhotoIsKept) {
  auto batch = targets(1);
  batch.mask = torch::zeros({1, 1, 4, 8});
  batch.mask.slice(3, 0, 4).fill_(1);
  FewStep step{
      .state = draw_noise(batch.target.sizes(), 61), .goal = batch.target, .sigma = 0.5, .next_sigma = 0.25};
  batch.still = (step.state - 0.5 * step.chord()).select(2, 1) + 3;
  // Half of the cells are outside, 3 off.
  EXPECT_NEAR(few_step_loss(step.chord(), step, batch, {}).item<double>(), 0.1 * 9 / 2, 1e-5);
  step.sigma = 0.95;
  EXPECT_NEAR(few_step_loss(step.chord(), step, batch, {}).item<double>(), 0, 1e-8) << "x0 is a guess there";
}

/// Latents of normal distribution with spread 0.5: the way of the true velocity from noise e is e g(s), g(s)²
/// = 0.25 (1 - s)² + s², so the best student of K steps multiplies by (g_k - g_(k+1)) / ((s_k - s_(k+1))
/// g_k).
TEST(FewStepLoss, ALinearStudentFindsTheChordsOfALinearWay) {
  const auto g = [](double s) { return std::sqrt(0.25 * (1 - s) * (1 - s) + s * s); };
  const std::vector<double> sigmas{1, 0.9375, 0.8333, 0.625, 0};
  const auto factors = torch::zeros({4}, torch::kDouble).requires_grad_();
  torch::optim::Adam optimizer(std::vector<at::Tensor>{factors}, torch::optim::AdamOptions(0.05));
  PairBatch batch;
  for (int step = 0; step < 400; ++step) {
    if (step == 300) static_cast<torch::optim::AdamOptions&>(optimizer.param_groups()[0].options()).lr(0.005);
    const auto noise = draw_noise({4, 2, 1, 2, 2}, static_cast<std::uint64_t>(step)).to(torch::kDouble);
    auto loss = torch::zeros({}, torch::kDouble);
    for (std::size_t k = 0; k < 4; ++k) {
      FewStep made{.state = noise * g(sigmas[k]),
                   .goal = noise * g(sigmas[k + 1]),
                   .sigma = sigmas[k],
                   .next_sigma = sigmas[k + 1]};
      batch.target = made.goal;  // behind the last step the wanted edit
      const auto velocity = factors[static_cast<std::int64_t>(k)] * made.state;
      loss = loss + few_step_loss(velocity, made, batch, {});
    }
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
  }
  for (std::size_t k = 0; k < 4; ++k) {
    const double chord = (g(sigmas[k]) - g(sigmas[k + 1])) / ((sigmas[k] - sigmas[k + 1]) * g(sigmas[k]));
    EXPECT_NEAR(factors[static_cast<std::int64_t>(k)].item<double>(), chord, 1e-3) << k;
  }
}

TEST(LoraFewSteps, AreReadAsTheyWereWritten) {
  const LoraFewSteps few{.steps = 2, .shift = 3.5, .sampler = Sampler::UniPc, .folded_guidance = 4};
  EXPECT_EQ(lora_few_steps({{kLoraFewSteps, to_metadata(few)}}, "x"), few);
  EXPECT_EQ(lora_few_steps({{"format", "pt"}}, "x"), std::nullopt);
  for (const char* bad : {"", "3", "{}", R"({"steps": 0, "shift": 5, "sampler": "euler"})",
                          R"({"steps": 4, "shift": -1, "sampler": "euler"})",
                          R"({"steps": "4", "shift": 5, "sampler": "euler"})"})
    EXPECT_THROW(static_cast<void>(lora_few_steps({{kLoraFewSteps, bad}}, "x")), Error) << bad;
}

/// The tiny image-to-video model and a set of random pairs for it.
class FewStepTest : public testing::Test {
 protected:
  FewStepTest() {
    EncodedSetWriter writer(folder_ / "set", {{"encoders", encoder_identity(student_.paths)}});
    EncodedShard shard;
    const auto& config = components_.transformer_config();
    for (std::uint64_t i = 0; i < 6; ++i) {
      EncodedShard::Item item;
      item.entry = {.id = "p" + std::to_string(i),
                    .split = i < 4   ? "train"
                             : i < 5 ? "val"
                                     : "test",
                    .texts = {"warm"},
                    .height = 4,
                    .width = 8,
                    .frames = 2};
      item.pair.condition = draw_noise({config.in_channels - kZ, 2, 4, 8}, 10 + i);
      item.pair.target = draw_noise({kZ, 2, 4, 8}, 20 + i);
      item.pair.image_embeds = draw_noise({5, *config.image_dim}, 30 + i);
      shard.items.push_back(item);
    }
    shard.texts["warm"] = draw_noise({7, config.text_dim}, 40);
    writer.write(0, "f", shard);
    writer.finish(1);
    options_.student_steps = 2;
    options_.teacher_steps = 8;
    options_.guidance_scale = 4;
    options_.negative_prompt = "blurred";
    options_.shift = 3;
    options_.trajectories = 20;
    options_.steps = 60;
    options_.batch_size = 4;
    options_.learning_rate = 4e-3;
    options_.tail_weight = 0;  // random targets have nothing to do with what a random model makes
    options_.lora.rank = 8;
    options_.look_seconds = 1e9;
  }
  FewStepReport run(const std::string& output, const RunContext& context = {}) {
    return distill_few_steps(options_, student_, {folder_ / "set", folder_ / output}, at::kCPU, context,
                             [](const std::string&) {});
  }
  [[nodiscard]] static std::map<std::string, at::Tensor> weights(const std::filesystem::path& file) {
    const SafetensorsFile read(file);
    std::map<std::string, at::Tensor> all;
    for (const auto& name : read.names()) all[name] = read.read(name).clone();
    return all;
  }

  test::TemporaryFolder folder_;
  Student student_{.paths = test::tiny_model(false, "euler"), .name = "tiny"};
  Components components_{student_.paths, {}};
  FewStepOptions options_;
};

/// Where every step of the teacher is a node, each chord is its guided velocity, computed by hand.
TEST_F(FewStepTest, TheWaysAreThoseOfTheGuidedModel) {
  const torch::NoGradGuard no_grad;
  options_.student_steps = 4;
  options_.teacher_steps = 4;
  VideoPipeline pipeline(components_);
  const auto& conditioning = pipeline.conditioning();
  const auto negative = text_states(pipeline, options_.negative_prompt);
  const EncodedSet set(folder_ / "set");
  const TrajectorySet ways(set, "train", 6, 3, folder_ / "ways");
  EXPECT_EQ(ways.pair(5), ways.pair(1)) << "pairs come again";
  EXPECT_FALSE(torch::equal(ways.noise(5), ways.noise(1))) << "with other noise";
  const auto text_len = components_.transformer_config().text_len;
  const auto batch = ways.batch({5}, text_len, conditioning, at::kCPU);
  TrajectoryMaker maker(components_, conditioning, options_, negative);
  const auto states = maker.make(batch, ways.noise(5), {});
  ASSERT_EQ(states.size(0), 5);
  EXPECT_TRUE(torch::equal(states.slice(0, 0, 1), ways.noise(5)));
  FewStepStudent student(components_, conditioning, 4, options_.shift, at::kFloat);
  EXPECT_NEAR(student.sigma(1), 3 * 0.75 / (1 + 2 * 0.75), 1e-6);
  auto unguided = batch;
  unguided.prompt_embeds = padded_text(negative, text_len).unsqueeze(0);
  for (std::int64_t k = 0; k < 4; ++k) {
    const FewStep step{.state = states.slice(0, k, k + 1),
                       .goal = states.slice(0, k + 1, k + 2),
                       .sigma = student.sigma(k),
                       .next_sigma = student.sigma(k + 1)};
    const auto away = student.velocity(unguided, step.state, k, {});
    const auto guided = away + 4.0 * (student.velocity(batch, step.state, k, {}) - away);
    EXPECT_TRUE(torch::allclose(step.chord(), guided, 1e-3, 1e-3)) << k;
  }
  // On disk they are the same to half precision, the noise exactly.
  ways.make(maker, text_len, conditioning, at::kCPU, {}, [](const std::string&) {});
  EXPECT_TRUE(torch::allclose(ways.states(5), states, 1e-3, 1e-3));
  EXPECT_TRUE(torch::equal(ways.states(5)[0], states[0]));
}

TEST_F(FewStepTest, AStudentOfTwoStepsComesNearerToTheGuidedEight) {
  const FewStepReport report = run("few");
  for (const auto& quality : {report.val, report.test}) {
    EXPECT_EQ(quality.edits, 1u);
    EXPECT_GT(quality.after, quality.before + 1) << quality.before;
  }
  // The file says how it is used, whatever its name is.
  const auto file = (folder_ / "few/lora.safetensors").string();
  const LoraReport found = check_lora(file, student_.paths);
  EXPECT_EQ(found.fit, LoraReport::Fit::Good) << found.detail;
  ASSERT_TRUE(found.few_steps);
  EXPECT_EQ(found.few_steps->steps, 2);
  EXPECT_EQ(found.few_steps->shift, 3);
  EXPECT_EQ(found.few_steps->sampler, Sampler::Euler);
  EXPECT_TRUE(found.texts.empty()) << "it was made of no edit that was taught";
  // Guidance a second time is refused, fewer steps of it are not.
  options_.begin_from = file;
  options_.student_steps = 1;
  options_.teacher_steps = 2;
  options_.steps = 3;
  EXPECT_THROW(static_cast<void>(run("again")), Error);
  options_.guidance_scale = 1;
  static_cast<void>(run("again"));
  const LoraReport both = check_lora((folder_ / "again/lora.safetensors").string(), student_.paths);
  EXPECT_TRUE(both.few_steps);
  EXPECT_EQ(both.texts, std::vector<std::string>{"warm"});
  // One file with both: twice the rank.
  const auto joined = weights(folder_ / "again/lora.safetensors");
  EXPECT_EQ(joined.at("transformer.blocks.0.attn1.to_q.lora_A.weight").size(0), 16);
}

TEST_F(FewStepTest, StoppedAnywhereItEndsAsIfItHadNotBeen) {
  options_.steps = 12;
  static_cast<void>(run("through"));
  for (const int ticks : {1, 7, 0}) {
    std::stop_source stop;
    int said = 0;
    // Among the trajectories, then in the training.
    const auto stop_late = [&](const Progress& progress) {
      if (progress.stage == Stage::Train && progress.step >= ticks) stop.request_stop();
    };
    const auto work = [&] {
      return distill_few_steps(options_, student_, {folder_ / "set", folder_ / "stopped"}, at::kCPU,
                               ticks > 0 ? RunContext{stop.get_token(), stop_late} : RunContext{},
                               [&](const std::string& line) {
                                 if (ticks == 1 && line.starts_with("trajectories") && ++said == 1)
                                   stop.request_stop();
                               });
    };
    if (ticks > 0) {
      EXPECT_THROW(static_cast<void>(work()), Cancelled) << ticks;
    } else {
      static_cast<void>(work());
    }
  }
  const auto through = weights(folder_ / "through/lora.safetensors");
  const auto stopped = weights(folder_ / "stopped/lora.safetensors");
  ASSERT_EQ(through.size(), stopped.size());
  for (const auto& [name, tensor] : through) EXPECT_TRUE(torch::equal(tensor, stopped.at(name))) << name;
}

/// What two LoRAs do one on the other, one file does.
TEST_F(FewStepTest, AJoinedLoraIsBoth) {
  const torch::NoGradGuard no_grad;
  const auto random = [](LoraSet& lora, std::uint64_t seed) {
    for (auto& parameter : lora.parameters()) parameter.copy_(0.1 * draw_noise(parameter.sizes(), seed++));
  };
  {
    LoraSet below(*components_.transformer(), {.rank = 3});
    random(below, 100);
    below.save(folder_ / "below.safetensors", {});
  }
  const auto call = [&](Components& components) {
    VideoPipeline pipeline(components);
    FewStepStudent student(components, pipeline.conditioning(), 2, 3, at::kFloat);
    const EncodedSet set(folder_ / "set");
    const TrajectorySet ways(set, "train", 1, 3, folder_ / "ways");
    const auto text_len = components.transformer_config().text_len;
    const auto batch = ways.batch({0}, text_len, pipeline.conditioning(), at::kCPU);
    return student.velocity(batch, ways.noise(0), 0, {});
  };
  const auto plain = call(components_);
  Components with_below(student_.paths, {.loras = {{folder_ / "below.safetensors", 1.0}}});
  LoraSet above(*with_below.transformer(), {.rank = 4});
  random(above, 200);
  above.attach();
  const auto both = call(with_below);
  save_joined_lora(folder_ / "joined.safetensors", above, folder_ / "below.safetensors", {});
  Components joined(student_.paths, {.loras = {{folder_ / "joined.safetensors", 1.0}}});
  EXPECT_TRUE(torch::allclose(call(joined), both, 1e-4, 1e-5));
  EXPECT_FALSE(torch::allclose(plain, both, 1e-2, 1e-2)) << "else this tests nothing";
  save_safetensors(folder_ / "other.safetensors", {{"lora_unet_x.lora_down.weight", torch::ones({2, 2})}});
  EXPECT_THROW(save_joined_lora(folder_ / "x.safetensors", above, folder_ / "other.safetensors", {}), Error);
}

}  // namespace
}  // namespace v4e::training
