// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_model.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <random>

#include "ui/timeline/frame_player.h"
#include "ui/timeline/timeline_analysis.h"
#include "ui/timeline/timeline_painting.h"

namespace v4e::ui {
namespace {

QList<QImage> greyFrames(const std::vector<int>& levels) {
  QList<QImage> frames;
  for (const int level : levels) {
    QImage frame(32, 20, QImage::Format_RGB32);
    frame.fill(qRgb(level, level, level));
    frames.append(frame);
  }
  return frames;
}

Image flat(std::uint8_t level) {
  Image image(24, 16, 3, SampleType::U8);
  std::fill_n(reinterpret_cast<std::uint8_t*>(image.mutable_data()), image.size_bytes(), level);
  return image;
}

TEST(BlendImages, MixesEveryPixel) {
  const auto frames = greyFrames({0, 200});
  EXPECT_EQ(blendImages(frames[0], frames[1], 0).pixel(3, 3), qRgb(0, 0, 0));
  EXPECT_EQ(blendImages(frames[0], frames[1], 0.5).pixel(31, 19), qRgb(100, 100, 100));
  EXPECT_EQ(blendImages(frames[0], frames[1], 0.25).pixel(0, 0), qRgb(50, 50, 50));
  EXPECT_EQ(blendImages(frames[0], frames[1], 1).pixel(3, 3), qRgb(200, 200, 200));
  EXPECT_EQ(blendImages(frames[0], QImage(), 0.5).pixel(3, 3), qRgb(0, 0, 0));
}

TEST(MeasuredChange, FollowsThePixelsAndNotTheIndex) {
  // Nearly all of the change happens between the second and the third frame.
  const std::vector<Image> frames{flat(100), flat(104), flat(176), flat(180), flat(180)};
  const auto change = measureChange(frames);
  EXPECT_DOUBLE_EQ(change[0], 0);
  EXPECT_NEAR(change[1], 0.05, 1e-6);
  EXPECT_NEAR(change[2], 0.95, 1e-6);
  EXPECT_DOUBLE_EQ(change[4], 1);
}

TEST(MeasuredChange, NeverFalls) {
  const std::vector<Image> frames{flat(0), flat(120), flat(60), flat(100)};
  const auto change = measureChange(frames);
  EXPECT_TRUE(std::is_sorted(change.begin(), change.end()));
  const auto still = measureChange({flat(9), flat(9), flat(9)});
  EXPECT_EQ(still, (std::vector<double>{0, 0.5, 1}));
  EXPECT_TRUE(measureChange({}).empty());
}

// Left half: the edit goes from 100 to 200. Right half: what the edit leaves alone, at `background`.
Image halves(int edited, int background) {
  Image image(24, 16, 3, SampleType::U8);
  auto* bytes = reinterpret_cast<std::uint8_t*>(image.mutable_data());
  for (std::size_t i = 0; i < image.size_bytes(); ++i)
    bytes[i] = static_cast<std::uint8_t>(i / 3 % 24 < 12 ? edited : background);
  return image;
}

Image leftHalfChanged() {
  Image mask(48, 32, 1, SampleType::U8);
  auto* bytes = reinterpret_cast<std::uint8_t*>(mask.mutable_data());
  for (std::size_t i = 0; i < mask.size_bytes(); ++i) bytes[i] = i % 48 < 25 ? 255 : 0;
  return mask;
}

std::optional<int> stopOf(StopKind kind, const std::vector<SuggestedStop>& stops) {
  for (const SuggestedStop& stop : stops) {
    if (stop.kind == kind) return stop.frame;
  }
  return std::nullopt;
}

TEST(SuggestedStops, EditIsDoneWhereTheChangeIsNearlyFinal) {
  const std::vector<Image> frames(6, flat(50));
  EXPECT_EQ(stopOf(StopKind::EditDone, suggestStops(frames, {0, 0.3, 0.96, 0.98, 0.99, 1}, {})), 2);
  EXPECT_EQ(stopOf(StopKind::EditDone, suggestStops(frames, {0, 0.2, 0.4, 0.6, 0.8, 1}, {})), 5);
  EXPECT_EQ(stopOf(StopKind::EditDone, suggestStops(frames, {0, 0.1, 0.2, 0.39, 0.395, 0.4}, {})), 3)
      << "final is what the last frame has, not 1";
}

TEST(SuggestedStops, BackgroundIsKeptUntilItDriftsPastTheNoise) {
  const std::vector<Image> frames{halves(100, 80), halves(150, 81), halves(190, 82), halves(200, 88),
                                  halves(200, 80)};
  const std::vector<double> change{0, 0.5, 0.9, 1, 1};
  EXPECT_EQ(stopOf(StopKind::BackgroundKept, suggestStops(frames, change, leftHalfChanged())), 2)
      << "a background that comes back was not kept";
  EXPECT_FALSE(stopOf(StopKind::BackgroundKept, suggestStops(frames, change, {}))) << "no mask, no word";
  Image everything(4, 4, 1, SampleType::U8);
  std::fill_n(reinterpret_cast<std::uint8_t*>(everything.mutable_data()), 16, 255);
  EXPECT_FALSE(stopOf(StopKind::BackgroundKept, suggestStops(frames, change, everything)));
}

TEST(SuggestedStops, SharpIsTheSharpestOfTheLateFrames) {
  const auto striped = [](int contrast) {
    Image image = flat(100);
    auto* bytes = reinterpret_cast<std::uint8_t*>(image.mutable_data());
    for (std::size_t i = 0; i < image.size_bytes(); ++i)
      bytes[i] = static_cast<std::uint8_t>(i / 3 % 2 ? 100 + contrast : 100);
    return image;
  };
  // The sharpest frame of all comes too early: hardly anything has changed there.
  const std::vector<Image> frames{striped(60), striped(80), striped(30), striped(40), striped(20)};
  EXPECT_EQ(stopOf(StopKind::Sharp, suggestStops(frames, {0, 0.1, 0.8, 0.9, 1}, {})), 3);
  const std::vector<Image> alike(4, striped(30));
  EXPECT_EQ(stopOf(StopKind::Sharp, suggestStops(alike, {0, 0.5, 0.9, 1}, {})), 3) << "the later of equals";
  EXPECT_TRUE(suggestStops({flat(0)}, {0}, {}).empty());
}

TEST(SuggestedStops, TheFirstCompleteFrameThatIsNotBlurredIsProposed) {
  const auto striped = [](int contrast) {
    Image image = flat(100);
    auto* bytes = reinterpret_cast<std::uint8_t*>(image.mutable_data());
    for (std::size_t i = 0; i < image.size_bytes(); ++i)
      bytes[i] = static_cast<std::uint8_t>(i / 3 % 2 ? 100 + contrast : 100);
    return image;
  };
  const auto proposed = [](const std::vector<Image>& frames, const std::vector<double>& change) {
    return stopOf(StopKind::Proposed, suggestStops(frames, change, {}));
  };
  // Frame 3 is complete but blurred by what moves; the median of the sharpness is that of frame 4.
  const std::vector<Image> frames{striped(90), striped(60), striped(50),
                                  striped(10), striped(40), striped(30)};
  EXPECT_EQ(proposed(frames, {0, 0.3, 0.6, 0.96, 0.97, 1}), 4);
  EXPECT_EQ(proposed(frames, {0, 0.96, 0.97, 0.98, 0.99, 1}), 1);
  EXPECT_EQ(proposed(frames, {0, 0.2, 0.4, 0.6, 0.8, 1}), 5) << "only the last one is complete";
  const std::vector<Image> blurring{striped(90), striped(80), striped(70), striped(20), striped(10)};
  EXPECT_EQ(proposed(blurring, {0, 0.5, 0.6, 0.98, 1}), 4) << "every film has a proposal";
  EXPECT_EQ(proposed({striped(90), striped(10)}, {0, 1}), 1);
  EXPECT_EQ(proposed(std::vector<Image>(3, flat(50)), {0, 0, 0}), 1) << "nothing changed";
}

TEST(TrackAnalysis, MeasuresDriftAndTakesItBack) {
  Image photo(96, 64, 3, SampleType::U8);
  std::mt19937 random(3);
  auto* bytes = reinterpret_cast<std::uint8_t*>(photo.mutable_data());
  for (std::size_t i = 0; i < photo.size_bytes(); ++i) {
    bytes[i] = static_cast<std::uint8_t>((i / 3 / 11 * 37 + i / 3 / 96 / 9 * 61) % 160 + 40 + random() % 3);
  }
  Image darker = photo;
  auto* dark = reinterpret_cast<std::uint8_t*>(darker.mutable_data());
  for (std::size_t i = 0; i < darker.size_bytes(); ++i) dark[i] = static_cast<std::uint8_t>(dark[i] - 2);
  TimelineTrack track;
  track.frames = std::make_shared<const std::vector<Image>>(std::vector<Image>{photo, darker});
  const auto analysis = analyseTrack(track, {});
  ASSERT_EQ(analysis.drift.size(), 2u);
  ASSERT_EQ(analysis.stabilised.size(), 2u);
  EXPECT_NEAR(analysis.drift[1].gain[0] * 0.5 + analysis.drift[1].offset[0] - 0.5, -2 / 255.0, 2e-3);
  EXPECT_THROW((void)analyseTrack(track,
                                  [] {
                                    std::stop_source stop;
                                    stop.request_stop();
                                    return RunContext{stop.get_token(), {}};
                                  }()),
               Cancelled);
}

class TimelineModelTest : public testing::Test {
 protected:
  TimelineModelTest() { model_.setFrames(greyFrames({0, 10, 20, 150, 190, 200, 200, 200, 200})); }
  TimelineModel model_;
};

TEST_F(TimelineModelTest, StartsAtTheEdit) {
  EXPECT_EQ(model_.count(), 9);
  EXPECT_EQ(model_.playhead(), 8);
  EXPECT_EQ(model_.editPosition(), 8);
}

TEST_F(TimelineModelTest, StrengthIsThePlaceOnTheWay) {
  model_.setStrength(0.45);
  EXPECT_NEAR(model_.playhead(), 3.6, 1e-12);
  EXPECT_NEAR(model_.strength(), 0.45, 1e-12);
  EXPECT_FALSE(model_.isAtEdit());
  model_.setEditPosition(model_.playhead());
  model_.setStrength(0.45);
  EXPECT_TRUE(model_.isAtEdit());
  for (int frame = 0; frame < 9; ++frame) EXPECT_EQ(model_.positionAt(model_.strengthAt(frame)), frame);
  model_.setStrength(7);
  EXPECT_EQ(model_.playhead(), 8);
  model_.setPlayhead(3);
  EXPECT_EQ(model_.description(), "strength 37.5\u2009%, frame 4 of 9");
}

TEST_F(TimelineModelTest, KnowsTheMeasuredChange) {
  EXPECT_DOUBLE_EQ(model_.changeAt(4), 0.5) << "by index until it is measured";
  model_.setChange({0, 0.05, 0.1, 0.75, 0.95, 1, 1, 1, 1});
  EXPECT_DOUBLE_EQ(model_.changeAt(4), 0.95);
  EXPECT_NEAR(model_.changeAt(2.5), 0.425, 1e-9);
}

TEST_F(TimelineModelTest, BlendsNeighboursInBetween) {
  EXPECT_EQ(model_.imageAt(2.5).pixel(5, 5), qRgb(85, 85, 85));
  EXPECT_EQ(model_.imageAt(3).pixel(5, 5), qRgb(150, 150, 150));
  EXPECT_EQ(model_.imageAt(99).pixel(5, 5), qRgb(200, 200, 200));
}

TEST_F(TimelineModelTest, StepsOverFramesAndMarks) {
  const SuggestedStop sharp{StopKind::Sharp, 3};
  model_.setSuggestedStops({sharp, {StopKind::EditDone, 40}, {StopKind::BackgroundKept, -1}});
  EXPECT_EQ(model_.suggestedStops(), std::vector<SuggestedStop>{sharp});
  model_.setPlayhead(2.4);
  model_.step(1);
  EXPECT_DOUBLE_EQ(model_.playhead(), 3);
  model_.setPlayhead(2.4);
  model_.step(-1);
  EXPECT_DOUBLE_EQ(model_.playhead(), 2);
  model_.stepMark(1);
  EXPECT_DOUBLE_EQ(model_.playhead(), 3) << "a suggested stop";
  model_.stepMark(1);
  EXPECT_DOUBLE_EQ(model_.playhead(), 4) << "a latent frame";
  model_.stepMark(1);
  model_.stepMark(1);
  EXPECT_DOUBLE_EQ(model_.playhead(), 8);
  model_.stepMark(-1);
  EXPECT_DOUBLE_EQ(model_.playhead(), 4);
  model_.step(-100);
  EXPECT_DOUBLE_EQ(model_.playhead(), 0);
}

TEST_F(TimelineModelTest, SaysWhyOneWouldStop) {
  model_.setSuggestedStops({{StopKind::EditDone, 5}, {StopKind::BackgroundKept, 3}, {StopKind::Sharp, 5}});
  EXPECT_EQ(model_.stopNames(5), (QStringList{"edit complete", "sharp"}));
  EXPECT_EQ(model_.stopNames(3), QStringList{"background kept"});
  EXPECT_EQ(model_.stopReasons(5).size(), 2);
  EXPECT_TRUE(model_.stopNames(4).isEmpty());
  model_.setPlayhead(5);
  EXPECT_TRUE(model_.description().endsWith("– edit complete, sharp")) << model_.description().toStdString();
  model_.setPlayhead(5.2);
  EXPECT_FALSE(model_.description().contains("sharp")) << "beside it is not on it";
}

TEST_F(TimelineModelTest, LatentTicksFollowTheModel) {
  EXPECT_TRUE(model_.isLatentTick(4));
  model_.setFrames(greyFrames({0, 1, 2, 3, 4, 5, 6, 7, 8}), 8);
  EXPECT_FALSE(model_.isLatentTick(4));
  EXPECT_TRUE(model_.isLatentTick(8));
}

TEST_F(TimelineModelTest, PicturesMadeAnewMoveNothing) {
  model_.setChange({0, 0.05, 0.1, 0.75, 0.95, 1, 1, 1, 1});
  model_.setPlayhead(2);
  model_.setEditPosition(6);
  const QSignalSpy moved(&model_, &TimelineModel::playheadMoved);
  const QSignalSpy pictures(&model_, &TimelineModel::picturesChanged);
  model_.replacePictures(greyFrames({9, 9, 77, 9, 9, 9, 9, 9, 9}), {});
  EXPECT_EQ(model_.currentImage().pixel(0, 0), qRgb(77, 77, 77));
  EXPECT_EQ(model_.editPosition(), 6);
  EXPECT_DOUBLE_EQ(model_.changeAt(3), 0.75);
  EXPECT_EQ(moved.count(), 0);
  EXPECT_EQ(pictures.count(), 1);
  model_.replacePictures(greyFrames({1, 2}), {});
  EXPECT_EQ(pictures.count(), 1) << "of another track";
}

TEST_F(TimelineModelTest, StabilisedFramesReplaceTheOthersWhileOn) {
  model_.setPlayhead(0);
  model_.setDrift(std::vector<DriftPoint>(9), greyFrames({50, 50, 50, 50, 50, 50, 50, 50, 50}));
  ASSERT_TRUE(model_.isStabilised());
  EXPECT_EQ(model_.currentImage().pixel(0, 0), qRgb(50, 50, 50));
  model_.setStabilised(false);
  EXPECT_EQ(model_.currentImage().pixel(0, 0), qRgb(0, 0, 0));
}

TEST_F(TimelineModelTest, PreviewKeepsThePlayhead) {
  model_.setPreview(greyFrames({0, 0, 0}));
  EXPECT_TRUE(model_.isPreview());
  EXPECT_EQ(model_.playhead(), 2) << "the last frame first";
  model_.setPlayhead(1);
  model_.setPreview(greyFrames({0, 70, 0}));
  EXPECT_EQ(model_.playhead(), 1);
  EXPECT_EQ(model_.currentImage().pixel(0, 0), qRgb(70, 70, 70));
  model_.setFrames(greyFrames({0, 1, 2}));
  EXPECT_FALSE(model_.isPreview());
}

TEST_F(TimelineModelTest, RefusesMeasuresOfAnotherTrack) {
  model_.setChange({0, 1});
  EXPECT_DOUBLE_EQ(model_.changeAt(4), 0.5);
  model_.setEditPosition(100);
  EXPECT_EQ(model_.editPosition(), 8);
  model_.setCompareFrame(-3);
  EXPECT_FALSE(model_.compareFrame());
}

TEST(PlayPosition, KnowsItsWay) {
  EXPECT_DOUBLE_EQ(playPosition(1, 2.5, 8, PlayMode::Once).position, 3.5);
  EXPECT_TRUE(playPosition(1, 25, 8, PlayMode::Once).ended);
  EXPECT_DOUBLE_EQ(playPosition(1, 25, 8, PlayMode::Once).position, 8);
  EXPECT_TRUE(playPosition(1, -25, 8, PlayMode::Once).ended);
  EXPECT_DOUBLE_EQ(playPosition(7, 2, 8, PlayMode::Loop).position, 1);
  EXPECT_DOUBLE_EQ(playPosition(1, -2, 8, PlayMode::Loop).position, 7);
  EXPECT_DOUBLE_EQ(playPosition(7, 2, 8, PlayMode::PingPong).position, 7);
  EXPECT_DOUBLE_EQ(playPosition(7, 10, 8, PlayMode::PingPong).position, 1);
  EXPECT_DOUBLE_EQ(playPosition(1, -3, 8, PlayMode::PingPong).position, 2);
  EXPECT_TRUE(playPosition(0, 1, 0, PlayMode::Loop).ended);
}

TEST(TimelineLayout, PlacesEveryFrameWhereThereIsRoom) {
  const TimelineLayout wide({1200, 180}, 5, 1.5, true);
  int frames = 0;
  for (const auto& slot : wide.stripSlots()) frames += slot.is_frame ? 1 : 0;
  EXPECT_EQ(frames, 5);
  EXPECT_GT(wide.stripSlots().size(), 5u) << "blends fill the room";
  for (std::size_t i = 1; i < wide.stripSlots().size(); ++i) {
    EXPECT_GE(wide.stripSlots()[i].rect.left(), wide.stripSlots()[i - 1].rect.right());
    EXPECT_GT(wide.stripSlots()[i].position, wide.stripSlots()[i - 1].position);
  }
  EXPECT_FALSE(wide.lane().isNull());
  EXPECT_NEAR(wide.positionFor(wide.xFor(3.25)), 3.25, 1e-9);
  EXPECT_EQ(wide.positionFor(-100), 0);
  EXPECT_EQ(wide.positionFor(5000), 4);
}

TEST(TimelineLayout, ManyFramesDoNotOverlap) {
  const TimelineLayout layout({900, 180}, 81, 1.7, false);
  const auto& all = layout.stripSlots();
  ASSERT_GT(all.size(), 3u);
  EXPECT_EQ(all.front().position, 0);
  EXPECT_EQ(all.back().position, 80);
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_GE(all[i].rect.left(), all[i - 1].rect.right() - 1e-6);
  EXPECT_TRUE(layout.lane().isNull());
}

class RulerTest : public testing::TestWithParam<int> {
 protected:
  RulerTest() {
    model_.setFrames(QList<QImage>(9, QImage(96, 64, QImage::Format_RGB32)));
    font_.setPointSize(GetParam());
  }
  [[nodiscard]] TimelineLayout layoutOf(double width) const {
    return {{width, 184}, model_.count(), 1.5, true, QFontMetricsF(smallFont(font_)).height()};
  }

