// SPDX-License-Identifier: GPL-3.0-or-later
// The sketch brush in the whole window: offered where it can work, undone, kept, queued, handed to the edit.
#include "ui/windows/sketch_workspace.h"

#include <QColorDialog>
#include <QMouseEvent>

#include "tests/ui/windows/project_fixture.h"

namespace v4e::ui {
namespace {

class SketchWorkspaceTest : public ProjectTest {
 protected:
  void SetUp() override {
    control_->large_is_ready = true;
    ProjectTest::SetUp();
    openPhoto();
    useLarge();
  }
  void useLarge() {
    panel().setModels(window_->engine().models(), "large");
    window_->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window_.get()));
    QCoreApplication::processEvents();
  }
  [[nodiscard]] InstructionPanel& panel() { return window_->instructionPanel(); }
  [[nodiscard]] SketchSession& sketch() { return workspace().sketch().session(); }
  [[nodiscard]] const SketchStrokes& strokes() { return sketch().model().strokes(); }
  [[nodiscard]] QAction& command(const char* id) { return *window_->commands().action(id); }
  [[nodiscard]] Canvas& canvas() { return window_->canvas(); }
  void addLora(const char* name = "paintbrush_lora_diffusers.safetensors") {
    QFile made(folder_.filePath(name));
    ASSERT_TRUE(made.open(QIODevice::WriteOnly));
    LoraList& list = panel().parameters().loras();
    list.add({made.fileName()});
    ASSERT_TRUE(QTest::qWaitFor([&list] { return list.sketching().has_value(); }, test::kPatience_ms));
  }
  void switchLora(bool on) {
    auto choices = panel().parameters().loras().choices();
    choices.front().on = on;
    panel().parameters().loras().setChoices(choices);
  }
  void drag(QPointF from, QPointF to) {
    const auto view = [this](QPointF photo) { return canvas().view().toView(photo).toPoint(); };
    QTest::mousePress(&canvas(), Qt::LeftButton, {}, view(from));
    QMouseEvent move(QEvent::MouseMove, view(to), canvas().mapToGlobal(view(to)), Qt::NoButton,
                     Qt::LeftButton, {});
    QCoreApplication::sendEvent(&canvas(), &move);
    QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, view(to));
  }
  /// With the brush, on the photo.
  void sketchACrown() {
    if (panel().parameters().loras().choices().empty()) addLora();
    if (!command("sketch.brush").isChecked()) command("sketch.brush").trigger();
    sketch().tool().setRadius(6);
    canvas().setCompareMode(CompareMode::Edit);
    drag({100, 60}, {200, 60});
  }
  void generate(const QString& instruction) {
    const int before = control_->edits;
    panel().instruction().setPlainText(instruction);
    window_->startEdit();
    ASSERT_TRUE(QTest::qWaitFor([&] { return control_->edits > before && isSettled(); }, test::kPatience_ms));
    ASSERT_TRUE(
        QTest::qWaitFor([this] { return window_->document().editPyramid() != nullptr; }, test::kPatience_ms));
  }
  static int alphaAt(const Sketch& sketch, int x, int y) {
    return sketch.is_none() ? 0 : sketch.strokes.row<std::uint8_t>(y)[4 * x + 3];
  }
};

