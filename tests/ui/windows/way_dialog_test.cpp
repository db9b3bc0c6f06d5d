// SPDX-License-Identifier: GPL-3.0-or-later
// The evolution between two pictures: asked for by menu, mouse, keys and drops; what does not fit is said.
#include <gmock/gmock.h>

#include <QColorSpace>
#include <QDropEvent>
#include <QFile>
#include <QLineEdit>
#include <QMimeData>
#include <QUrl>
#include <fstream>

#include "tests/ui/windows/window_fixture.h"
#include "ui/windows/way_dialog.h"

namespace v4e::ui {
namespace {

class WayDialogTest : public WindowTest {
 protected:
  /// A picture that is other than the photo.
  [[nodiscard]] QString finished(int width = 320, int height = 240) const {
    QImage edited = testPicture(width, height);
    edited.invertPixels();
    const QString path = folder_.filePath(QString("finished-%1.png").arg(width));
    edited.save(path);
    return path;
  }
  [[nodiscard]] WayDialog& openDialog() {
    window_->commands().action("generate.way")->trigger();
    auto* dialog = window_->findChild<WayDialog*>();
    EXPECT_TRUE(QTest::qWaitForWindowExposed(dialog, test::kPatience_ms));
    return *dialog;
  }
  template <typename Widget>
  [[nodiscard]] static Widget& in(WayDialog& dialog, const char* name) {
    return *dialog.findChild<Widget*>(name);
  }
  static void drop(QWidget& target, const QStringList& paths) {
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& path : paths) urls << QUrl::fromLocalFile(path);
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &enter);
    ASSERT_TRUE(enter.isAccepted());
    QDropEvent dropped(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &dropped);
  }
  /// Waits until the dialog says so.
  static ::testing::AssertionResult says(WayDialog& dialog, const QString& words) {
    auto& state = in<QLabel>(dialog, "wayState");
    if (QTest::qWaitFor([&] { return state.text().contains(words); }, test::kPatience_ms))
      return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "it says \"" << state.text().toStdString() << '"';
  }
  /// What a screen with these colours has to be sent for one of sRGB.
  [[nodiscard]] static QColor colourOn(const QColorSpace& screen, const QColor& colour) {
    return QColorSpace(QColorSpace::SRgb).transformationToColorSpace(screen).map(colour);
  }
  static bool isReady(WayDialog& dialog) {
    return QTest::qWaitFor([&] { return in<QPushButton>(dialog, "wayStart").isEnabled(); },
                           test::kPatience_ms);
  }
  [[nodiscard]] std::shared_ptr<const EditResult> waitForEdit() {
    const bool made = QTest::qWaitFor(
        [&] { return window_->document().result() && !window_->session().isEditing(); }, test::kPatience_ms);
    return made ? window_->document().result() : nullptr;
  }
};

TEST_F(WayDialogTest, TheOpenPhotoAndADroppedEditFillTheTimeline) {
  openPhoto();
  WayDialog& dialog = openDialog();
  auto& start = in<QPushButton>(dialog, "wayStart");
  EXPECT_FALSE(start.isEnabled()) << "no edit yet";
  EXPECT_TRUE(in<QLabel>(dialog, "wayModel").text().contains("Nano"));
  EXPECT_TRUE(in<QLabel>(dialog, "wayModel").text().contains("FLF2V"));
  drop(in<PictureSlot>(dialog, "wayFinished"), {finished()});
  ASSERT_TRUE(isReady(dialog));
  QTest::mouseClick(&start, Qt::LeftButton);
  const auto result = waitForEdit();
  ASSERT_NE(result, nullptr);
  EXPECT_EQ(result->settings.ending, finished().toStdString());
  EXPECT_EQ(result->settings.instruction, "Evolution to finished-320.png");
  EXPECT_EQ(result->settings.caption, kSteadyWay);
  EXPECT_EQ(result->frames.size(), 5u);
  EXPECT_TRUE(window_->commands().action("file.exportEvolution")->isEnabled());
}

TEST_F(WayDialogTest, ByKeysAloneWithWordsForWhatHappens) {
  openPhoto();
  WayDialog& dialog = openDialog();
  EXPECT_TRUE(in<PictureSlot>(dialog, "wayFinished").hasFocus());
  dialog.takeFiles({finished()});
  ASSERT_TRUE(isReady(dialog));
  QTest::keyClick(&dialog, Qt::Key_H, Qt::AltModifier);
  auto& words = in<QLineEdit>(dialog, "wayWords");
  ASSERT_TRUE(words.hasFocus());
  QTest::keyClicks(&words, "it snows");
  QTest::keyClick(&words, Qt::Key_Return);
  const auto result = waitForEdit();
  ASSERT_NE(result, nullptr);
  EXPECT_EQ(result->settings.instruction, "it snows");
  EXPECT_EQ(result->settings.caption, "");
}

