// SPDX-License-Identifier: GPL-3.0-or-later
// Turning and cropping what is shown, before and after edits.
#include "tests/ui/windows/shape_fixture.h"
#include "ui/history/history_thumbnail.h"
#include "ui/project/working_project.h"

namespace v4e::ui {
namespace {

constexpr Geometry kRight{false, 1};

TEST_F(ShapeWorkspaceTest, TurnsThePhotoBeforeAnyEdit) {
  openPhoto(60, 40);
  const Image original = base();
  trigger("photo.rotateRight");
  EXPECT_TRUE(samePixels(base(), moved_samples(original, kRight)));
  EXPECT_TRUE(samePixels(exported(), moved_samples(original, kRight)));
  EXPECT_EQ(copied().width(), 40);
  EXPECT_EQ(shownStep(document().undoStack().undoText()), "Rotate right");
  EXPECT_TRUE(project().isModified());
  trigger("photo.flipVertically");
  EXPECT_TRUE(samePixels(base(), moved_samples(original, flipped_vertically(kRight, {60, 40}))));
  undo();
  undo();
  EXPECT_TRUE(samePixels(base(), original));
  EXPECT_FALSE(project().isModified());
}

TEST_F(ShapeWorkspaceTest, FourQuarterTurnsAreNone) {
  openPhoto(60, 40);
  const auto original = document().photo();
  for (int i = 0; i < 4; ++i) window_->commands().action("photo.rotateLeft")->trigger();
  ASSERT_TRUE(QTest::qWaitFor([this] { return document().undoStack().index() == 4; }, test::kPatience_ms));
  settle();
  EXPECT_EQ(document().photo(), original);
}

TEST_F(ShapeWorkspaceTest, TurnsAnEditWithAllThatBelongsToIt) {
  openPhoto(64, 48);
  const Image original = base();
  edit("make it night");
  const Image edited = result()->edited->image;
  trigger("photo.rotateLeft");
  const Geometry left{false, 3};
  EXPECT_TRUE(samePixels(result()->edited->image, moved_samples(edited, left)));
  EXPECT_TRUE(samePixels(base(), moved_samples(original, left)));
  EXPECT_TRUE(samePixels(exported(), moved_samples(edited, left)));
  EXPECT_EQ(size_of(result()->change_mask), (PixelSize{48, 64}));
  for (int i = 0; i < workspace().timeline().model().count(); ++i) {
    const QSize frame = workspace().timeline().model().frame(i).size();
    EXPECT_LT(frame.width(), frame.height());
  }
  undo();
  EXPECT_TRUE(samePixels(result()->edited->image, edited));
  EXPECT_TRUE(samePixels(base(), original));
}

TEST_F(ShapeWorkspaceTest, AnotherStrengthHasTheSameShape) {
  openPhoto(64, 48);
  edit("make it night");
  window_->session().keepStrength(0.5);
  settle();
  const Image half = result()->edited->image;
  undo();
  const Geometry crop{true, 1, 0, PixelArea{4, 6, 30, 40}};
  apply(crop);
  window_->session().keepStrength(0.5);
  settle();
  EXPECT_EQ(result()->settings.strength, 0.5);
  EXPECT_TRUE(samePixels(result()->edited->image, moved_samples(half, crop)));
  EXPECT_EQ(size_of(base()), (PixelSize{30, 40}));
  EXPECT_EQ(history().shown().size(), 2u) << "it is the same step";
}

TEST_F(ShapeWorkspaceTest, TheNextEditBeginsFromWhatIsShown) {
  openPhoto(64, 48);
  apply({false, 0, 0, PixelArea{10, 8, 32, 20}});
  const auto cropped_photo = document().photo();
  edit("make it night");
  EXPECT_EQ(result()->photo, cropped_photo);
  EXPECT_EQ(document().photo(), cropped_photo);
  trigger("photo.rotateRight");
  const auto turned = result()->edited;
  const auto turned_base = document().photo();
  edit("add fog");
  EXPECT_EQ(result()->photo, turned);
  EXPECT_EQ(document().photo(), turned_base);
  EXPECT_EQ(size_of(result()->edited->image), (PixelSize{20, 32}));
  apply({false, 0, 0, PixelArea{0, 0, 20, 20}});
  EXPECT_EQ(size_of(base()), (PixelSize{20, 20}));
  // Where a pixel of the last edit lies on the photo as it was opened.
  EXPECT_DOUBLE_EQ(document().place().x(0, 0), 10);
  EXPECT_DOUBLE_EQ(document().place().y(0, 0), 28);
}

TEST_F(ShapeWorkspaceTest, EachStepOfTheHistoryHasItsOwnShape) {
  openPhoto(64, 48);
  edit("make it night");
  const auto night = history().current();
  edit("add fog");
  const auto fog = history().current();
  trigger("photo.rotateRight");
  workspace().history().goTo(night);
  settle();
  EXPECT_EQ(size_of(base()), (PixelSize{64, 48}));
  workspace().history().goTo(fog);
  settle();
  EXPECT_EQ(size_of(base()), (PixelSize{48, 64}));
  workspace().history().goTo(kPhotoNode);
  settle();
  EXPECT_EQ(size_of(base()), (PixelSize{64, 48}));
}

TEST_F(ShapeWorkspaceTest, WhatFollowsACroppedStepIsMadeAgainFromTheCrop) {
  openPhoto(64, 48);
  edit("make it night");
  const auto night = history().current();
  edit("add fog");
  const auto fog = history().current();
  trigger("photo.rotateRight");
  workspace().history().goTo(night);
  settle();
  apply({false, 0, 0, PixelArea{10, 8, 40, 20}});
  const Image cropped_night = result()->edited->image;
  const Image cropped_photo = base();
  EXPECT_TRUE(history().isOutdated(fog));
  workspace().history().goTo(fog);
  settle();
  EXPECT_TRUE(samePixels(result()->photo->image, cropped_night));
  EXPECT_EQ(size_of(result()->edited->image), (PixelSize{20, 40})) << "its own turn stays";
  EXPECT_TRUE(samePixels(base(), moved_samples(cropped_photo, kRight)));
  // The step switched off, the crop goes with it.
  workspace().history().setOn(night, false);
  settle();
  EXPECT_EQ(size_of(result()->edited->image), (PixelSize{48, 64}));
  EXPECT_EQ(size_of(base()), (PixelSize{48, 64}));
}

TEST_F(ShapeWorkspaceTest, ADuplicateIsTurnedByItself) {
  openPhoto(64, 48);
  edit("make it night");
  const auto night = history().current();
  trigger("photo.rotateRight");
  workspace().history().duplicate(night);
  settle();
  const auto copy = history().current();
  ASSERT_NE(copy, night);
  trigger("photo.rotateRight");
  EXPECT_EQ(history().current(), copy);
  EXPECT_EQ(size_of(base()), (PixelSize{64, 48}));
  workspace().history().goTo(night);
  settle();
  EXPECT_EQ(size_of(base()), (PixelSize{48, 64}));
}

TEST_F(ShapeWorkspaceTest, TheSmallPictureOfAStepIsTheEdit) {
  openPhoto(64, 48);
  edit("make it night");
  paintCorner();
  trigger("photo.rotateRight");
  const auto small_is_edit = [this] {
    return history().node(1)->thumbnail == historyThumbnail(toQImage(result()->edited->image));
  };
  EXPECT_TRUE(QTest::qWaitFor(small_is_edit, test::kPatience_ms)) << "not the model's frame, without the mask";
  saveProject();
  anotherWindow();
  // Nothing of it has been shown yet.
  const QImage stored = [&] {
    WorkingProject file(ProjectFile::open(projectFile().toStdString()));
    return historyThumbnail(toQImage(file.smallPicture(1)));
  }();
  openProject(projectFile());
  ASSERT_TRUE(QTest::qWaitFor(small_is_edit, test::kPatience_ms));
  // It was made small before it was turned, not behind it: that rounds in another way.
  const QImage& shown = history().node(1)->thumbnail;
  ASSERT_EQ(stored.size(), shown.size());
  double difference = 0;
  for (int y = 0; y < shown.height(); ++y) {
    for (int x = 0; x < shown.width(); ++x)
      difference += std::abs(qGray(stored.pixel(x, y)) - qGray(shown.pixel(x, y)));
  }
  EXPECT_LT(difference / (shown.width() * shown.height()), 2);
}

TEST_F(ShapeWorkspaceTest, EditsFollowThePhotosOwnShape) {
  openPhoto(64, 48);
  edit("make it night");
  const auto night = history().current();
  paintCorner();
  const Image mask = moved_samples(masks().state().mask, kRight);
  workspace().history().goTo(kPhotoNode);
  settle();
  trigger("photo.rotateRight");
  EXPECT_TRUE(masks().state().mask.empty()) << "it is the step's";
  workspace().history().goTo(night);
  settle();
  EXPECT_EQ(size_of(result()->edited->image), (PixelSize{48, 64}));
  EXPECT_TRUE(samePixels(result()->photo->image, base()));
  EXPECT_TRUE(samePixels(masks().state().mask, mask));
  EXPECT_TRUE(samePixels(result()->edits->mask, mask));
  saveProject();
  anotherWindow();
  openProject(projectFile());
  settle();
  EXPECT_EQ(size_of(result()->edited->image), (PixelSize{48, 64}));
  EXPECT_TRUE(samePixels(masks().state().mask, mask));
}

TEST_F(ShapeWorkspaceTest, EditsOfAReopenedProjectFollowThePhotoToo) {
  openPhoto(64, 48);
  edit("make it night");
  saveProject();
  anotherWindow();
  openProject(projectFile());
  const auto night = history().current();
  workspace().history().goTo(kPhotoNode);
  settle();
  trigger("photo.rotateRight");
  workspace().history().goTo(night);
  settle();
  EXPECT_EQ(size_of(result()->edited->image), (PixelSize{48, 64}));
  EXPECT_TRUE(samePixels(result()->photo->image, base()));
}

TEST_F(ShapeWorkspaceTest, MasksLieOnWhatTheyWerePaintedOn) {
  openPhoto(64, 48);
  edit("make it night");
  paintCorner();
  const Image mask = masks().state().mask;
  const Image edited = result()->edited->image;
  const int merges = control_->merges;
  trigger("photo.rotateRight");
  EXPECT_TRUE(samePixels(masks().state().mask, moved_samples(mask, kRight)));
  EXPECT_TRUE(samePixels(result()->edited->image, moved_samples(edited, kRight)));
  apply({false, 1, 0, PixelArea{8, 0, 40, 30}});
  EXPECT_FALSE(workspace().masks().session().isPending());
  EXPECT_EQ(control_->merges, merges) << "the edit was only moved";
  // What is painted now acts where it is seen.
  workspace().masks().session().invert();
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return !workspace().masks().session().isPending(); }, test::kPatience_ms));
  settle();
  const Image& crop = result()->edited->image;
  const Image& painted = masks().state().mask;
  ASSERT_EQ(size_of(painted), size_of(crop));
  for (const auto& [x, y] : {std::pair{38, 2}, {2, 2}, {38, 28}, {2, 28}}) {
    const bool inside = painted.row<std::uint8_t>(y)[x] == 255;
    const int i = 3 * x;
    EXPECT_EQ(crop.row<std::uint8_t>(y)[i] == base().row<std::uint8_t>(y)[i], !inside) << x << ", " << y;
  }
  for (int i = 0; i < 3; ++i) undo();
  EXPECT_EQ(masks().state().mask.data(), mask.data());
  EXPECT_TRUE(samePixels(result()->edited->image, edited));
}