TEST_F(SketchWorkspaceTest, IsOfferedWhereTheLoraIsOnAndSaysElseWhatIsNeeded) {
  for (const char* id : {"sketch.brush", "sketch.eraser"}) {
    EXPECT_FALSE(command(id).isEnabled());
    EXPECT_TRUE(command(id).toolTip().contains("paintbrush_lora_diffusers.safetensors"))
        << command(id).toolTip().toStdString();
  }
  addLora();
  EXPECT_TRUE(command("sketch.brush").isEnabled());
  EXPECT_FALSE(command("sketch.brush").toolTip().contains('\n'));
  command("sketch.brush").trigger();
  EXPECT_TRUE(command("sketch.brush").isChecked());
  switchLora(false);
  EXPECT_FALSE(command("sketch.brush").isEnabled());
  EXPECT_FALSE(command("sketch.brush").isChecked()) << "nothing to hold any more";
  EXPECT_TRUE(command("sketch.brush").toolTip().contains("Switch the paint-brush LoRA on"));
  drag({100, 60}, {200, 60});
  EXPECT_TRUE(strokes().isEmpty());
  switchLora(true);
  EXPECT_TRUE(command("sketch.brush").isEnabled());
  panel().setModels(window_->engine().models(), "nano");
  EXPECT_FALSE(command("sketch.brush").isEnabled()) << "another model";
}

TEST_F(SketchWorkspaceTest, TheKeyTakesTheBrushAndPutsItAwayAgain) {
  addLora();
  canvas().setFocus();
  QTest::keyClick(&canvas(), Qt::Key_P);
  EXPECT_TRUE(command("sketch.brush").isChecked());
  EXPECT_TRUE(window_->findChild<QDockWidget*>("sketchDock")->isVisible());
  QTest::keyClick(&canvas(), Qt::Key_P, Qt::ShiftModifier);
  EXPECT_TRUE(command("sketch.eraser").isChecked());
  EXPECT_FALSE(command("sketch.brush").isChecked());
  EXPECT_TRUE(sketch().tool().erases());
  QTest::keyClick(&canvas(), Qt::Key_B);
  EXPECT_TRUE(command("mask.brush").isChecked());
  EXPECT_FALSE(command("sketch.eraser").isChecked()) << "one tool at a time";
  QTest::keyClick(&canvas(), Qt::Key_P);
  EXPECT_FALSE(command("mask.brush").isChecked());
  QTest::keyClick(&canvas(), Qt::Key_H);
  EXPECT_FALSE(command("sketch.brush").isChecked());
  QTest::keyClick(&canvas(), Qt::Key_P);
  QTest::keyClick(&canvas(), Qt::Key_P);
  EXPECT_FALSE(command("sketch.brush").isChecked());
}

TEST_F(SketchWorkspaceTest, BracketsChangeTheBrushInHand) {
  addLora();
  canvas().setFocus();
  const double mask_radius = workspace().masks().session().tool().radius();
  QTest::keyClick(&canvas(), Qt::Key_P);
  const double radius = sketch().tool().radius();
  QTest::keyClick(&canvas(), Qt::Key_BracketRight);
  EXPECT_GT(sketch().tool().radius(), radius);
  QTest::keyClick(&canvas(), Qt::Key_BracketLeft);
  QTest::keyClick(&canvas(), Qt::Key_BracketLeft);
  EXPECT_LT(sketch().tool().radius(), radius);
  EXPECT_EQ(workspace().masks().session().tool().radius(), mask_radius);
  QTest::keyClick(&canvas(), Qt::Key_B);
  QTest::keyClick(&canvas(), Qt::Key_BracketRight);
  EXPECT_GT(workspace().masks().session().tool().radius(), mask_radius);
}

TEST_F(SketchWorkspaceTest, TheEditGetsThePixelsAndTheResultHasNoneToShow) {
  sketchACrown();
  generate("a crown");
  const Sketch& given = result()->settings.sketch;
  ASSERT_FALSE(given.is_none());
  EXPECT_EQ(given.strokes.width(), 320);
  EXPECT_EQ(given.strokes.height(), 240);
  EXPECT_EQ(alphaAt(given, 150, 60), 255);
  EXPECT_EQ(alphaAt(given, 150, 80), 0);
  EXPECT_TRUE(strokes().isEmpty()) << "it is real by now";
  EXPECT_FALSE(sketch().hasSketch());
  generate("make it snow");
  EXPECT_TRUE(result()->settings.sketch.is_none());
  workspace().history().goTo(0);
  EXPECT_EQ(strokes().size(), 1) << "what the next edit of the photo is sketched with";
}

