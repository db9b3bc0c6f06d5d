// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <functional>

#include "core/image/io/photo_io.h"
#include "tests/ui/fake_backend.h"
#include "tests/ui/patience.h"
#include "ui/engine/image_convert.h"
#include "ui/export/export_dialog.h"
#include "ui/models/models_window.h"
#include "ui/widgets/message_bar.h"
#include "ui/windows/welcome_page.h"

namespace v4e::ui {
namespace {

class DialogTest : public testing::Test {
 protected:
  void write(const QString& name, const QByteArray& text) {
    QFile file(folder_.filePath(name));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(text);
  }
  QTemporaryDir folder_;
  Settings settings_{folder_.filePath("settings.ini")};
  Photo photo_ = photoFromQImage(testPicture(32, 24));
};

TEST_F(DialogTest, ExportFollowsTheFormat) {
  ExportDialog dialog(photo_, folder_.filePath("edit"), PhotoFormat::Jpeg, settings_);
  EXPECT_TRUE(dialog.path().endsWith("edit.jpg"));
  EXPECT_TRUE(dialog.options().quality.has_value());
  auto* format = dialog.findChild<QComboBox*>("exportFormat");
  format->setCurrentText("TIFF");
  EXPECT_TRUE(dialog.path().endsWith("edit.tif"));
  EXPECT_FALSE(dialog.options().quality.has_value());
}

TEST_F(DialogTest, ExportRemembersItsChoices) {
  {
    ExportDialog dialog(photo_, folder_.filePath("edit"), PhotoFormat::Jpeg, settings_);
    dialog.findChild<QSlider*>("exportQuality")->setValue(61);
    dialog.findChild<QComboBox*>("exportMetadata")->setCurrentIndex(1);
    dialog.show();
    QTest::mouseClick(dialog.findChild<QPushButton*>("exportButton"), Qt::LeftButton);
    EXPECT_EQ(dialog.result(), QDialog::Accepted);
    EXPECT_TRUE(dialog.options().strip_gps);
    EXPECT_TRUE(dialog.options().keep_metadata);
  }
  ExportDialog again(photo_, folder_.filePath("edit"), PhotoFormat::Jpeg, settings_);
  EXPECT_EQ(again.options().quality, 61);
}

TEST(MessageBarTest, ANoteGoesWhenItIsReadAndAFailureStays) {
  QWidget window;
  window.resize(600, 400);
  MessageBar bar(&window);
  bar.move(0, 300);  // not under the pointer
  QLineEdit elsewhere(&window);
  window.show();
  elsewhere.setFocus();
  auto& reading = *bar.findChild<QTimer*>("reading");
  bar.showNote([] { return QString("Saved."); });
  ASSERT_TRUE(reading.isActive());
  const int plain_ms = reading.interval();
  EXPECT_EQ(plain_ms, MessageBar::readingTime_ms(6, false));
  bar.offer([] { return QString("Open"); }, [] {});
  EXPECT_GT(reading.interval(), plain_ms) << "there is something to decide";
  reading.start(1);
  EXPECT_TRUE(QTest::qWaitFor([&] { return bar.isHidden(); }, test::kPatience_ms));

  bar.showNote([] { return QString("Saved."); });
  bar.showFailure({ErrorCode::FileUnwritable, "the disk is full", {}});
  EXPECT_FALSE(reading.isActive());
}

TEST(MessageBarTest, ANoteStaysWhileItIsAtHand) {
  QWidget window;
  MessageBar bar(&window);
  window.show();
  bar.showNote([] { return QString("Saved."); });
  auto& close = *bar.findChild<QToolButton*>("closeMessage");
  window.activateWindow();
  close.setFocus();
  ASSERT_TRUE(QTest::qWaitFor([&] { return close.hasFocus(); }, test::kPatience_ms));
  auto& reading = *bar.findChild<QTimer*>("reading");
  const QSignalSpy read(&reading, &QTimer::timeout);
  reading.start(1);
  ASSERT_TRUE(QTest::qWaitFor([&] { return read.count() > 0; }, test::kPatience_ms));
  EXPECT_FALSE(bar.isHidden());
  EXPECT_TRUE(reading.isActive()) << "it is asked again";
}

class ExportMemoryTest : public DialogTest {
 protected:
  /// Opens the dialog on settings read from the disk, lets `choose` change it, and exports.
  void exportWith(const Photo& photo, const std::function<void(ExportDialog&)>& choose) {
    Settings settings(folder_.filePath("settings.ini"));
    ExportDialog dialog(photo, folder_.filePath("edit"), PhotoFormat::Png, settings);
    dialog.show();
    choose(dialog);
    QTest::mouseClick(dialog.findChild<QPushButton*>("exportButton"), Qt::LeftButton);
    ASSERT_EQ(dialog.result(), QDialog::Accepted);
  }
  WriteOptions shownFor(const Photo& photo, PhotoFormat format = PhotoFormat::Png) {
    Settings settings(folder_.filePath("settings.ini"));
    return ExportDialog(photo, folder_.filePath("edit"), format, settings).options();
  }
  static void press(ExportDialog& dialog, const char* field, Qt::Key key) {
    QTest::keyClick(dialog.findChild<QWidget*>(field), key);
  }
  Photo deepPhoto() const {
    Photo deep = photo_;
    deep.image = Image(32, 24, 3, SampleType::U16);
    return deep;
  }
};

TEST_F(ExportMemoryTest, DepthAndColoursComeBackAfterARestart) {
  exportWith(photo_, [](ExportDialog& dialog) {
    press(dialog, "exportDepth", Qt::Key_End);
    press(dialog, "exportColours", Qt::Key_End);
    press(dialog, "exportColours", Qt::Key_Up);
  });
  EXPECT_EQ(shownFor(photo_).bits, 16);
  EXPECT_EQ(shownFor(photo_).profile, OutputProfile::DisplayP3);
  exportWith(photo_, [](ExportDialog& dialog) { press(dialog, "exportDepth", Qt::Key_Home); });
  EXPECT_EQ(shownFor(photo_).bits, 8);
}

TEST_F(ExportMemoryTest, EightBitsThatNobodyChoseDoNotSpoilADeepPhoto) {
  exportWith(photo_, [](ExportDialog&) {});
  EXPECT_EQ(shownFor(deepPhoto()).bits, 16);
  exportWith(deepPhoto(), [](ExportDialog& dialog) { press(dialog, "exportDepth", Qt::Key_Home); });
  EXPECT_EQ(shownFor(deepPhoto()).bits, 8) << "chosen by the user";
  exportWith(photo_, [](ExportDialog&) {});
  EXPECT_EQ(shownFor(deepPhoto()).bits, 8) << "a photo that has eight bits anyway says nothing about it";
}

TEST_F(ExportMemoryTest, LosslessWebPComesBack) {
  exportWith(photo_, [](ExportDialog& dialog) {
    dialog.findChild<QComboBox*>("exportFormat")->setCurrentText("WebP");
    press(dialog, "exportLossless", Qt::Key_Space);
  });
  EXPECT_FALSE(shownFor(photo_, PhotoFormat::WebP).quality);
}

TEST_F(ExportMemoryTest, FormatAndSizeComeBack) {
  exportWith(photo_, [](ExportDialog& dialog) {
    dialog.findChild<QComboBox*>("exportFormat")->setCurrentText("TIFF");
    dialog.findChild<QSpinBox*>("sizeValue")->setValue(50);
  });
  EXPECT_EQ(shownFor(photo_, PhotoFormat::Jpeg).format, PhotoFormat::Tiff);
  EXPECT_EQ(shownFor(photo_).long_side_px, 16);
  exportWith(photo_, [](ExportDialog& dialog) {
    dialog.findChild<QComboBox*>("exportFormat")->setCurrentText("PNG");
    dialog.findChild<QComboBox*>("sizeUnit")->setCurrentIndex(1);
    dialog.findChild<QSpinBox*>("sizeValue")->setValue(20);
  });
  EXPECT_EQ(shownFor(photo_, PhotoFormat::Jpeg).format, PhotoFormat::Jpeg)
      << "PNG was that photo's own format";
  EXPECT_EQ(shownFor(photo_).long_side_px, 20);
}

TEST_F(DialogTest, ExportFormatFollowsTheEndingThatIsTyped) {
  ExportDialog dialog(photo_, folder_.filePath("edit"), PhotoFormat::Jpeg, settings_);
  auto* path = dialog.findChild<QLineEdit*>("exportPath");
  auto* format = dialog.findChild<QComboBox*>("exportFormat");
  const auto type = [&](const QString& name) {
    path->selectAll();
    QTest::keyClicks(path, folder_.filePath(name));
  };
  for (const auto& [name, wanted] : std::initializer_list<std::pair<const char*, const char*>>{
           {"x.png", "PNG"}, {"x.webp", "WebP"}, {"x.TIFF", "TIFF"}, {"x.jpeg", "JPEG"}}) {
    type(name);
    EXPECT_EQ(format->currentText(), wanted);
    EXPECT_EQ(dialog.path(), folder_.filePath(name)) << "what was typed stays";
  }
  format->setCurrentText("PNG");
  EXPECT_EQ(dialog.path(), folder_.filePath("x.png"));
  type("holiday.2024");
  QTest::mouseClick(dialog.findChild<QPushButton*>("exportButton"), Qt::LeftButton);
  EXPECT_EQ(dialog.result(), QDialog::Accepted);
  EXPECT_EQ(dialog.path(), folder_.filePath("holiday.2024.png"));
}

TEST_F(DialogTest, ExportStaysOpenWhereTheFileCannotBeWritten) {
  ExportDialog dialog(photo_, folder_.filePath("edit"), PhotoFormat::Png, settings_);
  dialog.show();
  auto* path = dialog.findChild<QLineEdit*>("exportPath");
  auto* problem = dialog.findChild<QLabel*>("exportProblem");
  dialog.findChild<QSpinBox*>("sizeValue")->setValue(50);
  for (const QString& name : {QString("missing/x.png"), QString()}) {
    path->selectAll();
    QTest::keyClick(path, Qt::Key_Delete);
    if (!name.isEmpty()) QTest::keyClicks(path, folder_.filePath(name));
    QTest::mouseClick(dialog.findChild<QPushButton*>("exportButton"), Qt::LeftButton);
    EXPECT_TRUE(dialog.isVisible());
    EXPECT_TRUE(problem->isVisible());
    if (!name.isEmpty()) {
      EXPECT_TRUE(problem->text().contains("missing"));
    }
  }
  EXPECT_EQ(dialog.options().long_side_px, 16) << "nothing that was chosen is lost";
  QTest::keyClicks(path, folder_.filePath("x.png"));
  EXPECT_FALSE(problem->isVisible());
  QTest::mouseClick(dialog.findChild<QPushButton*>("exportButton"), Qt::LeftButton);
  EXPECT_EQ(dialog.result(), QDialog::Accepted);
}

TEST_F(DialogTest, ExportAsksForSizeDepthAndColours) {
  ExportDialog dialog(photo_, folder_.filePath("edit"), PhotoFormat::Png, settings_);
  EXPECT_FALSE(dialog.options().long_side_px);
  EXPECT_EQ(dialog.options().profile, OutputProfile::Own);
  EXPECT_EQ(dialog.options().bits, 8);
  auto* size = dialog.findChild<QSpinBox*>("sizeValue");
  auto* unit = dialog.findChild<QComboBox*>("sizeUnit");
  size->setValue(50);
  EXPECT_EQ(dialog.options().long_side_px, 16);
  EXPECT_TRUE(dialog.findChild<QLabel*>("sizeOutcome")->text().startsWith("16 × 12"));
  unit->setCurrentIndex(1);
  EXPECT_EQ(size->value(), 16);
  size->setValue(64);
  EXPECT_EQ(dialog.options().long_side_px, 64);
  unit->setCurrentIndex(0);
  EXPECT_EQ(size->value(), 200);
  dialog.findChild<QComboBox*>("exportColours")->setCurrentText("Display P3");
  EXPECT_EQ(dialog.options().profile, OutputProfile::DisplayP3);
  dialog.findChild<QComboBox*>("exportDepth")->setCurrentIndex(1);
  EXPECT_EQ(dialog.options().bits, 16);
  dialog.findChild<QComboBox*>("exportFormat")->setCurrentText("JPEG");
  EXPECT_FALSE(dialog.findChild<QWidget*>("exportDepth")->isEnabled());
  EXPECT_FALSE(dialog.options().bits);
}

TEST_F(DialogTest, ExportPromisesUntouchedPixelsOnlyWhereItKeepsThem) {
  ExportDialog dialog(photo_, folder_.filePath("edit"), PhotoFormat::Png, settings_);
  const auto promises = [&] {
    for (const QLabel* label : dialog.findChildren<QLabel*>())
      if (label->text().contains("bit for bit")) return true;
    return false;
  };
  EXPECT_TRUE(promises());
  dialog.findChild<QSpinBox*>("sizeValue")->setValue(50);
  EXPECT_FALSE(promises());
  dialog.findChild<QSpinBox*>("sizeValue")->setValue(100);
  EXPECT_TRUE(promises());
  dialog.findChild<QComboBox*>("exportColours")->setCurrentText("sRGB");
  EXPECT_FALSE(promises());
}

TEST_F(DialogTest, ModelsWindowTellsWhatIsMissing) {
  EditEngine engine([] { return std::make_unique<FakeBackend>(std::make_shared<FakeControl>()); });
  ModelsWindow window(engine, settings_);
  engine.findModels({});
  auto* list = window.findChild<QListWidget*>("modelList");
  ASSERT_TRUE(QTest::qWaitFor([&] { return list->count() == 2; }, test::kPatience_ms));
  list->setCurrentRow(1);
  EXPECT_TRUE(
      window.findChild<QTextBrowser*>("modelDetails")->toPlainText().contains("put it into large/vae"));
}

class KindDialogTest : public DialogTest {
 protected:
  void SetUp() override {
    control_->asks_for_kind = true;
    QObject::connect(&settings_, &Settings::modelFoldersChanged, &engine_,
                     [this] { engine_.findModels({}); });
    engine_.findModels({});
    ASSERT_TRUE(QTest::qWaitFor([this] { return list().count() == 2; }, test::kPatience_ms));
    list().setCurrentRow(1);
    window_.show();
  }
  [[nodiscard]] QListWidget& list() const { return *window_.findChild<QListWidget*>("modelList"); }
  template <typename T>
  [[nodiscard]] T& field(const char* name) const {
    return *window_.findChild<T*>(name);
  }
  [[nodiscard]] QString details() const { return field<QTextBrowser>("modelDetails").toPlainText(); }