TEST_F(ShapeWorkspaceTest, ASavedProjectShowsItAgain) {
  openPhoto(64, 48);
  trigger("photo.flipVertically");
  edit("make it night");
  paintCorner();
  apply({false, 3, 5, PixelArea{10, 12, 26, 30}});
  const Image edited = result()->edited->image;
  const Image photo = base();
  const Image mask = masks().state().mask;
  saveProject();
  EXPECT_FALSE(project().isModified());
  anotherWindow();
  openProject(projectFile());
  settle();
  EXPECT_TRUE(samePixels(result()->edited->image, edited));
  EXPECT_TRUE(samePixels(base(), photo));
  EXPECT_TRUE(samePixels(masks().state().mask, mask));
  EXPECT_FALSE(project().isModified());
  EXPECT_EQ(workspace().shape().session().geometry(), (Geometry{false, 3, 5, PixelArea{10, 12, 26, 30}}));
  workspace().history().goTo(kPhotoNode);
  settle();
  EXPECT_EQ(document().geometry(), (Geometry{true, 2}));
  // Taking the crop away shows what lies around it.
  workspace().history().goTo(history().shown().back()->generation.id);
  settle();
  apply({});
  EXPECT_EQ(size_of(result()->edited->image), (PixelSize{64, 48}));
}

