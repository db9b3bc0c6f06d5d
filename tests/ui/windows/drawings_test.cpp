// SPDX-License-Identifier: GPL-3.0-or-later
// Drawings become pictures of a size that the user chooses.
#include <QFile>
#include <QSpinBox>

#include "core/image/photo_kinds.h"
#include "tests/ui/windows/project_fixture.h"
#include "ui/settings/preferences_dialog.h"

namespace v4e::ui {
namespace {

class DrawingsTest : public ProjectTest {
 protected:
  void SetUp() override {
    ProjectTest::SetUp();
    if (!kind_of(PhotoFormat::Svg).is_read) GTEST_SKIP() << "built without librsvg";
    QFile file(drawing());
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("<svg xmlns='http://www.w3.org/2000/svg' width='60' height='40'>"
               "<rect width='60' height='40' fill='#c84020'/><rect width='30' height='20' fill='#2040c8'/></svg>");
  }
  [[nodiscard]] QString drawing() const { return folder_.filePath("drawing.svg"); }
  void openDrawing() {
    window_->intake().openFile(drawing());
    ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().hasPhoto(); }, test::kPatience_ms));
  }
  [[nodiscard]] int width() const { return window_->document().photo()->image.width(); }
  /// As the user does in the preferences.
  void choose(int side_px) {
    PreferencesDialog dialog(settings_);
    dialog.findChild<QSpinBox*>("drawingSide")->setValue(side_px);
  }
};

TEST_F(DrawingsTest, OpenAsTheyStateUnlessASizeIsChosen) {
  openDrawing();
  EXPECT_EQ(width(), 60);
}

TEST_F(DrawingsTest, OpenInTheSizeThatIsChosen) {
  choose(300);
  openDrawing();
  EXPECT_EQ(width(), 300);
  EXPECT_EQ(window_->document().photo()->image.height(), 200);
}

TEST_F(DrawingsTest, KeepTheirSizeInAProject) {
  choose(300);
  openDrawing();
  saveProject();
  choose(120);
  anotherWindow();
  window_->intake().openFile(projectFile());
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().hasPhoto(); }, test::kPatience_ms));
  EXPECT_EQ(width(), 300);
}

TEST_F(DrawingsTest, GoIntoTheQueueInTheSizeThatIsChosen) {
  choose(300);
  QueueController& queue = workspace().queue().controller();
  queue.addPaths({drawing()});
  ASSERT_EVENTUALLY(queue.model().rowCount() == 1);
  EXPECT_EQ(queue.model().items()[0].request.shape.drawing_side_px, 300);
}

}  // namespace
}  // namespace v4e::ui
