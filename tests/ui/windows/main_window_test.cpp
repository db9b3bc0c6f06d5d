// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/main_window.h"

#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QMimeData>
#include <QSignalSpy>
#include <QUrl>

#include "tests/ui/windows/window_fixture.h"
#include "ui/engine/export_settings.h"
#include "ui/engine/image_convert.h"

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
  window_->openFile(folder_.filePath("nothing.jpg"));
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->messages().isVisible(); }));
  EXPECT_TRUE(window_->document().hasPhoto());
}

TEST_F(WindowTest, EditsWithCtrlReturnWhileTyping) {
  openPhoto();
  window_->activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(window_.get()));
  QTest::keyClicks(&window_->instructionPanel().instruction(), "invert it");
  QTest::keyClick(&window_->instructionPanel().instruction(), Qt::Key_Return, Qt::ControlModifier);
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().editPyramid() != nullptr; }));
  EXPECT_EQ(window_->instructionPanel().instruction().history().instructions().first(), "invert it");
  EXPECT_TRUE(window_->canvas().hasEdit());
}

TEST_F(WindowTest, UndoAndRedoGoThroughEdits) {
  openPhoto();
  edit("first");
  edit("second");
  window_->commands().action("edit.undo")->trigger();
  EXPECT_EQ(window_->document().result()->order.instruction, "first");
  window_->commands().action("edit.undo")->trigger();
  EXPECT_EQ(window_->document().result(), nullptr);
  EXPECT_FALSE(window_->canvas().hasEdit());
  window_->commands().action("edit.redo")->trigger();
  EXPECT_EQ(window_->document().result()->order.instruction, "first");
}

TEST_F(WindowTest, AFailedEditChangesNothingAndIsSaid) {
  openPhoto();
  control_->fails = true;
  window_->instructionPanel().instruction().setPlainText("x");
  window_->startEdit();
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->messages().isVisible(); }));
  EXPECT_EQ(window_->document().result(), nullptr);
  EXPECT_FALSE(window_->isEditing());
  EXPECT_TRUE(window_->instructionPanel().generate().findChild<QPushButton*>("generate")->isVisible());
}

TEST_F(WindowTest, StopNowLeavesThePhotoAsItWas) {
  openPhoto();
  control_->waits = true;
  window_->instructionPanel().instruction().setPlainText("x");
  window_->startEdit();
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->edits == 1; }));
  QTest::mouseClick(window_->findChild<QPushButton*>("stopNow"), Qt::LeftButton);
  ASSERT_TRUE(QTest::qWaitFor([this] { return !window_->isEditing(); }));
  EXPECT_EQ(window_->document().result(), nullptr);
}

TEST_F(WindowTest, VariationsRunOneAfterAnotherWithTheirOwnSeeds) {
  openPhoto();
  QList<std::uint64_t> seeds;
  QObject::connect(window_.get(), &MainWindow::editFinished, window_.get(),
                   [&](const std::shared_ptr<const EditResult>& result) { seeds << result->order.seed; });
  window_->findChild<QSpinBox*>("variations")->setValue(3);
  window_->instructionPanel().instruction().setPlainText("x");
  window_->startEdit();
  ASSERT_TRUE(QTest::qWaitFor([&] { return seeds.size() == 3; }));
  EXPECT_EQ(seeds[1], seeds[0] + 1);
}

TEST_F(WindowTest, AnotherFrameBecomesTheEdit) {
  openPhoto();
  edit("x");
  window_->chooseFrame(2);
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().result()->chosen == 2; }));
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
  ASSERT_TRUE(QTest::qWaitFor([&] { return exported.count() == 1; }));
  const Photo read = read_photo(target.toStdString());
  EXPECT_EQ(toQImage(read.image), toQImage(window_->document().result()->edited->image));
  EXPECT_EQ(embeddedOrder(read)->instruction, "make it a negative");
}

TEST_F(WindowTest, AnExportedFileBringsItsSettingsBack) {
  openPhoto();
  edit("make it a negative");
  const QString target = folder_.filePath("out.png");
  const QSignalSpy exported(&window_->document(), &PhotoDocument::exported);
  window_->document().exportTo(target, {}, true);
  ASSERT_TRUE(QTest::qWaitFor([&] { return exported.count() == 1; }));
  window_->instructionPanel().instruction().setPlainText("something else");
  window_->openFile(target);
  EXPECT_TRUE(answer("dontSaveAnswer"));
  ASSERT_TRUE(QTest::qWaitFor([&] { return window_->document().path() == target; }));
  EXPECT_EQ(window_->instructionPanel().instruction().toPlainText(), "make it a negative");
}

TEST_F(WindowTest, AFullTargetIsSaid) {
  openPhoto();
  window_->document().exportTo("/nowhere/at/all/out.png", {}, true);
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->messages().isVisible(); }));
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
  EXPECT_TRUE(QTest::qWaitFor([&] { return opened.count() == 1; }));
  const QSignalSpy queued(window_.get(), &MainWindow::filesForQueue);
  window_->takeFiles({folder_.path()});
  EXPECT_EQ(queued.count(), 1);
}

TEST_F(WindowTest, ClipboardWorksBothWays) {
  const QImage picture = testPicture(64, 48);
  QGuiApplication::clipboard()->setImage(picture);
  window_->commands().action("edit.paste")->trigger();
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().hasPhoto(); }));
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
  EXPECT_TRUE(QTest::qWaitFor([this] { return window_->document().hasPhoto(); }));
  EXPECT_EQ(window_->instructionPanel().instruction().toPlainText(), "half typed");
}

TEST_F(WindowTest, ClosesWhileAnEditRuns) {
  openPhoto();
  control_->waits = true;
  window_->instructionPanel().instruction().setPlainText("x");
  window_->startEdit();
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->edits == 1; }));
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

}  // namespace
}  // namespace v4e::ui