  std::shared_ptr<FakeControl> control_ = std::make_shared<FakeControl>();
  EditEngine engine_{[this] { return std::make_unique<FakeBackend>(control_); }};
  ModelsWindow window_{engine_, settings_};
};

TEST_F(KindDialogTest, AsksWhichModelAFileIsAndKeepsTheAnswer) {
  EXPECT_TRUE(details().contains("say below which model")) << details().toStdString();
  auto& choices = field<QComboBox>("kindChoices");
  EXPECT_EQ(choices.count(), 3) << "both, and none yet";
  EXPECT_FALSE(field<QPushButton>("keepKind").isEnabled()) << "nothing is chosen";
  EXPECT_TRUE(choices.accessibleName().contains("wan.safetensors"));
  QTest::keyClick(&choices, Qt::Key_End);
  QTest::mouseClick(&field<QPushButton>("keepKind"), Qt::LeftButton);
  ASSERT_TRUE(QTest::qWaitFor([this] { return engine_.models().value(1).ready; }, test::kPatience_ms));
  EXPECT_EQ(control_->kind, 1);
  EXPECT_EQ(list().currentRow(), 1);
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  EXPECT_EQ(field<QComboBox>("kindChoices").currentData(), "i2v-a14b-low");
  EXPECT_EQ(field<QLabel>("kindReason").text(), "As you said.");
  EXPECT_FALSE(field<QPushButton>("keepKind").isEnabled());
  QTest::keyClick(&field<QComboBox>("kindChoices"), Qt::Key_Home);
  QTest::mouseClick(&field<QPushButton>("keepKind"), Qt::LeftButton);
  EXPECT_TRUE(QTest::qWaitFor([this] { return control_->kind == 0; }, test::kPatience_ms))
      << "and changes it";
}

TEST_F(KindDialogTest, OtherModelsAreNotAskedAbout) {
  list().setCurrentRow(0);
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  EXPECT_EQ(window_.findChild<QComboBox*>("kindChoices"), nullptr);
}

TEST_F(KindDialogTest, AnAnswerThatCannotBeKeptIsSaid) {
  control_->fails = true;
  const QSignalSpy failed(&engine_, &EditEngine::failed);
  QTest::keyClick(&field<QComboBox>("kindChoices"), Qt::Key_End);
  QTest::mouseClick(&field<QPushButton>("keepKind"), Qt::LeftButton);
  EXPECT_TRUE(QTest::qWaitFor([&] { return failed.count() == 1; }, test::kPatience_ms));
  EXPECT_FALSE(engine_.models().value(1).ready);
}

TEST_F(DialogTest, SamplesComeFromTheIndex) {
  EXPECT_TRUE(readSamples(folder_.path().toStdString()).empty());
  std::ignore = writeTestPhoto(folder_.path().toStdString(), 64, 48);
  write("index.json", R"({"samples": [
    {"file": "photo.png", "title": "Hills", "instruction": "make it snow", "credit": "own work, CC0"},
    {"file": "missing.jpg", "title": "-", "instruction": "-", "credit": "-"}]})");
  const auto samples = readSamples(folder_.path().toStdString());
  ASSERT_EQ(samples.size(), 1U);
  EXPECT_EQ(samples.front().instruction, "make it snow");
  WelcomePage page(settings_, folder_.path().toStdString());
  page.show();
  const QSignalSpy chosen(&page, &WelcomePage::sampleChosen);
  ASSERT_TRUE(QTest::qWaitFor([&] { return page.findChild<QToolButton*>("sample0") != nullptr; },
                              test::kPatience_ms));
  QTest::mouseClick(page.findChild<QToolButton*>("sample0"), Qt::LeftButton);
  ASSERT_EQ(chosen.count(), 1);
  EXPECT_EQ(chosen.first().at(1).toString(), "make it snow");
}

TEST_F(DialogTest, ABrokenIndexIsNoReasonNotToStart) {
  write("index.json", "{\"samples\": 7}");
  EXPECT_THROW(std::ignore = readSamples(folder_.path().toStdString()), Error);
  WelcomePage page(settings_, folder_.path().toStdString());
  page.show();
  QTest::qWait(50);
  EXPECT_EQ(page.findChild<QToolButton*>("sample0"), nullptr);
}

}  // namespace
}  // namespace v4e::ui
