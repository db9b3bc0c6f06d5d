// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/main_window.h"
#include "core/image/io/photo_io.h"
#include "core/image/photo_kinds.h"

#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QMessageBox>
#include <QMimeData>
#include <QSignalSpy>
#include <QUrl>

#include "tests/ui/patience.h"
#include "tests/ui/windows/window_fixture.h"
#include "ui/engine/export_settings.h"
#include "ui/engine/image_convert.h"
#include "ui/models/models_window.h"

namespace v4e::ui {
namespace {

TEST_F(WindowTest, StartsWithTheWelcomePage) {
  EXPECT_TRUE(window_->findChild<WelcomePage*>()->isVisible());
  EXPECT_FALSE(window_->commands().action("file.export")->isEnabled());
}

TEST_F(WindowTest, OpensAPhotoAndRemembersIt) {
  openPhoto();
  EXPECT_TRUE(window_->canvas().isVisible());
  EXPECT_EQ(settings_.recentFiles().first(), photo_);
  EXPECT_TRUE(window_->windowTitle().startsWith("photo.png"));
}

TEST_F(WindowTest, AnUnreadableFileIsSaidAndWhatIsOpenStays) {
  openPhoto();
  window_->intake().openFile(folder_.filePath("nothing.jpg"));
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->messages().isVisible(); }, test::kPatience_ms));
  EXPECT_TRUE(window_->document().hasPhoto());
}

TEST_F(WindowTest, ARawFileIsShownAtHalfItsSizeFirst) {
  if (!kind_of(PhotoFormat::Raw).is_read) GTEST_SKIP() << "built without LibRaw";
  QSize draft;
  bool is_whole_open = false;
  QObject::connect(&window_->document(), &PhotoDocument::draftReady, [&](const auto& pyramid) {
    draft = pyramid->size();
    is_whole_open = window_->document().hasPhoto();
  });
  window_->intake().openFile(V4E_SOURCE_DIR "/tests/core/image/pictures/raw.dng");
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().hasPhoto(); }, test::kPatience_ms));
  EXPECT_EQ(draft, QSize(32, 24));
  EXPECT_FALSE(is_whole_open);
  EXPECT_EQ(window_->document().photo()->image.width(), 64);
}

TEST_F(WindowTest, ADraftDoesNotStayWhereTheWholeCannotBeOpened) {
  auto& canvas = window_->canvas();
  Q_EMIT window_->document().draftReady(ImagePyramid::build(QImage(8, 8, QImage::Format_RGB32)));
  ASSERT_TRUE(canvas.isVisible());
  window_->intake().openFile(folder_.filePath("gone.dng"));
  EXPECT_TRUE(QTest::qWaitFor([&] { return !canvas.isVisible(); }, test::kPatience_ms));
  EXPECT_TRUE(QTest::qWaitFor([this] { return window_->messages().isVisible(); }, test::kPatience_ms));
}

TEST_F(WindowTest, EditsWithCtrlReturnWhileTyping) {
  openPhoto();
  window_->activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(window_.get()));
  QTest::keyClicks(&window_->instructionPanel().instruction(), "invert it");
  QTest::keyClick(&window_->instructionPanel().instruction(), Qt::Key_Return, Qt::ControlModifier);
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return window_->document().editPyramid() != nullptr; }, test::kPatience_ms));
  EXPECT_EQ(window_->instructionPanel().instruction().history().instructions().first(), "invert it");
  EXPECT_TRUE(window_->canvas().hasEdit());
}

/// A window whose engine has not looked for models yet.
class EarlyWindowTest : public WindowTest {
 protected:
  void SetUp() override {
    makeWindow();
    window_->show();
    ASSERT_TRUE(QTest::qWaitFor([this] { return card() != nullptr; }, test::kPatience_ms));
  }
  [[nodiscard]] QToolButton* card() const { return window_->findChild<QToolButton*>("sample0"); }
  void clickSample() {
    QTest::mouseClick(card(), Qt::LeftButton);
    ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().hasPhoto(); }, test::kPatience_ms));
    EXPECT_FALSE(window_->session().isEditing());
  }
};

