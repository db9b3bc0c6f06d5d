// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/evolution_dialog.h"

#include <QDir>
#include <QImageReader>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTimer>
#include <algorithm>

#include "tests/ui/patience.h"
#include "tests/ui/windows/window_fixture.h"
#include "ui/engine/image_convert.h"

namespace v4e::ui {
namespace {

class EvolutionDialogTest : public testing::Test {
 protected:
  void SetUp() override {
    frames_ = evolution_of(std::vector<Image>(4, fromQImage(testPicture(64, 48))));
    make();
  }

  void make() {
    dialog_ = std::make_unique<EvolutionDialog>(frames_, folder_.filePath("clip"), settings_);
    dialog_->show();
  }

  void choose(const QString& format) {
    dialog_->findChild<QComboBox*>("evolutionFormat")->setCurrentText(format);
  }
  void click(const char* button) {
    QTest::mouseClick(dialog_->findChild<QPushButton*>(button), Qt::LeftButton);
  }
  bool exports() {
    const QSignalSpy written(dialog_.get(), &EvolutionDialog::written);
    const QSignalSpy failed(dialog_.get(), &EvolutionDialog::failed);
    click("evolutionExport");
    return QTest::qWaitFor([&] { return written.count() + failed.count() == 1; }, test::kPatience_ms) &&
           written.count() == 1;
  }

