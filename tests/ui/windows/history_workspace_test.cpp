// SPDX-License-Identifier: GPL-3.0-or-later
// The strip of steps in the window: what its commands do, what undo is called, what a project keeps of it;
// and how a photo is closed, taken back and exported again.
#include <gmock/gmock.h>

#include <QLineEdit>
#include <QSignalSpy>

#include "tests/ui/windows/project_fixture.h"
#include "ui/export/export_dialog.h"

namespace v4e::ui {
namespace {

using testing::ElementsAre;

constexpr int kSteps = 4;  // of the engine without models

class HistoryWorkspaceTest : public ProjectTest {
 protected:
  void trigger(const char* command) { window_->commands().action(command)->trigger(); }
  [[nodiscard]] QString textOf(const char* command) const {
    return window_->commands().action(command)->text();
  }
  [[nodiscard]] HistoryView& strip() const { return workspace().historyPanel().view(); }

  std::vector<std::string> names() {
    std::vector<std::string> names;
    for (const HistoryNode* node : history().inARow())
      names.push_back(strip().describe(node->generation.id).toStdString());
    return names;
  }

  void rename(std::int64_t id, const QString& name) {
    workspace().history().goTo(id);
    trigger("history.rename");
    auto& field = *strip().findChild<QLineEdit*>("stepName");
    ASSERT_TRUE(field.isVisible());
    QTest::keyClicks(&field, name);
    QTest::keyClick(&field, Qt::Key_Return);
  }
};

TEST_F(HistoryWorkspaceTest, IsInViewFromTheStartAtEverySize) {
  for (const QSize size : {QSize(1000, 650), QSize(1366, 768)}) {
    window_->resize(size);
    QCoreApplication::processEvents();
    EXPECT_TRUE(strip().isVisible());
    EXPECT_FALSE(strip().visibleRegion().isEmpty());
    EXPECT_LT(workspace().historyPanel().mapTo(window_.get(), QPoint()).y(),
              workspace().timeline().mapTo(window_.get(), QPoint()).y())
        << "above the timeline";
  }
}

TEST_F(HistoryWorkspaceTest, StepsAreRenamedDuplicatedAndRemoved) {
  openPhoto();
  edit("make it snow");
  window_->session().setBuildsOn(BuildsOn::Photo);
  edit("make it snow");
  EXPECT_THAT(names(),
              ElementsAre("Photo", "make it snow, made from Photo", "make it snow 2, made from Photo"));
  rename(1, "first snow");
  EXPECT_EQ(textOf("edit.undo"), "&Undo: Rename a step");
  workspace().history().goTo(2);
  trigger("history.duplicate");
  EXPECT_THAT(names(), ElementsAre("Photo", "first snow, made from Photo", "make it snow, made from Photo",
                                   "make it snow 2, made from Photo"));
  EXPECT_EQ(history().current(), 3);
  trigger("history.remove");
  EXPECT_EQ(history().current(), kPhotoNode);
  window_->document().undoStack().undo();
  EXPECT_EQ(history().current(), 3);
  window_->document().undoStack().undo();
  EXPECT_EQ(history().current(), 2);
  EXPECT_EQ(history().inARow().size(), 3U);
}

TEST_F(HistoryWorkspaceTest, ADuplicateIsAStepOfItsOwn) {
  openPhoto();
  edit("make it snow");
  trigger("history.duplicate");
  ASSERT_TRUE(QTest::qWaitFor([&] { return history().current() == 2; }, test::kPatience_ms));
  window_->session().keepStrength(0.25);
  ASSERT_TRUE(QTest::qWaitFor([&] { return result()->settings.strength == 0.25; }, test::kPatience_ms));
  EXPECT_EQ(history().current(), 2);
  EXPECT_EQ(history().node(1)->generation.edit_frame, 4) << "what it was copied from stays as it is";
  EXPECT_EQ(history().node(2)->generation.edit_frame, 1);
  workspace().history().goTo(1);
  EXPECT_EQ(result()->settings.strength, 1.0);
  window_->document().undoStack().undo();
  EXPECT_EQ(history().current(), 2);
  window_->document().undoStack().undo();
  EXPECT_EQ(history().current(), 2);
  EXPECT_EQ(history().node(2)->generation.edit_frame, 4);
}

TEST_F(HistoryWorkspaceTest, AProjectKeepsNamesAndDuplicates) {
  openPhoto();
  edit("make it snow");
  rename(1, "first snow");
  trigger("history.duplicate");
  window_->session().keepStrength(0.5);
  ASSERT_TRUE(QTest::qWaitFor([&] { return result()->settings.strength == 0.5; }, test::kPatience_ms));
  rename(2, "thin snow");
  saveProject();
  EXPECT_FALSE(project().isModified());
  rename(2, "powder");
  EXPECT_TRUE(project().isModified()) << "a name is worth a question";
  saveProject();
  anotherWindow();
  openProject(projectFile());
  EXPECT_THAT(names(), ElementsAre("Photo", "first snow, made from Photo", "powder, made from Photo"));
  workspace().history().goTo(1);
  ASSERT_TRUE(QTest::qWaitFor([&] { return result() && result()->settings.strength == 1.0; }, test::kPatience_ms));
  workspace().history().goTo(2);
  ASSERT_TRUE(QTest::qWaitFor([&] { return result() && result()->settings.strength == 0.5; }, test::kPatience_ms));
  EXPECT_EQ(history().current(), 2);
}

TEST_F(HistoryWorkspaceTest, GoesOnFromAnyStep) {
  openPhoto();
  edit("make it snow");
  edit("add fog");
  const auto snow = history().node(1);
  ASSERT_NE(snow, nullptr);
  window_->session().setBuildsOn(BuildsOn::Photo);
  workspace().history().goTo(1);
  trigger("history.goOn");
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return window_->session().buildsOn() == BuildsOn::Edit; }, test::kPatience_ms));
  edit("make it warmer");
  EXPECT_EQ(history().parentOf(history().current()), 1);
  workspace().history().goTo(kPhotoNode);
  trigger("history.goOn");
  edit("make it cooler");
  EXPECT_EQ(history().parentOf(history().current()), kPhotoNode);
}