TEST_F(WayDialogTest, TwoDroppedPicturesAreThePhotoAndItsEdit) {
  const QString photo = QString::fromStdString(writeTestPhoto(folder_.path().toStdString(), 320, 240));
  WayDialog& dialog = openDialog();
  EXPECT_FALSE(in<QPushButton>(dialog, "wayStart").isEnabled());
  drop(dialog, {photo, finished()});
  ASSERT_TRUE(isReady(dialog));
  QTest::mouseClick(&in<QPushButton>(dialog, "wayStart"), Qt::LeftButton);
  const auto result = waitForEdit();
  ASSERT_NE(result, nullptr);
  EXPECT_EQ(window_->document().path(), photo);
  EXPECT_EQ(result->settings.ending, finished().toStdString());
}

TEST_F(WayDialogTest, WhatDoesNotFitIsSaidAndKeepsItFromStarting) {
  openPhoto();
  WayDialog& dialog = openDialog();
  dialog.takeFiles({finished(240, 240)});
  EXPECT_TRUE(says(dialog, "proportions"));
  dialog.takeFiles({photo_});
  EXPECT_TRUE(says(dialog, "same picture"));
  dialog.takeFiles({folder_.filePath("missing.png")});
  EXPECT_TRUE(says(dialog, "missing.png"));
  const QString broken = folder_.filePath("broken.png");
  std::ofstream(broken.toStdString()) << "no picture";
  dialog.takeFiles({broken});
  EXPECT_TRUE(says(dialog, "broken.png"));
  EXPECT_FALSE(in<QPushButton>(dialog, "wayStart").isEnabled());
  // Another size is brought to the photo's, which is said and no hindrance.
  dialog.takeFiles({finished(640, 480)});
  EXPECT_TRUE(says(dialog, "640 × 480"));
  EXPECT_TRUE(isReady(dialog));
  EXPECT_EQ(control_->edits, 0);
  QTest::keyClick(&dialog, Qt::Key_Escape);
  EXPECT_FALSE(dialog.isVisible());
}

TEST_F(WayDialogTest, PicturesHaveTheColoursOfTheScreen) {
  openPhoto();
  WayDialog& dialog = openDialog();
  QImage meadow(320, 240, QImage::Format_RGB32);
  meadow.fill(QColor(40, 200, 40));
  meadow.save(folder_.filePath("meadow.png"));
  dialog.takeFiles({folder_.filePath("meadow.png")});
  ASSERT_TRUE(isReady(dialog));
  auto& slot = in<PictureSlot>(dialog, "wayFinished");
  const auto centre = [&slot] {
    const QImage seen = slot.grab().toImage();
    return seen.pixelColor(seen.width() / 2, seen.height() / 3);
  };
  const QColor plain = centre();
  QFile profile(folder_.filePath("screen.icc"));
  ASSERT_TRUE(profile.open(QIODevice::WriteOnly));
  profile.write(QColorSpace(QColorSpace::AdobeRgb).iccProfile());
  profile.close();
  settings_.setScreenProfile(profile.fileName());
  ASSERT_TRUE(isReady(dialog));
  const QColor expected = colourOn(QColorSpace::AdobeRgb, plain);
  ASSERT_GT(std::abs(expected.red() - plain.red()) + std::abs(expected.green() - plain.green()), 6)
      << "else this tests nothing";
  EXPECT_TRUE(QTest::qWaitFor(
      [&] {
        return std::abs(centre().red() - expected.red()) <= 3 &&
               std::abs(centre().green() - expected.green()) <= 3;
      },
      test::kPatience_ms));
}

TEST_F(WayDialogTest, WhatIsSelectedDoesNotHinderAWay) {
  openPhoto();
  window_->session().setSelection([] {
    EditSession::Selection selection;
    selection.mask = Image(320, 240, 1, SampleType::U8);
    return selection;
  });
  WayDialog& dialog = openDialog();
  dialog.takeFiles({finished()});
  ASSERT_TRUE(isReady(dialog));
  QTest::mouseClick(&in<QPushButton>(dialog, "wayStart"), Qt::LeftButton);
  const auto result = waitForEdit();
  ASSERT_NE(result, nullptr);
  EXPECT_TRUE(result->settings.region.is_none());
}

}  // namespace
}  // namespace v4e::ui
