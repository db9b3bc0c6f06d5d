// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedulers/scheduler.h"

#include <map>
#include <regex>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/schedulers/flow_euler.h"
#include "core/schedulers/flow_unipc.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

using test::close;
using test::golden_path;

nlohmann::json golden_config(const std::string& kind) {
  return read_json_file(golden_path("schedulers/scheduler_config_" + kind + ".json"));
}

/// The fake model of the goldens.
at::Tensor fake_velocity(const at::Tensor& x, const at::Tensor& timestep) {
  return 0.3 * x + at::sin(timestep.to(at::kFloat));
}

void expect_like_golden(const SafetensorsFile& golden, const std::string& tag) {
  std::smatch parts;
  ASSERT_TRUE(
      std::regex_match(tag, parts, std::regex(R"((unipc|unipc_order3|euler)\.shift(\d+)\.steps(\d+))")))
      << tag;
  auto config = golden_config(parts[1] == "euler" ? "euler" : "unipc");
  if (parts[1] == "unipc_order3") config["solver_order"] = 3;
  const auto scheduler = make_scheduler(config, "config");
  scheduler->set_timesteps(std::stoi(parts[3]), std::stod(parts[2]));

  const at::Tensor sigmas = at::tensor(scheduler->sigmas());
  EXPECT_LE((sigmas - golden.read(tag + ".sigmas")).abs().max().item<double>(), 1e-6) << tag;
  const at::Tensor expected_timesteps = golden.read(tag + ".timesteps");
  EXPECT_EQ(scheduler->timesteps().scalar_type(), expected_timesteps.scalar_type());
  EXPECT_TRUE(
      close(scheduler->timesteps(), expected_timesteps, expected_timesteps.is_floating_point() ? 1e-6 : 0))
      << tag;

  const at::Tensor trajectory = golden.read(tag + ".trajectory");
  at::Tensor x = golden.read("x_init");
  for (std::int64_t i = 0; i < scheduler->num_inference_steps(); ++i) {
    const at::Tensor velocity = fake_velocity(x, scheduler->timesteps()[i]);
    x = scheduler->step(velocity, i, x);
    ASSERT_TRUE(close(x, trajectory[i], 1e-5)) << tag << " step " << i;
  }
}

TEST(Scheduler, FollowsEveryReferenceTrajectory) {
  const SafetensorsFile golden(golden_path("schedulers/schedulers.safetensors"));
  int cases = 0;
  for (const std::string& name : golden.names()) {
    if (!name.ends_with(".trajectory")) continue;
    expect_like_golden(golden, name.substr(0, name.rfind('.')));
    ++cases;
  }
  EXPECT_GE(cases, 29);
}

TEST(FlowEuler, DistilledGridIsShiftedOnceAndEndsAtZero) {
  FlowEuler scheduler({.shift = 5, .grid = FlowEulerConfig::Grid::Distilled});
  scheduler.set_timesteps(4);
  const std::vector<float> expected = {1, 0.9375F, 0.8333333F, 0.625F, 0};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(scheduler.sigmas()[i], expected[i], 1e-6);
}

TEST(FlowEuler, OneExactStepReachesTheData) {
  FlowEuler scheduler({.shift = 3, .grid = FlowEulerConfig::Grid::Distilled});
  scheduler.set_timesteps(1);
  const at::Tensor noise = at::randn({1, 2, 3});
  const at::Tensor data = at::randn({1, 2, 3});
  EXPECT_TRUE(close(scheduler.predicted_x0(noise - data, 0, noise), data, 1e-6));
  EXPECT_TRUE(close(scheduler.step(noise - data, 0, noise), data, 1e-6));
}

/// With an exact constant-velocity model, frames are independent: cutting them early or late is the same.
TEST(FlowUniPc, CutHistoryContinuesAsIfTheFramesHadNeverBeen) {
  const at::Tensor kept = at::tensor({0, 3}, at::kLong);
  const at::Tensor start = at::randn({1, 2, 4, 3, 3});
  const auto run = [&](bool cut_late) {
    FlowUniPc scheduler({.shift = 5});
    scheduler.set_timesteps(6);
    at::Tensor x = cut_late ? start : start.index_select(2, kept);
    for (std::int64_t i = 0; i < 6; ++i) {
      if (cut_late && i == 3) {
        x = x.index_select(2, kept);
        scheduler.keep_latent_frames(kept);
      }
      x = scheduler.step(fake_velocity(x, scheduler.timesteps()[i]), i, x);
    }
    return x;
  };
  EXPECT_TRUE(close(run(true), run(false), 1e-6));
}

TEST(FlowUniPc, RunsAgainAfterSetTimesteps) {
  FlowUniPc scheduler({.shift = 3});
  const at::Tensor start = at::randn({1, 2, 1, 3, 3});
  const auto run = [&] {
    scheduler.set_timesteps(5);
    at::Tensor x = start;
    for (std::int64_t i = 0; i < 5; ++i) x = scheduler.step(fake_velocity(x, scheduler.timesteps()[i]), i, x);
    return x;
  };
  const at::Tensor first = run();
  EXPECT_TRUE(at::equal(first, run()));
}

TEST(FlowUniPc, StartsInTheMiddle) {
  FlowUniPc scheduler({.shift = 3});
  scheduler.set_timesteps(4);
  const at::Tensor x = at::randn({1, 2, 1, 3, 3});
  EXPECT_TRUE(at::isfinite(scheduler.step(x * 0.5, 2, x)).all().item<bool>());
  EXPECT_THROW((void)scheduler.step(x, 2, x), Error);
}

TEST(Scheduler, RefusesWhatItCannotDo) {
  FlowUniPc scheduler({.shift = 3});
  EXPECT_THROW(scheduler.set_timesteps(0), Error);
  EXPECT_THROW(scheduler.set_timesteps(4, -1), Error);
  EXPECT_THROW(FlowUniPc({.solver_order = 4}), Error);
  for (const auto& [key, value] : std::map<std::string, nlohmann::json>{{"_class_name", "DDIMScheduler"},
                                                                        {"use_flow_sigmas", false},
                                                                        {"prediction_type", "epsilon"},
                                                                        {"solver_type", "midpoint"},
                                                                        {"solver_order", "two"},
                                                                        {"flow_shift", -3},
                                                                        {"use_karras_sigmas", true}}) {
    auto config = golden_config("unipc");
    config[key] = value;
    EXPECT_THROW((void)make_scheduler(config, "test"), Error) << key;
  }
}

}  // namespace
}  // namespace v4e