  QTemporaryDir folder_;
  QTemporaryDir settings_folder_;
  Settings settings_{settings_folder_.filePath("settings.ini")};
  EvolutionFrames frames_;
  std::unique_ptr<EvolutionDialog> dialog_;
};

TEST_F(EvolutionDialogTest, TheNameFollowsTheFormat) {
  auto* path = dialog_->findChild<QLineEdit*>("evolutionPath");
  EXPECT_TRUE(path->text().endsWith("clip.mp4"));
  choose("GIF animation");
  EXPECT_TRUE(path->text().endsWith("clip.gif"));
  EXPECT_TRUE(dialog_->findChild<QWidget*>("evolutionLoop")->isEnabled());
  choose("Frames as PNG files");
  EXPECT_TRUE(path->text().endsWith("clip"));
  EXPECT_FALSE(dialog_->findChild<QWidget*>("evolutionSpeed")->isEnabled());
}

TEST_F(EvolutionDialogTest, WritesAGifThatQtPlays) {
  choose("GIF animation");
  dialog_->findChild<QCheckBox*>("evolutionPingPong")->setChecked(true);
  dialog_->findChild<QSpinBox*>("evolutionSpeed")->setValue(20);
  dialog_->findChild<QSpinBox*>("sizeValue")->setValue(50);
  ASSERT_TRUE(exports());
  EXPECT_FALSE(dialog_->isVisible());
  QImageReader reader(folder_.filePath("clip.gif"));
  EXPECT_EQ(reader.imageCount(), 6);
  EXPECT_EQ(reader.loopCount(), -1);
  EXPECT_EQ(reader.read().size(), QSize(32, 24));
  EXPECT_EQ(reader.nextImageDelay(), 1000);
  reader.read();
  EXPECT_EQ(reader.nextImageDelay(), 50);
}

TEST_F(EvolutionDialogTest, WritesVideosAndFrames) {
  ASSERT_TRUE(exports());
  EXPECT_GT(QFileInfo(folder_.filePath("clip.mp4")).size(), 500);
  make();
  choose("Frames as PNG files");
  ASSERT_TRUE(exports());
  EXPECT_EQ(QDir(folder_.filePath("clip")).entryList(QDir::Files).size(), 4);
  if (can_write(EvolutionFormat::WebM)) {
    make();
    choose("WebM video");
    ASSERT_TRUE(exports());
    EXPECT_GT(QFileInfo(folder_.filePath("clip.webm")).size(), 200);
  }
}

TEST_F(EvolutionDialogTest, CancelStopsTheWritingAndLeavesNothing) {
  frames_ = evolution_of(std::vector<Image>(200, fromQImage(testPicture(640, 480))));
  make();
  choose("GIF animation");
  click("evolutionExport");
  ASSERT_TRUE(dialog_->isWriting());
  auto* progress = dialog_->findChild<QProgressBar*>("evolutionProgress");
  ASSERT_TRUE(QTest::qWaitFor([&] { return progress->maximum() == 200; }, test::kPatience_ms));
  click("evolutionCancel");
  EXPECT_FALSE(dialog_->isWriting());
  EXPECT_TRUE(dialog_->isVisible());
  const auto is_clean = [this] {
    return QDir(folder_.path()).entryList(QDir::Files | QDir::Hidden).isEmpty();
  };
  EXPECT_TRUE(QTest::qWaitFor(is_clean, test::kPatience_ms));
  click("evolutionCancel");
  EXPECT_FALSE(dialog_->isVisible());
}

TEST_F(EvolutionDialogTest, ClosingTheDialogWhileItWritesIsNoTrouble) {
  choose("GIF animation");
  click("evolutionExport");
  dialog_.reset();
  // It may have come to its end before; half of it is never left.
  const auto has_no_part = [this] {
    const QStringList names = QDir(folder_.path()).entryList(QDir::Files | QDir::Hidden);
    return std::all_of(names.begin(), names.end(), [](const QString& name) { return name.endsWith(".gif"); });
  };
  EXPECT_TRUE(QTest::qWaitFor(has_no_part, test::kPatience_ms));
}

TEST_F(EvolutionDialogTest, AFailureIsToldAndTheDialogStays) {
  dialog_->findChild<QLineEdit*>("evolutionPath")->setText("/nowhere/clip.mp4");
  EXPECT_FALSE(exports());
  EXPECT_TRUE(dialog_->isVisible());
  EXPECT_FALSE(dialog_->isWriting());
}

TEST_F(EvolutionDialogTest, StartsWithTheLastChoiceAlsoAfterARestart) {
  auto* format = dialog_->findChild<QComboBox*>("evolutionFormat");
  QTest::keyClick(format, Qt::Key_End);
  QTest::keyClick(format, Qt::Key_Up);
  ASSERT_EQ(format->currentText(), "GIF animation");
  auto* speed = dialog_->findChild<QSpinBox*>("evolutionSpeed");
  speed->selectAll();
  QTest::keyClicks(speed, "24");
  QTest::keyClick(dialog_->findChild<QCheckBox*>("evolutionPingPong"), Qt::Key_Space);
  QTest::keyClick(dialog_->findChild<QCheckBox*>("evolutionLoop"), Qt::Key_Space);
  ASSERT_TRUE(exports());
  Settings read_anew(settings_folder_.filePath("settings.ini"));
  const EvolutionDialog again(frames_, folder_.filePath("other"), read_anew);
  EXPECT_EQ(again.findChild<QComboBox*>("evolutionFormat")->currentText(), "GIF animation");
  EXPECT_TRUE(again.findChild<QLineEdit*>("evolutionPath")->text().endsWith("other.gif"));
  EXPECT_EQ(again.findChild<QSpinBox*>("evolutionSpeed")->value(), 24);
  EXPECT_TRUE(again.findChild<QCheckBox*>("evolutionPingPong")->isChecked());
  EXPECT_FALSE(again.findChild<QCheckBox*>("evolutionLoop")->isChecked());
}

TEST_F(EvolutionDialogTest, ACancelledDialogChangesNoChoice) {
  choose("Frames as PNG files");
  click("evolutionCancel");
  make();
  EXPECT_EQ(dialog_->findChild<QComboBox*>("evolutionFormat")->currentText(), "MP4 video");
}

TEST_F(EvolutionDialogTest, AsksBeforeReplacing) {
  ASSERT_TRUE(exports());
  make();
  bool asked = false;
  QTimer::singleShot(0, dialog_.get(), [&] {
    auto* box = dialog_->findChild<QMessageBox*>();
    asked = box != nullptr;
    if (box) box->reject();
  });
  click("evolutionExport");
  EXPECT_TRUE(asked);
  EXPECT_FALSE(dialog_->isWriting());
}

TEST_F(WindowTest, EachFrameOfAnExportIsMergedAtThePhotosSize) {
  openPhoto();
  edit("x");
  window_->commands().action("file.exportEvolution")->trigger();
  auto* dialog = window_->findChild<EvolutionDialog*>();
  ASSERT_NE(dialog, nullptr);
  dialog->findChild<QComboBox*>("evolutionFormat")->setCurrentText("Frames as PNG files");
  const QSignalSpy written(dialog, &EvolutionDialog::written);
  QTest::mouseClick(dialog->findChild<QPushButton*>("evolutionExport"), Qt::LeftButton);
  ASSERT_TRUE(QTest::qWaitFor([&] { return written.count() == 1; }, test::kPatience_ms));
  const QImage photo(photo_);
  for (int i = 0; i < 5; ++i) {
    const QImage frame(folder_.filePath(QString("photo-evolution/frame-00%1.png").arg(i)));
    ASSERT_EQ(frame.size(), photo.size());
    const int red = qRed(photo.pixel(120, 90));
    EXPECT_EQ(qRed(frame.pixel(120, 90)), static_cast<int>(red + (255 - 2 * red) * i / 4.0)) << i;
  }
}

TEST_F(WindowTest, TheEvolutionCanBeExportedOnceThereIsOne) {
  openPhoto();
  QAction* action = window_->commands().action("file.exportEvolution");
  EXPECT_FALSE(action->isEnabled());
  edit("x");
  EXPECT_TRUE(action->isEnabled());
  action->trigger();
  auto* dialog = window_->findChild<EvolutionDialog*>();
  ASSERT_NE(dialog, nullptr);
  dialog->findChild<QComboBox*>("evolutionFormat")->setCurrentText("GIF animation");
  QTest::mouseClick(dialog->findChild<QPushButton*>("evolutionExport"), Qt::LeftButton);
  ASSERT_TRUE(QTest::qWaitFor([this] { return QFileInfo::exists(folder_.filePath("photo-evolution.gif")); },
                              test::kPatience_ms));
  EXPECT_TRUE(QTest::qWaitFor([this] { return window_->messages().isVisible(); }, test::kPatience_ms));
}

}  // namespace
}  // namespace v4e::ui