TEST_F(ShapeWorkspaceTest, WhatACrashLeftIsShapedToo) {
  openPhoto(64, 48);
  trigger("photo.rotateLeft");
  waitUntilKept();
  const Image photo = base();
  anotherWindow();
  project().start({});
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->findChild<QMessageBox*>("recovery") != nullptr; },
                              test::kPatience_ms));
  answer("goOnAnswer");
  ASSERT_TRUE(QTest::qWaitFor([this] { return document().hasPhoto(); }, test::kPatience_ms));
  EXPECT_TRUE(samePixels(base(), photo));
}

TEST_F(ShapeWorkspaceTest, TheVisiblePartOfAStraightenedPhotoComesFirst) {
  openPhoto(320, 240);
  edit("make it night");
  apply({false, 0, 5});
  TimelineModel& model = workspace().timeline().model();
  ASSERT_TRUE(QTest::qWaitFor([&] { return model.count() == 5; }, test::kPatience_ms));
  Image negative = result()->unshaped->photo->image;  // as the backend edits, at that strength
  auto* bytes = reinterpret_cast<std::uint8_t*>(negative.mutable_data());
  for (std::size_t i = 0; i < negative.size_bytes(); ++i)
    bytes[i] = static_cast<std::uint8_t>(bytes[i] + (255 - 2 * bytes[i]) * 0.4);
  const QImage wanted = toQImage(shaped_image(negative, {false, 0, 5}, {}));
  window_->canvas().setCompareMode(CompareMode::Edit);
  control_->waits_to_merge = true;  // of the whole
  control_->parts = 0;
  window_->canvas().resize(160, 120);
  window_->canvas().setZoom(8);
  model.setStrength(0.4);
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->parts > 0; }, test::kPatience_ms));
  const QPoint at = window_->canvas().visiblePixels().center();
  const auto is_there = [&] {
    const QImage shown = window_->canvas().grab().toImage();
    const QPointF place = window_->canvas().view().toView(at + QPointF(0.5, 0.5)) * shown.devicePixelRatio();
    const QColor now = shown.pixelColor(place.toPoint());
    const QColor then = wanted.pixelColor(at);
    return std::abs(now.red() - then.red()) + std::abs(now.green() - then.green()) < 6;
  };
  EXPECT_TRUE(QTest::qWaitFor(is_there, test::kPatience_ms));
  control_->waits_to_merge = false;
  settle();
}