TEST_F(SketchWorkspaceTest, UndoGoesThroughStrokesEditsAndClearing) {
  sketchACrown();
  drag({100, 100}, {200, 100});
  generate("a crown");
  drag({50, 150}, {90, 150});
  EXPECT_EQ(strokes().size(), 1) << "for what is made of the edit";
  command("edit.undo").trigger();
  EXPECT_TRUE(strokes().isEmpty());
  command("edit.undo").trigger();
  EXPECT_FALSE(result());
  EXPECT_EQ(strokes().size(), 2);
  command("edit.undo").trigger();
  EXPECT_EQ(strokes().size(), 1);
  command("edit.redo").trigger();
  command("sketch.clear").trigger();
  EXPECT_TRUE(strokes().isEmpty());
  EXPECT_FALSE(command("sketch.clear").isEnabled());
  command("edit.undo").trigger();
  EXPECT_EQ(strokes().size(), 2);
}

TEST_F(SketchWorkspaceTest, AnEditOfThePhotoAgainIsMadeWithThePhotosSketch) {
  sketchACrown();
  generate("a crown");
  drag({50, 150}, {90, 150});
  window_->session().setBuildsOn(BuildsOn::Photo);
  ASSERT_EQ(strokes().size(), 1);
  EXPECT_NEAR(strokes().first().points.first().y(), 60, 2);
  generate("a hat");
  EXPECT_EQ(alphaAt(result()->settings.sketch, 150, 60), 255);
  EXPECT_EQ(alphaAt(result()->settings.sketch, 70, 150), 0) << "that was for the other";
}

TEST_F(SketchWorkspaceTest, WithoutTheLoraTheEngineSaysWhatIsMissingAndNothingIsLost) {
  sketchACrown();
  switchLora(false);
  EXPECT_TRUE(panel().findChild<QLabel*>("ofSketch")->text().contains("has to be on"));
  const int before = control_->edits;
  panel().instruction().setPlainText("a crown");
  window_->startEdit();
  ASSERT_TRUE(QTest::qWaitFor([&] { return control_->edits > before && isSettled(); }, test::kPatience_ms));
  EXPECT_FALSE(result());
  EXPECT_TRUE(window_->messages().isVisible());
  EXPECT_EQ(strokes().size(), 1);
  EXPECT_TRUE(command("sketch.clear").isEnabled()) << "a way to go on without it";
  EXPECT_EQ(panel().instruction().toPlainText(), "a crown");
  switchLora(true);
  generate("a crown");
  EXPECT_FALSE(result()->settings.sketch.is_none());
}

TEST_F(SketchWorkspaceTest, TheCaptionIsThatOfTheSketch) {
  addLora();
  auto* caption = panel().caption().findChild<QPlainTextEdit*>("caption");
  panel().instruction().setPlainText("a crown and a hat");
  const QString sketched = QString::fromStdString(sketch_caption("a crown and a hat").detailed_caption);
  ASSERT_TRUE(QTest::qWaitFor([&] { return !caption->toPlainText().isEmpty(); }, test::kPatience_ms));
  EXPECT_NE(caption->toPlainText(), sketched);
  sketchACrown();
  ASSERT_TRUE(QTest::qWaitFor([&] { return caption->toPlainText() == sketched; }, test::kPatience_ms))
      << caption->toPlainText().toStdString();
  EXPECT_TRUE(panel().isReady());
  EXPECT_TRUE(panel().findChild<QLabel*>("ofSketch")->isVisible());
  command("edit.undo").trigger();
  ASSERT_TRUE(QTest::qWaitFor([&] { return caption->toPlainText() != sketched; }, test::kPatience_ms));
}