TEST_F(EarlyWindowTest, ASampleClickedBeforeTheModelsAreFoundIsEditedWhenTheyAre) {
  clickSample();
  window_->findModels();
  EXPECT_TRUE(QTest::qWaitFor([this] { return control_->edits == 1; }, test::kPatience_ms));
  EXPECT_TRUE(
      QTest::qWaitFor([this] { return window_->document().result() != nullptr; }, test::kPatience_ms));
}

TEST_F(EarlyWindowTest, WhoTypesMeanwhileStartsByHerself) {
  clickSample();
  window_->instructionPanel().instruction().setPlainText("something else");
  QSignalSpy found(&engine_, &EditEngine::modelsFound);
  window_->findModels();
  ASSERT_TRUE(QTest::qWaitFor([&] { return found.count() == 1; }, test::kPatience_ms));
  EXPECT_FALSE(window_->session().isEditing());
}

TEST_F(WindowTest, UndoAndRedoGoThroughEdits) {
  openPhoto();
  edit("first");
  edit("second");
  window_->commands().action("edit.undo")->trigger();
  EXPECT_EQ(window_->document().result()->settings.instruction, "first");
  window_->commands().action("edit.undo")->trigger();
  EXPECT_EQ(window_->document().result(), nullptr);
  EXPECT_FALSE(window_->canvas().hasEdit());
  window_->commands().action("edit.redo")->trigger();
  EXPECT_EQ(window_->document().result()->settings.instruction, "first");
}

TEST_F(WindowTest, AFailedEditChangesNothingAndIsSaid) {
  openPhoto();
  control_->fails = true;
  window_->instructionPanel().instruction().setPlainText("x");
  window_->startEdit();
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->messages().isVisible(); }, test::kPatience_ms));
  EXPECT_EQ(window_->document().result(), nullptr);
  EXPECT_FALSE(window_->session().isEditing());
  EXPECT_TRUE(window_->instructionPanel().generate().findChild<QPushButton*>("generate")->isVisible());
}

TEST_F(WindowTest, OutOfMemoryOffersFewerFrames) {
  control_->frames = {1, 5};
  QSignalSpy found(&engine_, &EditEngine::modelsFound);
  window_->findModels();
  ASSERT_TRUE(QTest::qWaitFor([&] { return found.count() == 1; }, test::kPatience_ms));
  openPhoto();
  control_->fails = true;
  window_->instructionPanel().instruction().setPlainText("x");
  window_->startEdit();
  auto* offer = window_->findChild<QPushButton*>("messageOffer");
  ASSERT_TRUE(QTest::qWaitFor([&] { return offer->isVisible(); }, test::kPatience_ms));
  const QString text = window_->findChild<QLabel*>("messageText")->text();
  EXPECT_FALSE(text.contains("--")) << text.toStdString();
  control_->fails = false;
  QTest::mouseClick(offer, Qt::LeftButton);
  EXPECT_FALSE(window_->messages().isVisible());
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return window_->document().result() != nullptr; }, test::kPatience_ms));
  EXPECT_EQ(window_->document().result()->settings.frames, 1);
}

TEST_F(WindowTest, OutOfMemoryWithTheFewestFramesOffersAnotherModel) {
  openPhoto();
  control_->fails = true;
  window_->instructionPanel().instruction().setPlainText("x");
  window_->startEdit();
  auto* offer = window_->findChild<QPushButton*>("messageOffer");
  ASSERT_TRUE(QTest::qWaitFor([&] { return offer->isVisible(); }, test::kPatience_ms));
  QTest::mouseClick(offer, Qt::LeftButton);
  EXPECT_TRUE(QTest::qWaitFor([this] { return window_->findChild<QDialog*>("modelsWindow") != nullptr; },
                              test::kPatience_ms));
}