  TimelineModel model_;
  QFont font_{"DejaVu Sans"};
};

TEST_P(RulerTest, ThePlayheadsTagHidesNoName) {
  model_.setSuggestedStops({{StopKind::BackgroundKept, 0}, {StopKind::Sharp, 4}, {StopKind::EditDone, 8}});
  for (const double width : {600.0, 1000.0}) {
    const TimelineLayout layout = layoutOf(width);
    const auto labels = stopLabels(layout, model_, font_);
    ASSERT_EQ(labels.size(), 3U);
    EXPECT_FALSE(labels.back().text.isNull()) << "the last one has its name";
    for (double position = 0; position <= 8; position += 0.125) {
      model_.setPlayhead(position);
      const QRectF tag = playheadTag(layout, model_, font_);
      EXPECT_TRUE(layout.ruler().adjusted(-64, 0, 16, 0).contains(tag)) << position;
      for (const StopLabel& label : labels) {
        EXPECT_FALSE(label.text.intersects(tag)) << label.frame << " at " << position;
        EXPECT_FALSE(label.diamond.intersects(tag)) << label.frame << " at " << position;
      }
    }
  }
}

TEST_P(RulerTest, NamesStayOnTheRulerAndApart) {
  model_.setSuggestedStops({{StopKind::BackgroundKept, 6}, {StopKind::Sharp, 7}, {StopKind::EditDone, 8}});
  const TimelineLayout layout = layoutOf(1000);
  double taken_until = 0;
  for (const StopLabel& label : stopLabels(layout, model_, font_)) {
    EXPECT_TRUE(layout.ruler().contains(label.diamond)) << label.frame;
    if (label.text.isNull()) continue;
    EXPECT_TRUE(layout.ruler().contains(label.text)) << label.frame;
    EXPECT_FALSE(label.text.intersects(label.diamond)) << label.frame;
    EXPECT_GE(label.text.left(), taken_until) << label.frame;
    taken_until = label.text.right();
  }
  EXPECT_GE(layout.strip().top(), layout.tagRow().bottom());
  EXPECT_FALSE(layout.stopRow().intersects(layout.tagRow()));
}

INSTANTIATE_TEST_SUITE_P(PointSizes, RulerTest, testing::Values(8, 10, 14));

}  // namespace
}  // namespace v4e::ui
