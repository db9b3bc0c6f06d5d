// SPDX-License-Identifier: GPL-3.0-or-later
// Files with layers out of the window.
#include <QSignalSpy>

#include "core/base/atomic_file.h"
#include "tests/core/image/layer_fixtures.h"
#include "tests/ui/windows/project_fixture.h"
#include "ui/engine/image_convert.h"
#include "ui/export/export_dialog.h"
#include "ui/queue/engine_queue_edit.h"

namespace v4e::ui {
namespace {

Image layer(const std::string& ora, int index) {
  return decode_photo(zip_entry(ora, "data/layer" + std::to_string(index) + ".png"), "layer.png").image;
}

class LayersExportTest : public ProjectTest {
 protected:
  /// Exports by the dialog and gives what was written.
  std::string exportAs(const char* format, const std::function<void(ExportDialog&)>& choose = {}) {
    const QSignalSpy exported(&window_->document(), &PhotoDocument::exported);
    const QSignalSpy failed(&window_->document(), &PhotoDocument::failed);
    window_->findChild<QAction*>("file.exportAs")->trigger();
    auto* dialog = window_->findChild<ExportDialog*>();
    dialog->findChild<QComboBox*>("exportFormat")->setCurrentText(format);
    if (choose) choose(*dialog);
    const std::string path = dialog->path().toStdString();
    QTest::mouseClick(dialog->findChild<QPushButton*>("exportButton"), Qt::LeftButton);
    EXPECT_TRUE(
        QTest::qWaitFor([&] { return exported.count() + failed.count() == 1; }, test::kPatience_ms));
    EXPECT_EQ(failed.count(), 0);
    return read_file(path, 1 << 26);
  }
};

TEST_F(LayersExportTest, OpenRasterHasThePhotoTheStatesTheEditAndItsMask) {
  openPhoto();
  edit("make it a negative");
  const std::string ora = exportAs("OpenRaster", [](ExportDialog& dialog) {
    auto* layers = dialog.findChild<QCheckBox*>("exportLayers");
    EXPECT_TRUE(layers->isVisible());
    EXPECT_TRUE(layers->isChecked());
    EXPECT_FALSE(layers->isEnabled()) << "it is there for nothing else";
  });
  const auto result = window_->document().result();
  EXPECT_TRUE(same_pixels(layer(ora, 0), window_->document().photo()->image));
  const auto states = static_cast<int>(result->frames.size()) - 2;
  ASSERT_GT(states, 0);
  const EditResult state = engine_.mergeNow(result, 1.0 / (states + 1), {});
  EXPECT_TRUE(same_pixels(layer(ora, 1), state.edited->image));
  EXPECT_EQ(plane_of(layer(ora, states + 1), 0), plane_of(result->edited->image, 0));
  EXPECT_FALSE(zip_entry(ora, "data/layer" + std::to_string(states + 2) + ".png").empty());
  EXPECT_TRUE(same_pixels(decode_photo(ora, "a.ora").image, result->edited->image));
}

TEST_F(LayersExportTest, TiffHasThemWhenTheyAreChosen) {
  openPhoto();
  edit("make it a negative");
  EXPECT_TRUE(image_source_data(exportAs("TIFF")).empty());
  const std::string tiff = exportAs("TIFF", [](ExportDialog& dialog) {
    QTest::keyClick(dialog.findChild<QCheckBox*>("exportLayers"), Qt::Key_Space);
    dialog.findChild<QLineEdit*>("exportPath")->setText(dialog.path().replace(".tif", "-2.tif"));
  });
  const PsdLayers found = read_psd_layers(image_source_data(tiff));
  EXPECT_EQ(found.layers.front().planes.at(0), plane_of(window_->document().photo()->image, 0));
  EXPECT_TRUE(settings_.exportChoice().layers);
}

TEST_F(LayersExportTest, APhotoWithoutAnEditOffersNone) {
  openPhoto();
  const std::string ora = exportAs("OpenRaster", [](ExportDialog& dialog) {
    EXPECT_FALSE(dialog.findChild<QCheckBox*>("exportLayers")->isVisible());
  });
  EXPECT_TRUE(same_pixels(layer(ora, 0), window_->document().photo()->image));
  EXPECT_TRUE(zip_entry(ora, "data/layer1.png").empty());
}

TEST_F(LayersExportTest, OtherFormatsOfferNone) {
  openPhoto();
  edit("make it a negative");
  (void)exportAs("PNG", [](ExportDialog& dialog) {
    EXPECT_FALSE(dialog.findChild<QCheckBox*>("exportLayers")->isVisible());
    EXPECT_FALSE(dialog.hasLayers());
  });
}

TEST_F(LayersExportTest, TheQueueWritesThemAsOpenRaster) {
  QueueController controller(folder_.filePath("queue.db").toStdString(), makeEngineQueueEdit(engine_));
  QueueDefaults defaults;
  defaults.instruction = "negative";
  defaults.output.folder = folder_.filePath("out").toStdString();
  defaults.output.extension = ".ora";
  controller.setDefaults(defaults);
  const std::string photo = writeTestPhoto(folder_.path().toStdString(), 60, 40);
  controller.addPaths({QString::fromStdString(photo)});
  ASSERT_EVENTUALLY(controller.model().rowCount() == 1);
  controller.resume();
  ASSERT_EVENTUALLY(controller.model().counts().done == 1);
  const std::string ora = read_file(controller.model().items()[0].result, 1 << 26);
  EXPECT_TRUE(same_pixels(layer(ora, 0), read_photo(photo).image));
  EXPECT_FALSE(zip_entry(ora, "data/layer3.png").empty());
}

}  // namespace
}  // namespace v4e::ui
