// SPDX-License-Identifier: GPL-3.0-or-later
// Ways that are made to have one fault each fall to the test for it, and to no other.
#include "core/dataset/rollout_filters.h"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/dataset/rollout_report.h"
#include "core/image/mat_view.h"

namespace v4e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kFrames = 17;
constexpr int kWidth = 256;
constexpr int kHeight = 192;

/// Soft blotches, so that motion can be seen, moved by some pixels.
cv::Mat scene(double shift = 0) {
  cv::Mat picture(kHeight, kWidth, CV_32FC3);
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const double u = x + shift;
      const double wave = std::sin(u / 7) * std::cos(y / 9.0) + 0.6 * std::sin(u / 3 + y / 5.0);
      picture.at<cv::Vec3f>(y, x) =
          cv::Vec3f(0.45F + 0.15F * static_cast<float>(wave), 0.5F + 0.12F * static_cast<float>(wave),
                    0.4F + 0.18F * static_cast<float>(wave));
    }
  }
  return picture;
}

/// The whole picture turned to evening.
cv::Mat evening(const cv::Mat& picture) {
  cv::Mat result;
  cv::multiply(picture, cv::Scalar(0.75, 0.45, 0.3), result);
  return result;
}

RolloutFrames way(const cv::Mat& source, const cv::Mat& target, const std::function<cv::Mat(double)>& at) {
  RolloutFrames made;
  made.source = copy_from_mat(source);
  made.target = copy_from_mat(target);
  for (int k = 0; k < kFrames; ++k) made.frames.push_back(copy_from_mat(at(k / (kFrames - 1.0))));
  return made;
}

/// A way from the scene to its evening on which progress is `of` time.
RolloutFrames evening_way(const std::function<double(double)>& of) {
  const cv::Mat source = scene();
  const cv::Mat target = evening(source);
  return way(source, target, [&](double time) { return cv::Mat(source + (target - source) * of(time)); });
}

RolloutVerdict verdict_of(const RolloutFrames& rollout) {
  return judge_rollout(measure_rollout(rollout));
}

double curved(double time) {
  return time * time;
}

TEST(RolloutFilters, ASteadyWayPasses) {
  const auto verdict = verdict_of(evening_way(curved));
  EXPECT_THAT(verdict.failed, IsEmpty());
  EXPECT_FALSE(verdict.is_fade);
}

TEST(RolloutFilters, ACrossFadeIsKeptAndFlagged) {
  const auto verdict = verdict_of(evening_way([](double time) { return time; }));
  EXPECT_THAT(verdict.failed, IsEmpty());
  EXPECT_TRUE(verdict.is_fade);
}

TEST(RolloutFilters, ACutIsAJump) {
  EXPECT_THAT(
      verdict_of(evening_way([](double time) { return time < 0.5 ? 0.2 * time : 0.9 + 0.1 * time; })).failed,
      ElementsAre("jump"));
}

TEST(RolloutFilters, AFrozenClipStartsLate) {
  // It stands, and then goes in three steps.
  EXPECT_THAT(
      verdict_of(evening_way([](double time) { return time < 0.75 ? 0.001 * time : 4 * time - 3; })).failed,
      ElementsAre("late start"));
}

TEST(RolloutFilters, ThereAndBackAgainIsNotMonotone) {
  const auto there_back_there = [](double time) { return 0.5 - 0.5 * std::cos(3 * CV_PI * time); };
  EXPECT_THAT(verdict_of(evening_way(there_back_there)).failed, ElementsAre("monotone"));
}

TEST(RolloutFilters, SomethingElseOnTheWayOvershoots) {
  const cv::Mat source = scene();
  const cv::Mat target = evening(source);
  const auto rollout = way(source, target, [&](double time) {
    cv::Mat frame = source + (target - source) * time;
    // A white flash on one frame.
    if (std::abs(time - 0.5) < 0.01) frame = cv::Mat(source.size(), source.type(), cv::Scalar(1, 1, 1));
    return frame;
  });
  EXPECT_THAT(verdict_of(rollout).failed, testing::Contains("overshoot"));
  EXPECT_THAT(verdict_of(rollout).failed, testing::Not(testing::Contains("monotone")));
}

