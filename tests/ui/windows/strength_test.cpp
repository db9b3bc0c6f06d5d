// SPDX-License-Identifier: GPL-3.0-or-later
// What is on the canvas, what is kept and what leaves the window are one picture at every strength.
#include <gtest/gtest.h>

#include <QClipboard>
#include <QDoubleSpinBox>
#include <QFile>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QSlider>
#include <cmath>
#include <cstring>

#include "core/image/io/photo_io.h"
#include "tests/ui/patience.h"
#include "tests/ui/windows/window_fixture.h"
#include "ui/engine/image_convert.h"
#include "ui/widgets/step_text.h"

namespace v4e::ui {
namespace {

class StrengthTest : public WindowTest {
 protected:
  void SetUp() override {
    WindowTest::SetUp();
    openPhoto();
    edit("make it night");
    ASSERT_TRUE(
        QTest::qWaitFor([this] { return panel().isLoaded() && model().count() == 5; }, test::kPatience_ms));
    window_->canvas().setCompareMode(CompareMode::Edit);
  }
  [[nodiscard]] Workspace& workspace() const { return *window_->findChild<Workspace*>(); }
  [[nodiscard]] TimelinePanel& panel() const { return workspace().timeline(); }
  [[nodiscard]] TimelineModel& model() const { return panel().model(); }
  [[nodiscard]] PhotoDocument& document() const { return window_->document(); }
  [[nodiscard]] QDoubleSpinBox& number() const {
    return *window_->findChild<QDoubleSpinBox*>("strengthNumber");
  }
  bool comesToRest() const {
    return QTest::qWaitFor(
        [this] {
          return !document().isLookPending() && !window_->session().isEditing() && document().editPyramid() &&
                 (!document().look() || document().lookPyramid());
        },
        test::kPatience_ms);
  }
  /// The photo at that strength as the backend makes it: the way to its negative.
  [[nodiscard]] Image expected(double strength) const {
    Image image = document().photo()->image;
    auto* bytes = reinterpret_cast<std::uint8_t*>(image.mutable_data());
    for (std::size_t i = 0; i < image.size_bytes(); ++i)
      bytes[i] = static_cast<std::uint8_t>(bytes[i] + (255 - 2 * bytes[i]) * strength);
    return image;
  }
  [[nodiscard]] QColor canvasAt(QPointF photo) const {
    const QImage picture = window_->canvas().grab().toImage();
    // The pixel that the point lies in, not the nearest corner between pixels.
    const QPointF at = window_->canvas().view().toView(photo) * picture.devicePixelRatio();
    return picture.pixelColor(static_cast<int>(std::floor(at.x())), static_cast<int>(std::floor(at.y())));
  }
  void expectShown(double strength) {
    window_->canvas().setZoom(1);
    const QImage wanted = toQImage(expected(strength));
    const auto is_there = [&] {
      for (const QPoint at : {QPoint(40, 120), QPoint(160, 100), QPoint(200, 180)}) {
        if (canvasAt(at + QPointF(0.5, 0.5)).rgb() != wanted.pixel(at)) return false;
      }
      return true;
    };
    // A picture that was changed is made ready for the screen in the background.
    EXPECT_TRUE(QTest::qWaitFor(is_there, test::kPatience_ms)) << strength;
  }
  static bool same(const Image& a, const Image& b) {
    return a.size_bytes() == b.size_bytes() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
  }
  [[nodiscard]] Image exported() {
    const QString path = folder_.filePath("out.png");
    QFile::remove(path);
    document().exportTo(path, {}, true);
    EXPECT_TRUE(QTest::qWaitFor([&] { return QFile::exists(path); }, test::kPatience_ms));
    return read_photo(path.toStdString()).image;
  }
};

TEST_F(StrengthTest, LookedAtKeptAndExportedAreOnePicture) {
  model().setStrength(0.45);
  // The export waits for what the user sees.
  EXPECT_TRUE(same(exported(), expected(0.45)));
  ASSERT_TRUE(comesToRest());
  expectShown(0.45);
  EXPECT_EQ(document().result()->settings.strength, 1) << "looking is not keeping";
  const int merges = control_->merges;
  QTest::mouseClick(window_->findChild<QWidget*>("keepButton"), Qt::LeftButton);
  ASSERT_TRUE(comesToRest());
  EXPECT_EQ(document().result()->settings.strength, 0.45);
  EXPECT_EQ(control_->merges, merges) << "what is looked at is merged already";
  EXPECT_EQ(document().look(), nullptr);
  expectShown(0.45);
  EXPECT_TRUE(same(exported(), expected(0.45)));
  EXPECT_FALSE(window_->findChild<QWidget*>("keepButton")->isEnabled());
}

TEST_F(StrengthTest, EveryStrengthIsReal) {
  for (const double strength : {0.0, 0.031, 0.25, 0.6, 0.999}) {
    model().setStrength(strength);
    ASSERT_TRUE(comesToRest());
    expectShown(strength);
    EXPECT_TRUE(same(document().shownResult()->edited->image, expected(strength))) << strength;
  }
}

TEST_F(StrengthTest, CopyAndDragTakeWhatIsShown) {
  model().setStrength(0.3);
  window_->commands().action("edit.copy")->trigger();
  const QSignalSpy dragged(&document(), &PhotoDocument::dragFileReady);
  document().makeDragFile();
  ASSERT_TRUE(QTest::qWaitFor([&] { return dragged.count() == 1; }, test::kPatience_ms));
  EXPECT_TRUE(same(fromQImage(QGuiApplication::clipboard()->image()), expected(0.3)));
  EXPECT_TRUE(same(read_photo(dragged[0][0].toString().toStdString()).image, expected(0.3)));
}

TEST_F(StrengthTest, NumberAndSliderAreThePlayhead) {
  model().setPlayhead(2);
  EXPECT_EQ(number().value(), 50);
  EXPECT_EQ(number().text(), QString("50") + QChar(0x2009) + '%');
  number().setFocus();
  number().selectAll();
  QTest::keyClicks(&number(), "45");
  EXPECT_EQ(model().playhead(), 2) << "half a number is none";
  QTest::keyClick(&number(), Qt::Key_Return);
  EXPECT_NEAR(model().strength(), 0.45, 1e-12);
  QTest::keyClick(&number(), Qt::Key_Up);
  EXPECT_NEAR(model().strength(), 0.46, 1e-12);
  auto* slider = window_->findChild<QSlider*>("strengthSlider");
  EXPECT_EQ(slider->value(), 460);
  slider->setFocus();
  QTest::keyClick(slider, Qt::Key_Left);
  EXPECT_NEAR(model().strength(), 0.45, 1e-12);
  model().setPlayhead(4.0 / 3);
  EXPECT_EQ(number().text(), QString("33.3") + QChar(0x2009) + '%');
  EXPECT_DOUBLE_EQ(model().playhead(), 4.0 / 3) << "what is shown rounded moves nothing";
}

TEST_F(StrengthTest, UndoAndRedoMoveWhatIsShown) {
  QUndoStack& undo = document().undoStack();
  const int steps = undo.count();
  model().setStrength(0.45);
  model().setEditPosition(model().playhead());
  ASSERT_TRUE(comesToRest());
  ASSERT_EQ(undo.count(), steps + 1);
  const QString name = QString::fromStdString(document().result()->settings.instruction);
  EXPECT_EQ(shownStep(undo.undoText()), QString("Strength of “%1”").arg(name));
  undo.undo();
  ASSERT_TRUE(comesToRest());
  EXPECT_EQ(model().strength(), 1);
  expectShown(1);
  undo.redo();
  ASSERT_TRUE(comesToRest());
  EXPECT_NEAR(model().strength(), 0.45, 1e-12);
  expectShown(0.45);
}

TEST_F(StrengthTest, MovingOnStopsTheMerge) {
  control_->waits_to_merge = true;
  model().setStrength(0.2);
  QTest::qWait(120);
  model().setStrength(0.7);
  EXPECT_TRUE(document().isLookPending());
  control_->waits_to_merge = false;
  ASSERT_TRUE(comesToRest());
  expectShown(0.7);
  model().setPlayhead(4);
  EXPECT_FALSE(document().isLookPending()) << "the kept one is there already";
  EXPECT_EQ(document().look(), nullptr);
}

TEST_F(StrengthTest, TheVisiblePartComesFirst) {
  control_->waits_to_merge = true;  // of the whole
  window_->canvas().resize(160, 120);
  window_->canvas().setZoom(8);
  model().setStrength(0.4);
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->parts > 0; }, test::kPatience_ms));
  const QRect seen = window_->canvas().visiblePixels();
  const QPoint at = seen.center();
  const QRgb wanted = toQImage(expected(0.4)).pixel(at);
  EXPECT_TRUE(
      QTest::qWaitFor([&] { return canvasAt(at + QPointF(0.5, 0.5)).rgb() == wanted; }, test::kPatience_ms));
  EXPECT_EQ(document().look(), nullptr);
  control_->waits_to_merge = false;
  ASSERT_TRUE(comesToRest());
  expectShown(0.4);
}

