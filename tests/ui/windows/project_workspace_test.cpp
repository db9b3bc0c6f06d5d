// SPDX-License-Identifier: GPL-3.0-or-later
// Projects are saved and opened as what they were.
#include "ui/project/project_workspace.h"

#include <time.h>

#include <QFile>
#include <QMimeData>

#include "tests/ui/patience.h"
#include "tests/ui/windows/project_fixture.h"
#include "ui/project/project_painted.h"
#include "ui/project/project_settings.h"

namespace v4e::ui {
namespace {

class ProjectWorkspaceTest : public ProjectTest {
 protected:
  void SetUp() override {
    ProjectTest::SetUp();
    openPhoto();
  }

  static Image halfMask() {
    Image mask(320, 240, 1, SampleType::U8);
    auto* pixels = reinterpret_cast<std::uint8_t*>(mask.mutable_data());
    std::fill(pixels, pixels + mask.size_bytes() / 2, std::uint8_t{255});
    return mask;
  }
  void paintMask() {
    MaskSession& session = workspace().masks().session();
    session.model().setCoverage(kMaskTarget, halfMask());
    ASSERT_TRUE(QTest::qWaitFor([&] { return result()->edits && !session.isPending(); }, 20000));
  }
};

TEST_F(ProjectWorkspaceTest, OpensAsItWasSaved) {
  edit("make it night");
  window_->session().keepStrength(0.5);
  ASSERT_TRUE(QTest::qWaitFor(
      [this] { return !window_->session().isEditing() && result()->settings.strength == 0.5; },
      test::kPatience_ms));
  workspace().branchFrom(0.5);
  edit("add fog");
  const auto fog = result();
  workspace().history().goTo(1);
  const auto night = result();
  window_->instructionPanel().instruction().setPlainText("half typed");
  saveProject();
  window_->close();
  anotherWindow();
  openProject(projectFile());
  EXPECT_EQ(history().current(), 1);
  EXPECT_EQ(history().parentOf(2), 1);
  EXPECT_EQ(history().node(1)->generation.edit_frame, 2);
  EXPECT_EQ(window_->instructionPanel().instruction().toPlainText(), "half typed");
  ASSERT_EQ(result()->frames.size(), night->frames.size());
  for (std::size_t i = 0; i < night->frames.size(); ++i)
    EXPECT_TRUE(samePixels(result()->frames[i], night->frames[i]));
  EXPECT_TRUE(samePixels(result()->edited->image, night->edited->image));
  EXPECT_TRUE(samePixels(result()->change_mask, night->change_mask));
  EXPECT_EQ(result()->settings.strength, 0.5);
  EXPECT_EQ(result()->settings.seed, night->settings.seed);
  EXPECT_EQ(result()->settings.model, night->settings.model);
  EXPECT_EQ(result()->caption, night->caption);
  EXPECT_EQ(result()->change, night->change);
  EXPECT_FALSE(project().isModified());
  workspace().history().goTo(2);
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return result()->settings.instruction == "add fog"; }, test::kPatience_ms));
  EXPECT_TRUE(samePixels(result()->edited->image, fog->edited->image));
  EXPECT_TRUE(samePixels(result()->photo->image, fog->photo->image));
}

TEST_F(ProjectWorkspaceTest, MaskComesBackAndNothingIsMergedForIt) {
  edit("make it night");
  paintMask();
  const auto before = result();
  saveProject();
  window_->close();
  anotherWindow();
  const int merges = control_->merges;
  openProject(projectFile());
  const MaskSession& session = workspace().masks().session();
  EXPECT_FALSE(session.isPending());
  EXPECT_TRUE(samePixels(workspace().masks().session().model().state().mask, before->edits->mask));
  EXPECT_TRUE(samePixels(result()->edited->image, before->edited->image));
  EXPECT_EQ(control_->merges, merges);
  workspace().masks().session().clear();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !session.isPending(); }, test::kPatience_ms));
  EXPECT_EQ(control_->merges, merges + 1) << "the mask can be taken away again";
  EXPECT_FALSE(samePixels(result()->edited->image, before->edited->image));
}

