// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QClipboard>
#include <QGuiApplication>
#include <algorithm>

#include "core/image/colour/shaped_photo.h"
#include "core/image/io/photo_io.h"
#include "tests/ui/windows/project_fixture.h"
#include "ui/engine/image_convert.h"
#include "ui/masks/mask_commands.h"
#include "ui/widgets/step_text.h"

namespace v4e::ui {

/// The whole window with a photo that is turned and cropped.
class ShapeWorkspaceTest : public ProjectTest {
 protected:
  [[nodiscard]] PhotoDocument& document() const { return window_->document(); }
  [[nodiscard]] MaskModel& masks() const { return workspace().masks().session().model(); }
  [[nodiscard]] const Image& base() const { return document().photo()->image; }

  /// Until the canvas shows what the document has.
  void settle() {
    ASSERT_TRUE(QTest::qWaitFor(
        [this] {
          const auto pyramid = document().photoPyramid();
          const QSize size(base().width(), base().height());
          return isSettled() && workspace().history().isShown(history().current()) &&
                 !workspace().masks().session().isPending() && pyramid->size() == size &&
                 window_->canvas().photo() == pyramid &&
                 (result() ? window_->canvas().edit() && window_->canvas().edit()->size() == size
                           : !window_->canvas().edit());
        },
        test::kPatience_ms));
  }

  void trigger(const char* command) {
    ASSERT_TRUE(window_->commands().action(command)->isEnabled()) << command;
    const int step = document().undoStack().index();
    window_->commands().action(command)->trigger();
    ASSERT_TRUE(QTest::qWaitFor([&] { return document().undoStack().index() != step; }, test::kPatience_ms));
    settle();
  }

  void apply(const Geometry& geometry) {
    const int step = document().undoStack().index();
    workspace().shape().session().apply(geometry);
    ASSERT_TRUE(QTest::qWaitFor([&] { return document().undoStack().index() != step; }, test::kPatience_ms));
    settle();
  }

  void undo() {
    document().undoStack().undo();
    settle();
  }

  [[nodiscard]] Image exported() {
    const QString path = folder_.filePath("out.png");
    const QSignalSpy done(&document(), &PhotoDocument::exported);
    document().exportTo(path, {}, true);
    EXPECT_TRUE(QTest::qWaitFor([&] { return done.count() == 1; }, test::kPatience_ms));
    return read_photo(path.toStdString()).image;
  }

  [[nodiscard]] Image copied() {
    window_->commands().action("edit.copy")->trigger();
    return photoFromQImage(QGuiApplication::clipboard()->image()).image;
  }

  void beginCrop() {
    window_->commands().action("photo.crop")->trigger();
    ASSERT_TRUE(QTest::qWaitFor([this] { return workspace().shape().isCropping(); }, test::kPatience_ms));
  }
  [[nodiscard]] CropTool& tool() const { return workspace().shape().cropTool(); }
  [[nodiscard]] QSpinBox* number(const char* name) const { return window_->findChild<QSpinBox*>(name); }

  /// Paints the mask's upper left quarter.
  void paintCorner() {
    MaskState state = masks().state();
    state.mask = Image(masks().size().width(), masks().size().height(), 1, SampleType::U8);
    auto* pixels = reinterpret_cast<std::uint8_t*>(state.mask.mutable_data());
    for (int y = 0; y < state.mask.height() / 2; ++y)
      std::fill_n(pixels + y * state.mask.width(), state.mask.width() / 2, std::uint8_t{255});
    document().undoStack().push(new MaskStateCommand(masks(), state, "corner"));
    ASSERT_TRUE(
        QTest::qWaitFor([this] { return !workspace().masks().session().isPending(); }, test::kPatience_ms));
    settle();
  }
};

}  // namespace v4e::ui