TEST_F(StrengthTest, AllOfALargePhotoComesFirstAtTheSizeItIsSeenAt) {
  openPhoto(2400, 1600);
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return document().photo()->image.width() == 2400; }, test::kPatience_ms));
  edit("make it night");
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return panel().isLoaded() && model().count() == 5; }, test::kPatience_ms));
  control_->waits_to_merge = true;
  control_->parts = 0;
  window_->canvas().fitToWindow();
  ASSERT_LT(window_->canvas().zoom(), 0.6) << "else this tests nothing";
  model().setStrength(0.4);
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->parts > 0; }, test::kPatience_ms));
  EXPECT_NEAR(control_->part_scale, window_->canvas().zoom(), 1e-9);
  const QColor wanted = toQImage(expected(0.4)).pixelColor(1200, 300);
  const auto near = [&] {
    const QColor shown = canvasAt({1200.5, 300.5});
    return std::abs(shown.red() - wanted.red()) + std::abs(shown.blue() - wanted.blue()) < 12;
  };
  EXPECT_TRUE(QTest::qWaitFor(near, test::kPatience_ms));
  EXPECT_EQ(document().look(), nullptr);
  control_->waits_to_merge = false;
  ASSERT_TRUE(comesToRest());
}

TEST_F(StrengthTest, UntilThenThePhotosDetailStaysSharp) {
  control_->waits_to_merge = true;
  window_->canvas().setZoom(1);
  model().setStrength(0);
  // Nothing has changed there: the stand-in is the photo, not its small frame enlarged.
  const QImage photo = toQImage(document().photo()->image);
  for (int x = 150; x < 175; ++x) EXPECT_EQ(canvasAt({x + 0.5, 100.5}).rgb(), photo.pixel(x, 100)) << x;
  control_->waits_to_merge = false;
  ASSERT_TRUE(comesToRest());
}