TEST(RolloutFilters, AnEndThatIsAnotherPictureIsNotTheEdit) {
  auto rollout = evening_way(curved);
  rollout.frames.back() = copy_from_mat(cv::Mat(scene() * 0.9));
  EXPECT_THAT(verdict_of(rollout).failed, ElementsAre("endpoint"));
}

TEST(RolloutFilters, APanMovesTheCamera) {
  const cv::Mat source = scene();
  const cv::Mat target = evening(source);
  const auto rollout = way(source, target, [&](double time) {
    const cv::Mat moved = scene(2.5 * std::sin(3.14159 * time) * (kFrames - 1) / 3.0);
    return cv::Mat(moved + (evening(moved) - moved) * curved(time));
  });
  EXPECT_THAT(verdict_of(rollout).failed, testing::Contains("camera"));
}

TEST(RolloutFilters, WhatChangesOutsideOfTheMaskIsNoticed) {
  const cv::Mat source = scene();
  cv::Mat mask = cv::Mat::zeros(kHeight, kWidth, CV_8U);
  cv::rectangle(mask, cv::Rect(30, 30, 90, 90), 255, cv::FILLED);
  cv::Mat target = source.clone();
  evening(source).copyTo(target, mask);
  const auto local = [&](double beside) {
    auto rollout = way(source, target, [&](double time) {
      cv::Mat frame = source + (target - source) * curved(time);
      // For a while all beside the edit is darker.
      const cv::Mat darker = frame * (1 - beside * std::sin(3.14159 * time));
      darker.copyTo(frame, 255 - mask);
      return frame;
    });
    rollout.mask = copy_from_mat(mask);
    return verdict_of(rollout).failed;
  };
  EXPECT_THAT(local(0), IsEmpty());
  EXPECT_THAT(local(0.3), ElementsAre("outside"));
}

TEST(RolloutFilters, AnEditThatIsThePhotoTeachesNothing) {
  const cv::Mat source = scene();
  EXPECT_THAT(verdict_of(way(source, source, [&](double) { return source; })).failed,
              ElementsAre("identical"));
}

TEST(RolloutFilters, FramesOfAnotherSizeAreRefused) {
  auto rollout = evening_way(curved);
  rollout.frames[3] = copy_from_mat(cv::Mat(64, 64, CV_32FC3, cv::Scalar(0, 0, 0)));
  EXPECT_THROW(static_cast<void>(measure_rollout(rollout)), Error);
  rollout.frames.resize(1);
  EXPECT_THROW(static_cast<void>(measure_rollout(rollout)), Error);
}

TEST(RolloutReport, CountsByTestAndKind) {
  std::vector<nlohmann::json> rollouts;
  const auto add = [&](const char* kind, double jump, std::vector<std::string> failed, bool fade) {
    rollouts.push_back(
        {{"kind", kind}, {"failed", std::move(failed)}, {"fade", fade}, {"scores", {{"jump", jump}}}});
  };
  add("night", 0.1, {}, true);
  add("night", 0.2, {}, false);
  add("snow", 0.9, {"jump"}, false);
  const auto report = report_rollouts(rollouts);
  EXPECT_EQ(report.ways, 3u);
  EXPECT_EQ(report.passed, 2u);
  EXPECT_EQ(report.fades, 1u);
  const auto& jump = report.tests[2];
  EXPECT_EQ(jump.name, "jump");
  EXPECT_EQ(jump.measured, 3u);
  EXPECT_EQ(jump.passed, 2u);
  EXPECT_EQ(jump.median, 0.2);
  EXPECT_THAT(jump.histogram, ElementsAre(1, 1, 0, 0, 0, 0, 0, 0, 0, 1));
  EXPECT_EQ(report.tests[0].measured, 0u) << "not measured";
  ASSERT_EQ(report.kinds.size(), 2u);
  EXPECT_EQ(report.kinds[1].passed, 0u);
  const auto lines = report_lines(report, {});
  EXPECT_THAT(lines, testing::Contains(HasSubstr("jump: 2 of 3 pass")));
  EXPECT_THAT(lines, testing::Contains("snow: 0 of 1 pass"));
  EXPECT_THROW(static_cast<void>(report_rollouts({{{"kind", 3}}})), Error);
}

}  // namespace
}  // namespace v4e
