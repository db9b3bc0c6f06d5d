// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_view.h"

#include <gtest/gtest.h>

#include <QAccessible>
#include <QApplication>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QVideoFrame>
#include <QVideoSink>
#include <QWheelEvent>

#include "tests/ui/patience.h"
#include "ui/engine/image_convert.h"
#include "ui/timeline/evolution_window.h"
#include "ui/timeline/timeline_panel.h"

namespace v4e::ui {
namespace {

QList<QImage> framesOf(int count, QSize size = {96, 64}) {
  QList<QImage> frames;
  for (int i = 0; i < count; ++i) {
    QImage frame(size, QImage::Format_RGB32);
    frame.fill(qRgb(i * 200 / count, 90, 60));
    frames.append(frame);
  }
  return frames;
}

class TimelineViewTest : public testing::Test {
 protected:
  TimelineViewTest() {
    model_.setFrames(framesOf(9));
    view_.resize(1000, 184);
    view_.show();
    EXPECT_TRUE(QTest::qWaitForWindowExposed(&view_));
    view_.setFocus();
  }
  [[nodiscard]] QPoint at(double position) const {
    return {qRound(view_.timelineLayout().xFor(position)),
            qRound(view_.timelineLayout().strip().center().y())};
  }
  void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QTest::keyClick(&view_, key, modifiers);
  }
  void wheel(int notches, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QWheelEvent event(at(4), view_.mapToGlobal(at(4)), {}, {0, 120 * notches}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view_, &event);
  }