TEST_F(WindowTest, StopNowLeavesThePhotoAsItWas) {
  openPhoto();
  control_->waits = true;
  window_->instructionPanel().instruction().setPlainText("x");
  window_->startEdit();
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->edits == 1; }, test::kPatience_ms));
  QTest::mouseClick(window_->findChild<QPushButton*>("stopNow"), Qt::LeftButton);
  ASSERT_TRUE(QTest::qWaitFor([this] { return !window_->session().isEditing(); }, test::kPatience_ms));
  EXPECT_EQ(window_->document().result(), nullptr);
}

TEST_F(WindowTest, VariationsRunOneAfterAnotherWithTheirOwnSeeds) {
  openPhoto();
  QList<std::uint64_t> seeds;
  QObject::connect(&window_->session(), &EditSession::editFinished, window_.get(),
                   [&](const std::shared_ptr<const EditResult>& result) { seeds << result->settings.seed; });
  window_->findChild<QSpinBox*>("variations")->setValue(3);
  window_->instructionPanel().instruction().setPlainText("x");
  window_->startEdit();
  ASSERT_TRUE(QTest::qWaitFor([&] { return seeds.size() == 3; }, test::kPatience_ms));
  EXPECT_EQ(seeds[1], seeds[0] + 1);
}

TEST_F(WindowTest, AnotherFrameBecomesTheEdit) {
  openPhoto();
  edit("x");
  window_->session().keepStrength(0.5);
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().result()->settings.strength == 0.5; },
                              test::kPatience_ms));
}

TEST_F(WindowTest, HoldingBackslashShowsTheOriginal) {
  openPhoto();
  edit("x");
  window_->canvas().setFocus();
  QTest::keyPress(&window_->canvas(), Qt::Key_Backslash);
  EXPECT_TRUE(window_->canvas().isOriginalShown());
  QTest::keyRelease(&window_->canvas(), Qt::Key_Backslash);
  EXPECT_FALSE(window_->canvas().isOriginalShown());
}

TEST_F(WindowTest, ExportsWithItsSettings) {
  openPhoto();
  edit("make it a negative");
  const QString target = folder_.filePath("out.png");
  const QSignalSpy exported(&window_->document(), &PhotoDocument::exported);
  window_->document().exportTo(target, {}, true);
  ASSERT_TRUE(QTest::qWaitFor([&] { return exported.count() == 1; }, test::kPatience_ms));
  const Photo read = read_photo(target.toStdString());
  EXPECT_EQ(toQImage(read.image), toQImage(window_->document().result()->edited->image));
  EXPECT_EQ(embeddedOrder(read)->instruction, "make it a negative");
}