TEST_F(ProjectWorkspaceTest, AMaskBeforeTheFirstEditComesBack) {
  MaskSession& session = workspace().masks().session();
  EXPECT_FALSE(project().isModified());
  session.setMode(UserMaskMode::Replace);
  session.model().setCoverage(kMaskTarget, halfMask());
  EXPECT_TRUE(project().isModified());
  saveProject();
  EXPECT_FALSE(project().isModified());
  window_->close();
  anotherWindow();
  window_->intake().openFile(projectFile());
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().hasPhoto(); }, test::kPatience_ms));
  const MaskSession& restored = workspace().masks().session();
  MaskModel& model = workspace().masks().session().model();
  EXPECT_TRUE(samePixels(model.state().mask, halfMask()));
  EXPECT_EQ(model.state().mode, UserMaskMode::Replace);
  EXPECT_FALSE(project().isModified());
  edit("make it night");
  ASSERT_TRUE(QTest::qWaitFor([&] { return result()->edits && !restored.isPending(); }, test::kPatience_ms));
  EXPECT_TRUE(samePixels(result()->edits->mask, halfMask())) << "it acts on the first edit";
}

TEST_F(ProjectWorkspaceTest, ARegionWithoutAStrokeComesBackAndNothingIsMergedForIt) {
  edit("make it night");
  paintMask();
  MaskSession& session = workspace().masks().session();
  session.addRegion();
  session.moveRegion(1, 0.25);
  saveProject();
  window_->close();
  anotherWindow();
  const int merges = control_->merges;
  openProject(projectFile());
  const MaskModel& model = workspace().masks().session().model();
  ASSERT_EQ(model.state().regions.size(), 1U);
  EXPECT_EQ(model.state().regions[0].id, 1);
  EXPECT_EQ(model.state().regions[0].position, 0.25);
  EXPECT_TRUE(model.state().regions[0].coverage.empty());
  EXPECT_TRUE(samePixels(model.state().mask, halfMask()));
  EXPECT_FALSE(workspace().masks().session().isPending());
  EXPECT_EQ(control_->merges, merges);
  EXPECT_FALSE(project().isModified());
  workspace().masks().session().removeRegion(1);
  EXPECT_TRUE(project().isModified());
}

TEST_F(ProjectWorkspaceTest, WhatIsPaintedIsKeptAgainstACrash) {
  workspace().masks().session().model().setCoverage(kMaskTarget, halfMask());
  waitUntilKept();
  anotherWindow();
  project().start({});
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->findChild<QMessageBox*>("recovery") != nullptr; },
                              test::kPatience_ms));
  EXPECT_TRUE(answer("goOnAnswer"));
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().hasPhoto(); }, test::kPatience_ms));
  EXPECT_TRUE(samePixels(workspace().masks().session().model().state().mask, halfMask()));
  EXPECT_TRUE(project().isModified());
}

TEST_F(ProjectWorkspaceTest, PaintingThatIsDamagedIsSaid) {
  workspace().masks().session().model().setCoverage(kMaskTarget, halfMask());
  saveProject();
  const char* const kRegionTwice =
      R"({"mask_mode": 0, "regions": [{"id": 1, "position": 0}, {"id": 1, "position": 1}]})";
  for (const char* json : {"[]", "nothing", R"({"mask_mode": 0, "regions": [{"id": 0, "position": 0}]})",
                           R"({"mask_mode": "restrict", "regions": []})", kRegionTwice}) {
    ProjectFile file = ProjectFile::open(projectFile().toStdString());
    file.set_setting(project::kPainted, json);
    EXPECT_THROW((void)loadPainted(file), Error) << json;
  }
}

TEST_F(ProjectWorkspaceTest, AnEditFromAProjectCanBeScrubbedMergedAndExported) {
  edit("make it night");
  saveProject();
  window_->close();
  anotherWindow();
  openProject(projectFile());
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return workspace().timeline().model().count() == 5; }, test::kPatience_ms));
  const QSignalSpy exported(&window_->document(), &PhotoDocument::exported);
  window_->document().exportTo(folder_.filePath("out.png"), {}, true);
  ASSERT_TRUE(QTest::qWaitFor([&] { return exported.count() == 1; }, test::kPatience_ms));
  window_->session().keepStrength(0.25);
  ASSERT_TRUE(QTest::qWaitFor([this] { return result()->settings.strength == 0.25; }, test::kPatience_ms));
  EXPECT_TRUE(project().isModified());
  window_->document().undoStack().undo();
  EXPECT_EQ(result()->settings.strength, 1);
}