  TimelineModel model_;
  FramePlayer player_{model_};
  TimelineView view_{model_, player_};
};

TEST_F(TimelineViewTest, DragScrubsContinuously) {
  QTest::mousePress(&view_, Qt::LeftButton, {}, at(2));
  EXPECT_NEAR(model_.playhead(), 2, 0.02);
  QTest::mouseMove(&view_, at(3.5));
  EXPECT_NEAR(model_.playhead(), 3.5, 0.02);
  QTest::mouseMove(&view_, {5000, 60});
  EXPECT_DOUBLE_EQ(model_.playhead(), 8);
  QTest::mouseRelease(&view_, Qt::LeftButton, {}, {5000, 60});
  QTest::mouseMove(&view_, at(1));
  EXPECT_DOUBLE_EQ(model_.playhead(), 8) << "no button, no scrubbing";
}

TEST_F(TimelineViewTest, ShiftSnapsToFrames) {
  QTest::mousePress(&view_, Qt::LeftButton, Qt::ShiftModifier, at(2.3));
  EXPECT_DOUBLE_EQ(model_.playhead(), 2);
}

TEST_F(TimelineViewTest, ScrubbingIsFastEnoughForSixtyFrames) {
  model_.setFrames(framesOf(81, {832, 480}));
  ASSERT_EVENTUALLY(view_.hasThumbnails());
  view_.repaint();
  QElapsedTimer clock;
  clock.start();
  constexpr int kMoves = 60;
  for (int i = 0; i < kMoves; ++i) {
    model_.setPlayhead(i * 1.31);
    view_.repaint();
    EXPECT_FALSE(model_.currentImage().isNull());
  }
  // A debug build shares two cores with other work; the mean is what a 60 Hz screen leaves.
  EXPECT_LT(static_cast<double>(clock.elapsed()) / kMoves, 16.0);
}

TEST_F(TimelineViewTest, KeysMoveThePlayhead) {
  key(Qt::Key_Home);
  EXPECT_DOUBLE_EQ(model_.playhead(), 0);
  key(Qt::Key_Right);
  key(Qt::Key_Right);
  EXPECT_DOUBLE_EQ(model_.playhead(), 2);
  key(Qt::Key_Left);
  EXPECT_DOUBLE_EQ(model_.playhead(), 1);
  key(Qt::Key_Right, Qt::AltModifier);
  EXPECT_DOUBLE_EQ(model_.playhead(), 4);
  key(Qt::Key_Left, Qt::AltModifier);
  EXPECT_DOUBLE_EQ(model_.playhead(), 0);
  key(Qt::Key_Right, Qt::ShiftModifier);
  EXPECT_NEAR(model_.playhead(), 0.1, 1e-9);
  key(Qt::Key_End);
  EXPECT_DOUBLE_EQ(model_.playhead(), 8);
}

TEST_F(TimelineViewTest, WheelStepsFramesAndFinely) {
  model_.setPlayhead(4);
  wheel(-1);
  EXPECT_DOUBLE_EQ(model_.playhead(), 5);
  wheel(2);
  EXPECT_DOUBLE_EQ(model_.playhead(), 3);
  wheel(1, Qt::ControlModifier);
  EXPECT_NEAR(model_.playhead(), 2.9, 1e-9);
}

TEST_F(TimelineViewTest, ReturnAndDoubleClickChooseTheEdit) {
  QSignalSpy chosen(&model_, &TimelineModel::editPositionChanged);
  model_.setPlayhead(3.4);
  key(Qt::Key_Return);
  EXPECT_EQ(model_.editPosition(), 3.4) << "between frames, as shown";
  QTest::mouseDClick(&view_, Qt::LeftButton, {}, at(6));
  EXPECT_EQ(model_.editPosition(), 6);
  EXPECT_EQ(chosen.count(), 2);
}

TEST_F(TimelineViewTest, LetterCComparesAndStops) {
  model_.setPlayhead(2);
  key(Qt::Key_C);
  EXPECT_EQ(model_.compareFrame(), 2);
  key(Qt::Key_C);
  EXPECT_FALSE(model_.compareFrame());
}

TEST_F(TimelineViewTest, SpaceAndShuttleKeysPlay) {
  key(Qt::Key_Space);
  EXPECT_TRUE(player_.isPlaying());
  key(Qt::Key_Space);
  EXPECT_FALSE(player_.isPlaying());
  key(Qt::Key_L);
  EXPECT_DOUBLE_EQ(player_.speed(), 1);
  key(Qt::Key_L);
  EXPECT_DOUBLE_EQ(player_.speed(), 2);
  key(Qt::Key_J);
  EXPECT_DOUBLE_EQ(player_.speed(), -1);
  EXPECT_TRUE(player_.isPlaying());
  key(Qt::Key_K);
  EXPECT_FALSE(player_.isPlaying());
  key(Qt::Key_J);
  QTest::mousePress(&view_, Qt::LeftButton, {}, at(2));
  EXPECT_FALSE(player_.isPlaying()) << "a grip on the playhead holds it";
}

TEST_F(TimelineViewTest, ClickOnASuggestionGoesThere) {
  model_.setSuggestedStops({{StopKind::EditDone, 5}});
  const QPoint diamond(qRound(view_.timelineLayout().xFor(5)) + 3, 9);
  QTest::mouseClick(&view_, Qt::LeftButton, {}, diamond);
  EXPECT_DOUBLE_EQ(model_.playhead(), 5);
}

TEST_F(TimelineViewTest, EachSuggestionHasItsOwnTip) {
  model_.setSuggestedStops({{StopKind::EditDone, 5}, {StopKind::BackgroundKept, 3}, {StopKind::Sharp, 7}});
  const QStringList tips{view_.stopTip(5), view_.stopTip(3), view_.stopTip(7)};
  EXPECT_EQ(QSet<QString>(tips.begin(), tips.end()).size(), 3);
  EXPECT_TRUE(tips[0].startsWith("Edit complete"));
  EXPECT_TRUE(tips[1].startsWith("Background kept"));
  EXPECT_TRUE(tips[2].startsWith("Sharp"));
}

TEST_F(TimelineViewTest, MenuBranchesAndSavesTheFrameUnderTheMouse) {
  QSignalSpy branch(&view_, &TimelineView::branchAsked);
  QSignalSpy save(&view_, &TimelineView::savePictureAsked);
  QContextMenuEvent event(QContextMenuEvent::Mouse, at(3), view_.mapToGlobal(at(3)));
  QApplication::sendEvent(&view_, &event);
  auto* menu = view_.findChild<QMenu*>("timelineMenu");
  ASSERT_NE(menu, nullptr);
  const auto actions = menu->actions();
  actions.at(3)->trigger();
  actions.at(4)->trigger();
  actions.at(0)->trigger();
  menu->close();
  EXPECT_EQ(branch.value(0).value(0).toDouble(), 0.375);
  EXPECT_EQ(save.value(0).value(0).toDouble(), 0.375);
  EXPECT_EQ(model_.editPosition(), 3);
}

TEST_F(TimelineViewTest, SpeaksItsValue) {
  QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(&view_);
  ASSERT_NE(spoken, nullptr);
  EXPECT_EQ(spoken->role(), QAccessible::Slider);
  ASSERT_NE(spoken->valueInterface(), nullptr);
  model_.setPlayhead(4);
  EXPECT_EQ(spoken->text(QAccessible::Value), "strength 50\u2009%, frame 5 of 9");
  spoken->valueInterface()->setCurrentValue(2.0);
  EXPECT_DOUBLE_EQ(model_.playhead(), 2);
  EXPECT_EQ(spoken->valueInterface()->maximumValue().toDouble(), 8);
  EXPECT_FALSE(spoken->text(QAccessible::Name).isEmpty());
}

TEST_F(TimelineViewTest, EmptyTimelineTakesAnyInput) {
  model_.clear();
  key(Qt::Key_Right);
  key(Qt::Key_Space);
  key(Qt::Key_Return);
  wheel(1);
  QTest::mouseClick(&view_, Qt::LeftButton, {}, {300, 50});
  EXPECT_DOUBLE_EQ(model_.playhead(), 0);
  EXPECT_FALSE(player_.isPlaying());
}

TEST_F(TimelineViewTest, VideoSinkShowsWhatThePlayheadIsOn) {
  QVideoSink sink;
  QImage last;
  double last_position = -1;
  QObject::connect(&sink, &QVideoSink::videoFrameChanged, &sink, [&](const QVideoFrame& frame) {
    last = frame.toImage();
    last_position = model_.playhead();
  });
  player_.setVideoSink(&sink);
  model_.setPlayhead(2.5);
  EXPECT_EQ(last_position, 2.5);
  EXPECT_NEAR(qRed(last.pixel(10, 10)), qRed(model_.currentImage().pixel(10, 10)), 1);
  player_.setMode(PlayMode::Once);
  player_.setSpeed(8);
  model_.setPlayhead(0);
  player_.play();
  ASSERT_EVENTUALLY(!player_.isPlaying());
  EXPECT_DOUBLE_EQ(model_.playhead(), 8);
  EXPECT_EQ(last_position, 8) << "the last frame shown is the one at the playhead";
}

TEST_F(TimelineViewTest, PlayTakesAsLongAsTheClockSays) {
  player_.setMode(PlayMode::Once);
  model_.setPlayhead(0);
  const double expected = 8 / player_.framesPerSecond();
  QElapsedTimer clock;
  clock.start();
  player_.play();
  ASSERT_EVENTUALLY(!player_.isPlaying());
  EXPECT_NEAR(static_cast<double>(clock.elapsed()) / 1000, expected, 0.35);
}

std::shared_ptr<const std::vector<Image>> track(int count) {
  auto frames = std::make_shared<std::vector<Image>>();
  for (int i = 0; i < count; ++i) {
    Image frame(64, 48, 3, SampleType::U8);
    auto* bytes = reinterpret_cast<std::uint8_t*>(frame.mutable_data());
    for (std::size_t b = 0; b < frame.size_bytes(); ++b) {
      bytes[b] = static_cast<std::uint8_t>(b % 50 * 2 + b / 640 + static_cast<std::size_t>(i) * 20);
    }
    frames->push_back(frame);
  }
  return frames;
}

TEST(TimelinePanel, ShowsATrackAndMeasuresItInTheBackground) {
  int shown_before_measures = -1;
  TimelinePanel panel;
  panel.resize(1000, 240);
  panel.show();
  QSignalSpy shown(&panel, &TimelinePanel::imageShown);
  QSignalSpy chosen(&panel, &TimelinePanel::strengthKept);
  // Counted when the first measures come, since these may be there before the test looks again.
  QObject::connect(&panel.model(), &TimelineModel::measuresChanged, &panel, [&] {
    const bool first = shown_before_measures < 0 && panel.model().canStabilise();
    if (first) shown_before_measures = static_cast<int>(shown.count());
  });
  panel.setTrack({track(5), {}, {}, 0.75, 2});
  ASSERT_EVENTUALLY(panel.model().count() == 5);
  EXPECT_EQ(panel.model().playhead(), 3);
  EXPECT_TRUE(panel.model().isLatentTick(2));
  EXPECT_EQ(chosen.count(), 0) << "opening a track is not a choice";
  ASSERT_EVENTUALLY(panel.model().canStabilise());
  EXPECT_EQ(shown_before_measures, 1);
  EXPECT_FALSE(panel.model().suggestedStops().empty());
  panel.model().setPlayhead(1);
  QTest::mouseClick(panel.findChild<QWidget*>("keepButton"), Qt::LeftButton);
  ASSERT_EQ(chosen.count(), 1);
  EXPECT_EQ(chosen[0][0].toDouble(), 0.25);
}

TEST(TimelinePanel, ButtonsDoWhatTheySay) {
  TimelinePanel panel;
  panel.resize(1000, 240);
  panel.show();
  EXPECT_FALSE(panel.findChild<QWidget*>("playButton")->isEnabled());
  panel.setTrack({track(5), {0, 0.2, 0.5, 0.9, 1}, {}});
  ASSERT_EVENTUALLY(panel.model().canStabilise());
  const auto click = [&](const char* name) {
    QTest::mouseClick(panel.findChild<QWidget*>(name), Qt::LeftButton);
  };
  click("playButton");
  EXPECT_TRUE(panel.player().isPlaying());
  click("playButton");
  EXPECT_FALSE(panel.player().isPlaying());
  EXPECT_EQ(panel.player().mode(), PlayMode::Loop);
  click("loopButton");
  EXPECT_EQ(panel.player().mode(), PlayMode::PingPong);
  click("stabiliseButton");
  EXPECT_FALSE(panel.model().isStabilised());
  QSignalSpy compare(&panel, &TimelinePanel::compareAsked);
  panel.model().setPlayhead(2);
  click("compareButton");
  click("compareButton");
  ASSERT_EQ(compare.count(), 2);
  EXPECT_EQ(compare[0][0].toInt(), 2);
  EXPECT_EQ(compare[1][0].toInt(), -1);
  QSignalSpy branch(&panel, &TimelinePanel::branchAsked);
  QSignalSpy save(&panel, &TimelinePanel::savePictureAsked);
  click("branchButton");
  click("saveFrameButton");
  EXPECT_EQ(branch.value(0).value(0).toDouble(), 0.5);
  EXPECT_EQ(save.value(0).value(0).toDouble(), 0.5);
  for (QWidget* widget : panel.findChildren<QWidget*>()) {
    if (widget->focusPolicy() != Qt::NoFocus && widget->isVisible()) {
      EXPECT_FALSE(widget->accessibleName().isEmpty()) << widget->objectName().toStdString();
    }
  }
}

TEST(TimelinePanel, AStrengthThatIsBeingTypedStaysWhileFramesAreMeasured) {
  TimelinePanel panel;
  panel.show();
  panel.setTrack({track(5), {}, {}});
  ASSERT_EVENTUALLY(panel.model().canStabilise());
  auto* number = panel.findChild<QDoubleSpinBox*>("strengthNumber");
  number->setFocus();
  number->selectAll();
  QTest::keyClicks(number, "6");
  Q_EMIT panel.model().measuresChanged();
  QTest::keyClicks(number, "0");
  QTest::keyClick(number, Qt::Key_Return);
  EXPECT_DOUBLE_EQ(panel.model().strength(), 0.6);
}

TEST(TimelinePanel, FramesAreInTheScreensColoursAndFollowIt) {
  const QColorSpace wide(QColorSpace::AdobeRgb);
  const auto frames = track(5);
  TimelinePanel panel;
  panel.setScreen(wide);
  panel.setTrack({frames, {}, {}, 0.75});
  ASSERT_EVENTUALLY(panel.model().canStabilise());
  const auto expected = [&](const QColorSpace& screen) {
    return toScreenImage((*frames)[3], screen).pixel(20, 20);
  };
  ASSERT_NE(expected(wide), expected(QColorSpace::SRgb));
  panel.model().setStabilised(false);
  EXPECT_EQ(panel.model().currentImage().pixel(20, 20), expected(wide));
  QSignalSpy shown(&panel, &TimelinePanel::imageShown);
  panel.setScreen(QColorSpace::SRgb);
  ASSERT_EVENTUALLY(!shown.isEmpty());
  EXPECT_EQ(shown.last().first().value<QImage>().pixel(20, 20), expected(QColorSpace::SRgb));
  EXPECT_EQ(panel.model().playhead(), 3);
}

class EvolutionWindowTest : public TimelineViewTest {
 protected:
  EvolutionWindowTest() {
    window_.resize(480, 320);
    window_.show();
    EXPECT_TRUE(QTest::qWaitForWindowExposed(&window_));
  }
  [[nodiscard]] QRgb shown() { return window_.grab().toImage().pixel(240, 160); }
  [[nodiscard]] QRgb atPlayhead() const { return model_.currentImage().pixel(48, 32); }