TEST_F(StrengthTest, DifferenceIsOfTheShownStrength) {
  window_->commands().action("view.difference")->trigger();
  ASSERT_TRUE(comesToRest());
  const QColor before = canvasAt({40.5, 20.5});
  model().setStrength(0);
  ASSERT_TRUE(comesToRest());
  EXPECT_TRUE(QTest::qWaitFor(
      [&] {
        return canvasAt({40.5, 20.5}).rgb() == toQImage(document().photo()->image).pixel(40, 20);
      },
      test::kPatience_ms))
      << "no difference to the photo at 0";
  EXPECT_NE(canvasAt({40.5, 20.5}), before);
}

TEST_F(StrengthTest, RegionsCountInWhatIsLookedAt) {
  MaskSession& masks = workspace().masks().session();
  model().setStrength(0.5);
  masks.addRegion();
  masks.moveRegion(masks.model().state().regions.front().id, 1);
  Image left(320, 240, 1, SampleType::U8);
  auto* bytes = reinterpret_cast<std::uint8_t*>(left.mutable_data());
  for (std::size_t i = 0; i < left.size_bytes(); ++i) bytes[i] = i % 320 < 100 ? 255 : 0;
  masks.model().setCoverage(masks.model().state().regions.front().id, left);
  masks.model().finishStroke();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !masks.isPending(); }, test::kPatience_ms));
  ASSERT_TRUE(comesToRest());
  const Image shown = document().shownResult()->edited->image;
  EXPECT_EQ(shown.row<std::uint8_t>(50)[3 * 50], expected(1).row<std::uint8_t>(50)[3 * 50]);
  EXPECT_EQ(shown.row<std::uint8_t>(50)[3 * 200], expected(0.5).row<std::uint8_t>(50)[3 * 200]);
}

}  // namespace
}  // namespace v4e::ui