TEST_F(HistoryWorkspaceTest, UndoAndRedoBringTheInstructionOfWhatIsShown) {
  openPhoto();
  edit("make it snow");
  edit("add fog");
  auto& field = window_->instructionPanel().instruction();
  trigger("edit.undo");
  EXPECT_EQ(field.toPlainText(), "make it snow");
  trigger("edit.redo");
  EXPECT_EQ(field.toPlainText(), "add fog");
  field.replaceText("make it wa");
  trigger("edit.undo");
  EXPECT_EQ(field.toPlainText(), "make it wa") << "what is being typed stays";
  trigger("edit.undo");
  EXPECT_EQ(field.toPlainText(), "make it wa");
}

TEST_F(HistoryWorkspaceTest, AStrengthThatIsLookedAtBelongsToTheStepThatIsLeft) {
  openPhoto();
  edit("make it snow");
  edit("add fog");
  const auto strengthOf = [this](std::int64_t id) {
    workspace().history().goTo(id);
    EXPECT_TRUE(QTest::qWaitFor([&] { return workspace().history().isShown(id); }, test::kPatience_ms));
    return result()->settings.strength;
  };
  for (const bool at_once : {true, false}) {
    const double strength = at_once ? 0.4 : 0.7;
    TimelinePanel& timeline = workspace().timeline();
    ASSERT_TRUE(QTest::qWaitFor([&] { return timeline.isLoaded() && timeline.model().count() > 1; },
                                test::kPatience_ms));
    timeline.model().setStrength(strength);
    if (!at_once) {
      ASSERT_TRUE(
          QTest::qWaitFor([&] { return window_->document().look() != nullptr; }, test::kPatience_ms));
    }
    Q_EMIT strip().goToAsked(1);
    ASSERT_TRUE(QTest::qWaitFor([&] { return workspace().history().isShown(1); }, test::kPatience_ms));
    EXPECT_EQ(strengthOf(2), strength);
  }
}

TEST_F(HistoryWorkspaceTest, UndoAndRedoSayWhatTheyDo) {
  openPhoto();
  EXPECT_EQ(textOf("edit.undo"), "&Undo");
  edit("black & white");
  EXPECT_EQ(textOf("edit.undo"), "&Undo: “black && white”");
  workspace().masks().session().addRegion();
  EXPECT_EQ(textOf("edit.undo"), "&Undo: Add a region");
  trigger("edit.undo");
  EXPECT_EQ(textOf("edit.redo"), "&Redo: Add a region");
  edit(QString("make it ").repeated(20));
  EXPECT_LT(textOf("edit.undo").size(), 60) << "long ones are shortened";
}

TEST_F(HistoryWorkspaceTest, ClosingAsksAndLeavesTheFirstPage) {
  EXPECT_FALSE(window_->commands().action("file.close")->isEnabled());
  openPhoto();
  trigger("file.close");
  EXPECT_FALSE(window_->document().hasPhoto()) << "nothing unsaved, no question";
  openPhoto();
  edit("make it snow");
  trigger("file.close");
  EXPECT_TRUE(window_->document().hasPhoto()) << "it asks first";
  ASSERT_TRUE(answer("dontSaveAnswer"));
  ASSERT_TRUE(QTest::qWaitFor([&] { return !window_->document().hasPhoto(); }, test::kPatience_ms));
  EXPECT_FALSE(window_->canvas().hasPhoto());
  EXPECT_TRUE(history().shown().empty());
  EXPECT_TRUE(workspace().timeline().model().isEmpty());
  EXPECT_FALSE(window_->commands().action("file.close")->isEnabled());
  EXPECT_FALSE(window_->commands().action("file.save")->isEnabled());
  EXPECT_FALSE(window_->commands().action("generate.run")->isEnabled());
  EXPECT_EQ(window_->windowTitle(), "Video4Edit");
  EXPECT_FALSE(project().isModified());
  openPhoto();
  edit("make it snow");
  EXPECT_EQ(history().inARow().size(), 2U) << "and all works again";
}