TEST_F(ProjectWorkspaceTest, HistoryGrowsOnInAnOpenedProject) {
  edit("make it night");
  edit("add fog");
  workspace().history().remove(2);
  workspace().history().goTo(1);
  saveProject();
  window_->close();
  anotherWindow();
  openProject(projectFile());
  EXPECT_EQ(history().node(2), nullptr) << "what was removed is gone for good";
  edit("make it snow");
  EXPECT_EQ(history().shown().size(), 3U);
  EXPECT_TRUE(project().isModified());
  const QSignalSpy saved(&project(), &ProjectWorkspace::saved);
  window_->commands().action("file.save")->trigger();
  ASSERT_TRUE(QTest::qWaitFor([&] { return saved.count() == 1; }, test::kPatience_ms))
      << "it has a name already";
  EXPECT_FALSE(project().isModified());
  ProjectFile file = ProjectFile::open(projectFile().toStdString());
  EXPECT_EQ(file.generations().size(), 2U);
}

TEST_F(ProjectWorkspaceTest, TitleTellsTheProjectAndWhatIsNotSaved) {
  EXPECT_FALSE(window_->isWindowModified());
  edit("make it night");
  EXPECT_TRUE(window_->isWindowModified());
  EXPECT_TRUE(window_->windowTitle().startsWith("photo.png[*]"));
  saveProject();
  EXPECT_FALSE(window_->isWindowModified());
  EXPECT_TRUE(window_->windowTitle().startsWith("holiday.v4e"));
  EXPECT_EQ(settings_.recentFiles().first(), projectFile());
  openPhoto(100, 80);
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return window_->windowTitle().startsWith("photo.png"); }, test::kPatience_ms));
}

TEST_F(ProjectWorkspaceTest, DroppedProjectOpens) {
  edit("make it night");
  saveProject();
  openPhoto(100, 80);
  ASSERT_TRUE(QTest::qWaitFor([this] { return result() == nullptr; }, test::kPatience_ms));
  openPhoto();
  window_->intake().takeFiles({folder_.path(), projectFile()});
  waitForEdit();
  EXPECT_EQ(result()->settings.instruction, "make it night");
}

TEST_F(ProjectWorkspaceTest, AMovedProjectFindsItsPhotoBesideIt) {
  edit("make it night");
  saveProject();
  window_->close();
  anotherWindow();
  QDir(folder_.path()).mkdir("moved");
  ASSERT_TRUE(QFile::rename(projectFile(), folder_.filePath("moved/holiday.v4e")));
  ASSERT_TRUE(QFile::rename(photo_, folder_.filePath("moved/photo.png")));
  openProject(folder_.filePath("moved/holiday.v4e"));
  EXPECT_EQ(window_->document().path(), folder_.filePath("moved/photo.png"));
}

TEST_F(ProjectWorkspaceTest, ProjectsWithTheirPhotoNeedNoFile) {
  settings_.setKeepsPhotoInProjects(true);
  edit("make it night");
  const Image before = window_->document().photo()->image;
  saveProject();
  window_->close();
  ASSERT_TRUE(QFile::remove(photo_));
  anotherWindow();
  openProject(projectFile());
  EXPECT_TRUE(samePixels(window_->document().photo()->image, before));
  EXPECT_EQ(window_->document().name(), "photo.png");
}

TEST_F(ProjectWorkspaceTest, APastedPhotoIsKeptInTheProject) {
  window_->intake().takeImage(testPicture(64, 48));
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().photo()->image.width() == 64; },
                              test::kPatience_ms));
  edit("make it night");
  saveProject();
  window_->close();
  anotherWindow();
  openProject(projectFile());
  EXPECT_EQ(window_->document().photo()->image.width(), 64);
}

TEST_F(ProjectWorkspaceTest, ADamagedProjectIsSaidAndWhatIsOpenStays) {
  QFile file(projectFile());
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write("no project at all");
  file.close();
  window_->intake().openFile(projectFile());
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->messages().isVisible(); }, test::kPatience_ms));
  EXPECT_TRUE(window_->document().hasPhoto());
  EXPECT_TRUE(workingFiles().isEmpty());
}

TEST_F(ProjectWorkspaceTest, ADamagedEditIsSaidAndTheOthersStay) {
  edit("make it night");
  edit("add fog");
  saveProject();
  window_->close();
  anotherWindow();
  {
    ProjectFile file = ProjectFile::open(projectFile().toStdString());
    Generation fog = file.generations().back();
    file.update_generation(fog, NamedPictures{});
  }
  window_->intake().openFile(projectFile());
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->messages().isVisible(); }, test::kPatience_ms));
  EXPECT_EQ(history().current(), kPhotoNode);
  workspace().history().goTo(1);
  waitForEdit();
  EXPECT_EQ(result()->settings.instruction, "make it night");
}

double guiMilliseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

TEST_F(ProjectWorkspaceTest, AHundredFramesDoNotBlockTheWindow) {
  edit("make it night");
  auto many = std::make_shared<EditResult>(*result());
  many->frames.assign(100, result()->frames.back());
  many->change.clear();
  ProjectState state;
  state.source = describe_source(photo_.toStdString());
  state.photo = window_->document().photo();
  many->photo = state.photo;
  Generation generation;
  generation.id = 1;
  generation.instruction = "make it night";
  generation.edit_frame = 99;
  state.nodes = {{generation, many, 0}};
  state.current = 1;
  {
    WorkingProject writer(folder_.filePath("writer.v4e").toStdString());
    writer.save(state, projectFile().toStdString());
  }
  double longest = 0;
  double last = guiMilliseconds();
  QTimer heart;
  QObject::connect(&heart, &QTimer::timeout, window_.get(), [&] {
    const double now = guiMilliseconds();
    longest = std::max(longest, now - last);
    last = now;
  });
  heart.start(0);
  window_->intake().openFile(projectFile());
  answer("dontSaveAnswer");
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return workspace().timeline().model().count() == 100; }, test::kPatience_ms));
  RecordProperty("longest_block_ms", std::to_string(longest));
  std::printf("longest block of the GUI thread: %.1f ms\n", longest);
  EXPECT_LT(longest, 100) << "an unoptimised build may need more than the 8 ms of a release";
}

TEST_F(ProjectWorkspaceTest, WhatIsTypedWhileAProjectOpensStays) {
  edit("make it night");
  saveProject();
  window_->close();
  anotherWindow();
  QPlainTextEdit& instruction = window_->instructionPanel().instruction();
  QObject::connect(&window_->document(), &PhotoDocument::opened, window_.get(), [&] {
    instruction.selectAll();
    QTest::keyClicks(&instruction, "add fog");
  });
  openProject(projectFile());
  QCoreApplication::processEvents();
  EXPECT_EQ(instruction.toPlainText(), "add fog");
}

TEST_F(ProjectWorkspaceTest, SavedWhileItOpensWithoutItsWorkingFileItStillHasItsMask) {
  edit("make it night");
  paintMask();
  saveProject();
  window_->close();
  anotherWindow();
  QObject::connect(&window_->document(), &PhotoDocument::opened, window_.get(), [&] {
    for (const QString& file : workingFiles()) QFile::remove(folder_.filePath("data/recovery/" + file));
    project().save();
  });
  const QSignalSpy saved(&project(), &ProjectWorkspace::saved);
  openProject(projectFile());
  ASSERT_TRUE(QTest::qWaitFor([&] { return saved.count() == 1; }, test::kPatience_ms));
  ProjectFile file = ProjectFile::open(projectFile().toStdString());
  const PaintedSteps painted = loadPainted(file);
  ASSERT_TRUE(painted.contains({1, false}));
  EXPECT_TRUE(samePixels(painted.at({1, false}).mask, halfMask()));
}

TEST_F(ProjectWorkspaceTest, TheMasksOfAllStepsComeBack) {
  edit("make it night");
  paintMask();
  edit("add fog");
  MaskSession& session = workspace().masks().session();
  session.setPaintsNext(true);
  session.setMode(UserMaskMode::Extend);
  session.model().setCoverage(kMaskTarget, inverted(halfMask()));
  saveProject();
  EXPECT_FALSE(project().isModified());
  window_->close();
  anotherWindow();
  const int merges = control_->merges;
  openProject(projectFile());
  MaskSession& restored = workspace().masks().session();
  EXPECT_TRUE(restored.model().isEmpty()) << "of the second step";
  restored.setPaintsNext(true);
  EXPECT_TRUE(samePixels(restored.model().state().mask, inverted(halfMask())));
  EXPECT_EQ(restored.model().state().mode, UserMaskMode::Extend);
  workspace().history().goTo(1);
  ASSERT_EVENTUALLY(workspace().history().isShown(1));
  EXPECT_TRUE(samePixels(restored.model().state().mask, halfMask()));
  EXPECT_FALSE(restored.isPending());
  EXPECT_EQ(control_->merges, merges) << "nothing is merged again";
  EXPECT_FALSE(project().isModified());
}

}  // namespace
}  // namespace v4e::ui