TEST_F(WindowTest, AnExportedFileOfAnyFormatBringsItsSettingsBackWhenDropped) {
  openPhoto();
  auto& panel = window_->instructionPanel();
  auto* seed = panel.findChild<QLineEdit*>("seed");
  auto* steps = panel.findChild<QSpinBox*>("steps");
  steps->setValue(9);
  seed->setText("18446744073709551615");
  edit("make it a negative");
  for (const char* name : {"out.png", "out.jpg", "out.webp", "out.tif"}) {
    const QString target = folder_.filePath(name);
    const QSignalSpy exported(&window_->document(), &PhotoDocument::exported);
    window_->document().exportTo(target, {}, true);
    ASSERT_TRUE(QTest::qWaitFor([&] { return exported.count() == 1; }, 20'000)) << name;
  }
  for (const char* name : {"out.png", "out.jpg", "out.webp", "out.tif"}) {
    panel.instruction().setPlainText("something else");
    steps->setValue(2);
    seed->setText("5");
    QMimeData file;
    file.setUrls({QUrl::fromLocalFile(folder_.filePath(name))});
    QDragEnterEvent enter({100, 100}, Qt::CopyAction, &file, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window_.get(), &enter);
    QDropEvent drop({100, 100}, Qt::CopyAction, &file, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window_.get(), &drop);
    const bool has_edits = QString(name) == "out.png";
    EXPECT_EQ(answer("dontSaveAnswer"), has_edits);
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return window_->document().path() == folder_.filePath(name); }, 20'000));
    EXPECT_EQ(panel.instruction().toPlainText(), "make it a negative") << name;
    EXPECT_EQ(seed->text(), "18446744073709551615") << name;
    EXPECT_EQ(steps->value(), 9) << name;
  }
}

TEST_F(WindowTest, ExportsASmallerPictureInOtherColours) {
  openPhoto();
  edit("make it a negative");
  WriteOptions options;
  options.long_side_px = 160;
  options.profile = OutputProfile::DisplayP3;
  const QSignalSpy exported(&window_->document(), &PhotoDocument::exported);
  window_->document().exportTo(folder_.filePath("out.png"), options, false);
  ASSERT_TRUE(QTest::qWaitFor([&] { return exported.count() == 1; }, test::kPatience_ms));
  const Photo read = read_photo(folder_.filePath("out.png").toStdString());
  EXPECT_EQ(read.image.width(), 160);
  EXPECT_FALSE(read.icc_profile.empty());
  EXPECT_FALSE(embeddedOrder(read));
}

TEST_F(WindowTest, AFullTargetIsSaid) {
  openPhoto();
  window_->document().exportTo("/nowhere/at/all/out.png", {}, true);
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->messages().isVisible(); }, test::kPatience_ms));
}

TEST_F(WindowTest, DroppedPhotoOpensAndFoldersGoToTheQueue) {
  openPhoto();
  QMimeData photo;
  photo.setUrls({QUrl::fromLocalFile(photo_)});
  QDragEnterEvent enter({100, 100}, Qt::CopyAction, &photo, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(window_.get(), &enter);
  EXPECT_TRUE(enter.isAccepted());
  QDropEvent drop({100, 100}, Qt::CopyAction, &photo, Qt::LeftButton, Qt::NoModifier);
  const QSignalSpy opened(&window_->document(), &PhotoDocument::opened);
  QApplication::sendEvent(window_.get(), &drop);
  EXPECT_TRUE(QTest::qWaitFor([&] { return opened.count() == 1; }, test::kPatience_ms));
  const QSignalSpy queued(&window_->intake(), &FileIntake::filesForQueue);
  window_->intake().takeFiles({folder_.path()});
  EXPECT_EQ(queued.count(), 1);
}

TEST_F(WindowTest, ClipboardWorksBothWays) {
  const QImage picture = testPicture(64, 48);
  QGuiApplication::clipboard()->setImage(picture);
  window_->commands().action("edit.paste")->trigger();
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().hasPhoto(); }, test::kPatience_ms));
  EXPECT_EQ(window_->document().photo()->image.width(), 64);
  QGuiApplication::clipboard()->clear();
  window_->commands().action("edit.copy")->trigger();
  EXPECT_EQ(QGuiApplication::clipboard()->image().size(), QSize(64, 48));
}

TEST_F(WindowTest, HiddenPanelsComeBackAndLayoutResets) {
  auto* hide = window_->commands().action("view.hidePanels");
  hide->trigger();
  EXPECT_FALSE(window_->instructionPanel().isVisible());
  hide->trigger();
  EXPECT_TRUE(window_->instructionPanel().isVisible());
  window_->findChild<QDockWidget*>("timelineDock")->close();
  window_->commands().action("view.resetLayout")->trigger();
  EXPECT_TRUE(window_->findChild<QDockWidget*>("timelineDock")->isVisible());
}

TEST_F(WindowTest, TheSessionComesBack) {
  openPhoto();
  window_->instructionPanel().instruction().setPlainText("half typed");
  window_->close();
  makeWindow();
  window_->show();
  window_->restoreSession();
  EXPECT_TRUE(QTest::qWaitFor([this] { return window_->document().hasPhoto(); }, test::kPatience_ms));
  EXPECT_EQ(window_->instructionPanel().instruction().toPlainText(), "half typed");
}