TEST_F(ShapeWorkspaceTest, StraighteningIsAlwaysMadeFromTheOriginalPixels) {
  openPhoto(64, 48);
  const auto original = document().photo();
  apply({false, 0, 4});
  apply({false, 0, 9});
  EXPECT_TRUE(samePixels(base(), shaped_photo(*original, {false, 0, 9}).image));
  apply({});
  EXPECT_EQ(document().photo(), original);
}

TEST_F(ShapeWorkspaceTest, NothingIsTurnedWhileAnEditIsMade) {
  openPhoto(64, 48);
  control_->waits = true;
  window_->instructionPanel().instruction().setPlainText("make it night");
  window_->startEdit();
  EXPECT_FALSE(window_->commands().action("photo.rotateLeft")->isEnabled());
  workspace().shape().session().turn(Turn::Left);
  control_->waits = false;
  ASSERT_TRUE(QTest::qWaitFor([this] { return result() != nullptr; }, test::kPatience_ms));
  settle();
  EXPECT_EQ(size_of(base()), (PixelSize{64, 48}));
  EXPECT_TRUE(window_->commands().action("photo.rotateLeft")->isEnabled());
}

TEST_F(ShapeWorkspaceTest, AnEditThatIsAskedForMeanwhileWaitsForTheShape) {
  openPhoto(64, 48);
  window_->commands().action("photo.rotateRight")->trigger();
  window_->instructionPanel().instruction().setPlainText("make it night");
  window_->startEdit();
  ASSERT_TRUE(QTest::qWaitFor([this] { return result() != nullptr; }, test::kPatience_ms));
  settle();
  EXPECT_EQ(size_of(result()->photo->image), (PixelSize{48, 64}));
}

TEST_F(ShapeWorkspaceTest, UndoingMeanwhileLeavesNoHalf) {
  openPhoto(64, 48);
  edit("make it night");
  window_->commands().action("photo.rotateRight")->trigger();
  document().undoStack().undo();
  EXPECT_EQ(result(), nullptr);
  QTest::qWait(100);
  settle();
  EXPECT_EQ(result(), nullptr);
  EXPECT_EQ(size_of(base()), (PixelSize{64, 48}));
}

}  // namespace
}  // namespace v4e::ui