TEST_F(HistoryWorkspaceTest, RevertGoesBackToWhatIsOnTheDisk) {
  openPhoto();
  EXPECT_FALSE(window_->commands().action("file.revert")->isEnabled());
  edit("make it snow");
  saveProject();
  EXPECT_FALSE(window_->commands().action("file.revert")->isEnabled());
  edit("add fog");
  ASSERT_TRUE(window_->commands().action("file.revert")->isEnabled());
  trigger("file.revert");
  ASSERT_TRUE(answer("revertAnswer"));
  ASSERT_TRUE(QTest::qWaitFor([&] { return history().inARow().size() == 2; }, test::kPatience_ms));
  waitForEdit();
  EXPECT_FALSE(project().isModified());
  EXPECT_EQ(project().path(), projectFile());
}

TEST_F(HistoryWorkspaceTest, TheSecondExportSaysWhatItOverwrites) {
  openPhoto();
  edit("make it snow");
  EXPECT_EQ(textOf("file.export"), "&Export");
  const QString target = folder_.filePath("a & b.png");
  const QSignalSpy exported(&window_->document(), &PhotoDocument::exported);
  trigger("file.export");
  auto* dialog = window_->findChild<ExportDialog*>();
  ASSERT_NE(dialog, nullptr);
  dialog->findChild<QLineEdit*>("exportPath")->setText(target);
  QTest::mouseClick(dialog->findChild<QPushButton*>("exportButton"), Qt::LeftButton);
  ASSERT_TRUE(QTest::qWaitFor([&] { return exported.count() == 1; }, test::kPatience_ms));
  EXPECT_EQ(textOf("file.export"), "Ov&erwrite a && b.png");
  trigger("file.export");
  ASSERT_TRUE(QTest::qWaitFor([&] { return exported.count() == 2; }, test::kPatience_ms));
  EXPECT_EQ(exported[1][0].toString(), target);
  openPhoto(64, 48);
  ASSERT_TRUE(QTest::qWaitFor([&] { return !window_->document().result(); }, test::kPatience_ms));
  EXPECT_EQ(textOf("file.export"), "&Export");
}

TEST_F(HistoryWorkspaceTest, ASampleIsSavedAmongThePictures) {
  window_->intake().openFile(QString(V4E_SOURCE_DIR) + "/resources/samples/portrait.jpg");
  ASSERT_TRUE(QTest::qWaitFor([&] { return window_->document().hasPhoto(); }, test::kPatience_ms));
  EXPECT_FALSE(window_->document().saveFolder().startsWith(V4E_SOURCE_DIR)) << "the program's own folder";
  openPhoto();
  ASSERT_TRUE(QTest::qWaitFor([&] { return window_->document().path() == photo_; }, test::kPatience_ms));
  EXPECT_EQ(window_->document().saveFolder(), QFileInfo(photo_).absolutePath());
}

TEST_F(HistoryWorkspaceTest, StoppingSaysWhatWasKept) {
  openPhoto();
  control_->waits = true;
  window_->instructionPanel().instruction().setPlainText("make it snow");
  window_->instructionPanel().parameters().setVariations(3);
  window_->startEdit();
  auto& stage = *window_->findChild<ElidedLabel*>("stage");
  control_->go.release(kSteps);  // the first one goes through, the second one waits at its first step
  ASSERT_TRUE(QTest::qWaitFor([&] { return history().inARow().size() == 2; }, test::kPatience_ms));
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return stage.text().startsWith("Variation 2 of 3"); }, test::kPatience_ms))
      << stage.text().toStdString();
  window_->session().stop(false);
  ASSERT_TRUE(QTest::qWaitFor([&] { return !window_->session().isEditing(); }, test::kPatience_ms));
  const QString said = window_->findChild<QLabel*>("messageText")->text();
  EXPECT_EQ(said, "Stopped. Kept: 1 of 3 variations.");
  control_->waits = false;
}

TEST_F(HistoryWorkspaceTest, ALetterInANumberFieldIsAKeyOfTheWindow) {
  openPhoto();
  window_->activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(window_.get()));
  auto* variations = window_->findChild<QSpinBox*>("variations");
  variations->setFocus();
  const QSignalSpy asked(window_->commands().action("view.hand"), &QAction::triggered);
  QTest::keyClick(variations, Qt::Key_H);
  EXPECT_EQ(asked.count(), 1);
  variations->selectAll();
  QTest::keyClick(variations, Qt::Key_3);
  EXPECT_TRUE(variations->text().contains('3')) << "digits are still the field's";
}

}  // namespace
}  // namespace v4e::ui