TEST_F(WindowTest, ClosesWhileAnEditRuns) {
  openPhoto();
  control_->waits = true;
  window_->instructionPanel().instruction().setPlainText("x");
  window_->startEdit();
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->edits == 1; }, test::kPatience_ms));
  window_->close();
  window_.reset();
}

TEST_F(WindowTest, EveryShortcutIsGivenOnce) {
  QHash<QString, QString> owners;
  for (const auto& entry : window_->commands().entries()) {
    for (const QKeySequence& key : entry.keys) {
      EXPECT_TRUE(window_->commands().conflict(entry.id, key).isEmpty())
          << entry.id.toStdString() << " and another have " << key.toString().toStdString();
    }
  }
}

TEST_F(WindowTest, FolderWithModelsIsOfferedToTheModels) {
  const QString models = folder_.filePath("models");
  ASSERT_TRUE(QDir().mkpath(models + "/wan"));
  QFile index(models + "/wan/model_index.json");
  ASSERT_TRUE(index.open(QIODevice::WriteOnly));
  index.close();
  const QSignalSpy queued(&window_->intake(), &FileIntake::filesForQueue);
  const auto answer = [&](QMessageBox::StandardButton button) {
    window_->intake().takeFiles({models});
    auto* question = window_->findChild<QMessageBox*>("modelQuestion");
    ASSERT_NE(question, nullptr);
    QTest::mouseClick(question->button(button), Qt::LeftButton);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  };
  answer(QMessageBox::No);
  EXPECT_FALSE(settings_.modelFolders().contains(models));
  answer(QMessageBox::Yes);
  EXPECT_TRUE(settings_.modelFolders().contains(models));
  EXPECT_NE(window_->findChild<ModelsWindow*>(), nullptr);
  EXPECT_EQ(queued.count(), 0);
}

TEST_F(WindowTest, NobodyTypesIntoAHiddenPanel) {
  openPhoto();
  auto* edit_dock = window_->findChild<QDockWidget*>("instructionDock");
  auto* queue_dock = window_->findChild<QDockWidget*>("queueDock");
  const auto in_front = [](const QDockWidget* dock) { return !dock->visibleRegion().isEmpty(); };
  queue_dock->raise();
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return in_front(queue_dock) && !in_front(edit_dock); }, test::kPatience_ms));
  EXPECT_FALSE(edit_dock->isAncestorOf(window_->focusWidget()));
  window_->commands().action("generate.focus")->trigger();
  EXPECT_TRUE(QTest::qWaitFor([&] { return in_front(edit_dock); }, test::kPatience_ms));
  EXPECT_EQ(window_->focusWidget(), &window_->instructionPanel().instruction());
  queue_dock->raise();
  window_->instructionPanel().instruction().setPlainText("make it snow");
  window_->startEdit();
  EXPECT_TRUE(QTest::qWaitFor([&] { return in_front(edit_dock); }, test::kPatience_ms))
      << "progress and Stop";
  queue_dock->raise();
  openPhoto();
  answer("dontSaveAnswer");
  EXPECT_TRUE(QTest::qWaitFor([&] { return in_front(edit_dock); }, test::kPatience_ms));
}

TEST_F(WindowTest, TheTabKeyGoesFromTheInstructionToTheSuggestionsBelowIt) {
  const QWidget* next = window_->instructionPanel().instruction().nextInFocusChain();
  while (!(next->focusPolicy() & Qt::TabFocus) || next->isHidden()) next = next->nextInFocusChain();
  const auto* chips = window_->findChild<QWidget*>("suggestions");
  ASSERT_FALSE(chips->findChildren<QToolButton*>().isEmpty());
  EXPECT_TRUE(chips->isAncestorOf(next)) << next->metaObject()->className();
}

}  // namespace
}  // namespace v4e::ui