TEST_F(SketchWorkspaceTest, StaysOnWhatItLiesOnWhenThePhotoIsTurned) {
  sketchACrown();
  command("photo.rotateRight").trigger();
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return isSettled() && window_->document().photo()->image.width() == 240; },
                      test::kPatience_ms));
  ASSERT_TRUE(sketch().hasSketch());
  const Sketch next = sketch().nextSketch();
  EXPECT_EQ(next.strokes.width(), 240);
  EXPECT_EQ(alphaAt(next, 240 - 60, 150), 255);
  EXPECT_EQ(alphaAt(next, 60, 150), 0);
  generate("a crown");
  EXPECT_EQ(result()->settings.sketch, next);
}

TEST_F(SketchWorkspaceTest, ComesBackWithItsProject) {
  sketchACrown();
  const SketchStrokes photos = strokes();
  generate("a crown");
  drag({50, 150}, {90, 150});
  const SketchStrokes edits = strokes();
  const Sketch made = result()->settings.sketch;
  EXPECT_TRUE(project().isModified());
  saveProject();
  EXPECT_FALSE(project().isModified());
  command("edit.undo").trigger();
  EXPECT_TRUE(project().isModified());
  command("edit.redo").trigger();
  window_->close();
  anotherWindow();
  openProject(projectFile());
  ASSERT_EQ(strokes().size(), edits.size());
  EXPECT_NEAR(strokes().first().points.first().x(), edits.first().points.first().x(), 0.01);
  EXPECT_EQ(result()->settings.sketch, made) << "what the edit was made with";
  EXPECT_FALSE(project().isModified());
  workspace().history().goTo(0);
  ASSERT_EQ(strokes().size(), photos.size());
  EXPECT_NEAR(strokes().first().radius, photos.first().radius, 0.01);
}

TEST_F(SketchWorkspaceTest, ASketchAloneIsKeptForAfterACrash) {
  sketchACrown();
  waitUntilKept();
  anotherWindow();
  project().start({});
  ASSERT_TRUE(QTest::qWaitFor([this] { return answer("goOnAnswer"); }, test::kPatience_ms));
  ASSERT_TRUE(QTest::qWaitFor([this] { return !strokes().isEmpty(); }, test::kPatience_ms));
  EXPECT_NEAR(strokes().first().points.first().y(), 60, 2);
  EXPECT_TRUE(project().isModified()) << "it was never saved";
}

TEST_F(SketchWorkspaceTest, GoesToTheQueueWithThePhoto) {
  sketchACrown();
  panel().instruction().setPlainText("a crown");
  QueueModel& queue = workspace().queue().controller().model();
  command("queue.addPhoto").trigger();
  ASSERT_TRUE(QTest::qWaitFor([&] { return queue.rowCount() == 1; }, test::kPatience_ms));
  const EditSettings settings = queue.items().front().request.settings;
  EXPECT_EQ(settings.sketch, sketch().nextSketch());
  EXPECT_EQ(alphaAt(settings.sketch, 150, 60), 255);
  EXPECT_EQ(strokes().size(), 1) << "it stays in the window";
  workspace().queue().controller().resume();
  ASSERT_TRUE(QTest::qWaitFor([&] { return queue.items().front().state == QueueState::Done; }, 20000));
}

TEST_F(SketchWorkspaceTest, GoesToTheQueueAsItLiesOnThePhotosFile) {
  sketchACrown();
  command("photo.rotateRight").trigger();
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return isSettled() && window_->document().photo()->image.width() == 240; },
                      test::kPatience_ms));
  panel().instruction().setPlainText("a crown");
  QueueModel& queue = workspace().queue().controller().model();
  command("queue.addPhoto").trigger();
  ASSERT_TRUE(QTest::qWaitFor([&] { return queue.rowCount() == 1; }, test::kPatience_ms));
  const Sketch& queued = queue.items().front().request.settings.sketch;
  ASSERT_EQ(queued.strokes.width(), 320);
  EXPECT_EQ(alphaAt(queued, 150, 60), 255);
}