  EvolutionWindow window_{model_, player_};
};

TEST_F(EvolutionWindowTest, ShowsWhatThePlayheadIsOn) {
  EXPECT_EQ(shown(), atPlayhead());
  model_.setPlayhead(2.5);
  EXPECT_EQ(shown(), atPlayhead());
}

TEST_F(EvolutionWindowTest, CannotDriftFromThePlayheadWhilePlaying) {
  int frames = 0;
  int elsewhere = 0;
  QObject::connect(&window_.sink(), &QVideoSink::videoFrameChanged, &window_, [&](const QVideoFrame& frame) {
    ++frames;
    elsewhere += frame.toImage().pixel(48, 32) != atPlayhead();
  });
  player_.setMode(PlayMode::Once);
  player_.setSpeed(4);
  model_.setPlayhead(0);
  QTest::keyClick(&window_, Qt::Key_Space);
  ASSERT_TRUE(player_.isPlaying());
  ASSERT_EVENTUALLY(!player_.isPlaying());
  EXPECT_GT(frames, 3);
  EXPECT_EQ(elsewhere, 0);
  EXPECT_EQ(shown(), atPlayhead());
}

TEST_F(EvolutionWindowTest, KeysStepAndClose) {
  model_.setPlayhead(4);
  QTest::keyClick(&window_, Qt::Key_Left);
  EXPECT_DOUBLE_EQ(model_.playhead(), 3);
  QTest::keyClick(&window_, Qt::Key_F11);
  EXPECT_TRUE(window_.isFullScreen());
  QTest::keyClick(&window_, Qt::Key_Escape);
  EXPECT_FALSE(window_.isFullScreen());
  QTest::keyClick(&window_, Qt::Key_Escape);
  EXPECT_FALSE(window_.isVisible());
  const QSignalSpy frames(&window_.sink(), &QVideoSink::videoFrameChanged);
  model_.setPlayhead(7);
  EXPECT_EQ(frames.count(), 0) << "a closed window costs nothing";
}

TEST_F(EvolutionWindowTest, AnEmptiedTrackLeavesNoPictureBehind) {
  const QRgb before = shown();
  model_.clear();
  EXPECT_NE(window_.grab().toImage().pixel(100, 100), before);
}

TEST(TimelinePanel, DroppedWhileItWorksIsQuiet) {
  for (int i = 0; i < 5; ++i) {
    TimelinePanel panel;
    panel.resize(600, 240);
    panel.show();
    panel.setTrack({track(5), {}, {}});
    QCoreApplication::processEvents();
  }
  QCoreApplication::processEvents();
}

}  // namespace
}  // namespace v4e::ui