TEST_F(SketchWorkspaceTest, AnotherPhotoBeginsWithoutOne) {
  sketchACrown();
  openPhoto(200, 200);
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().photo()->image.width() == 200; },
                              test::kPatience_ms));
  EXPECT_TRUE(sketch().sketched().empty());
  EXPECT_FALSE(sketch().hasSketch());
  EXPECT_FALSE(panel().findChild<QLabel*>("ofSketch")->isVisible());
}

TEST_F(SketchWorkspaceTest, IsHiddenAndShown) {
  sketchACrown();
  const auto pixel = [this] {
    const QImage image = canvas().grab().toImage();
    return image.pixelColor(canvas().view().toView({150, 60}).toPoint() * image.devicePixelRatio());
  };
  EXPECT_EQ(pixel(), QColor(Qt::black));
  command("sketch.show").trigger();
  EXPECT_NE(pixel(), QColor(Qt::black));
  EXPECT_TRUE(sketch().hasSketch()) << "hidden is not gone";
  command("sketch.brush").trigger();
  command("sketch.brush").trigger();
  EXPECT_TRUE(command("sketch.show").isChecked()) << "who takes the brush wants to see";
  EXPECT_EQ(pixel(), QColor(Qt::black));
}

TEST_F(SketchWorkspaceTest, ColoursAreChosenInTheDock) {
  addLora();
  command("sketch.brush").trigger();
  auto* dock = window_->findChild<QWidget*>("sketchPanel");
  QAbstractButton* red = nullptr;
  for (auto* button : dock->findChildren<QAbstractButton*>()) {
    EXPECT_FALSE(button->accessibleName().isEmpty());
    if (button->accessibleName() == "Red") red = button;
  }
  ASSERT_NE(red, nullptr);
  QTest::mouseClick(red, Qt::LeftButton);
  EXPECT_GT(sketch().tool().colour().red(), 200);
  EXPECT_TRUE(red->isChecked());
  auto* own = dock->findChild<QAbstractButton*>("ownColour");
  QTest::mouseClick(own, Qt::LeftButton);
  EXPECT_TRUE(red->isChecked()) << "as long as nothing else is chosen";
  auto* dialog = dock->findChild<QColorDialog*>("sketchColourDialog");
  ASSERT_NE(dialog, nullptr);
  dialog->setCurrentColor(QColor(1, 2, 3));
  dialog->accept();
  EXPECT_EQ(sketch().tool().colour(), QColor(1, 2, 3));
  EXPECT_TRUE(own->isChecked());
}

TEST_F(SketchWorkspaceTest, FinishingAnEditIsNotSketched) {
  addLora();
  addLora("upsample_lora_diffusers.safetensors");
  generate("make it snow");
  sketchACrown();
  const int before = control_->edits;
  ASSERT_TRUE(QTest::qWaitFor([this] { return command("generate.finish").isEnabled(); }, test::kPatience_ms));
  command("generate.finish").trigger();
  ASSERT_TRUE(QTest::qWaitFor([&] { return control_->edits > before && isSettled(); }, test::kPatience_ms));
  EXPECT_TRUE(result()->settings.sketch.is_none());
}

TEST_F(SketchWorkspaceTest, StrokesGiveWayToWhatIsMadeOfThem) {
  sketchACrown();
  control_->waits = true;
  panel().instruction().setPlainText("a crown");
  window_->startEdit();
  ASSERT_TRUE(window_->session().isGenerating());
  drag({50, 150}, {90, 150});
  EXPECT_EQ(strokes().size(), 1) << "what is made now stands on what was sketched";
  control_->waits = false;
  ASSERT_TRUE(QTest::qWaitFor([this] { return isSettled() && result(); }, test::kPatience_ms));
  drag({50, 150}, {90, 150});
  EXPECT_EQ(strokes().size(), 1) << "on the edit";
  EXPECT_NEAR(strokes().first().points.first().y(), 150, 2);
}

}  // namespace
}  // namespace v4e::ui
