// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the window for people to look at, in light and dark, at 1x and 2x, in each language.
#include <gtest/gtest.h>

#include <QApplication>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "tests/ui/fake_backend.h"
#include "tests/ui/patience.h"
#include "ui/commands/shortcuts_dialog.h"
#include "ui/export/evolution_dialog.h"
#include "ui/export/export_dialog.h"
#include "ui/models/models_window.h"
#include "ui/queue/queue_item_dialog.h"
#include "ui/settings/language.h"
#include "ui/settings/preferences_dialog.h"
#include "ui/settings/theme.h"
#include "ui/windows/about_dialog.h"
#include "ui/windows/workspace.h"

namespace v4e::ui {
namespace {

struct Look {
  const char* name;
  Appearance appearance;
  const char* language;
};

class Screenshots : public testing::TestWithParam<Look> {
 protected:
  void SetUp() override {
    QDir().mkpath(V4E_SCREENSHOT_DIR);
    theme_.apply(GetParam().appearance);
    language_.apply(GetParam().language);
    window_ = std::make_unique<MainWindow>(settings_, engine_, V4E_SOURCE_DIR "/resources");
    workspace_ = new Workspace(*window_, folder_.filePath("data"));
    window_->restoreLayout();
    window_->resize(1360, 860);
    window_->show();
    window_->findModels();
    ASSERT_TRUE(QTest::qWaitFor(
        [this] { return window_->instructionPanel().parameters().model() != nullptr; }, test::kPatience_ms));
  }
  void TearDown() override { language_.apply("en"); }

  static void shoot(QWidget& widget, const QString& what) {
    QTest::qWait(150);  // layouts and captions settle
    const QImage picture = widget.grab().toImage();
    const QString ratio = QString::number(qRound(widget.devicePixelRatioF()));
    const QString path = QString("%1/%2-%3-%4x.png").arg(V4E_SCREENSHOT_DIR, what, GetParam().name, ratio);
    ASSERT_TRUE(picture.save(path)) << path.toStdString();
  }

  void openPhoto() {
    window_->intake().openFile(
        QString::fromStdString(writeTestPhoto(folder_.path().toStdString(), 1500, 1000)));
    ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().hasPhoto(); }, test::kPatience_ms));
    window_->instructionPanel().instruction().setPlainText("make it black and white");
  }

  template <typename Dialog, typename... Args>
  void shootDialog(const QString& what, Args&&... args) {
    Dialog dialog(std::forward<Args>(args)..., window_.get());
    dialog.show();
    shoot(dialog, what);
  }

  QTemporaryDir folder_;
  std::shared_ptr<FakeControl> control_ = std::make_shared<FakeControl>();
  Theme theme_{*static_cast<QApplication*>(QApplication::instance())};
  LanguageSwitcher language_;
  Settings settings_{folder_.filePath("settings.ini")};
  EditEngine engine_{[control = control_] { return std::make_unique<FakeBackend>(control); }};
  std::unique_ptr<MainWindow> window_;
  Workspace* workspace_ = nullptr;
};

TEST_P(Screenshots, Welcome) {
  shoot(*window_, "welcome");
}

TEST_P(Screenshots, PhotoAndEdit) {
  openPhoto();
  shoot(*window_, "photo");
  control_->waits = true;
  window_->startEdit();
  control_->go.release(2);
  QTest::qWait(300);
  shoot(*window_, "running");
  control_->go.release(2);
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return window_->document().editPyramid() != nullptr; }, test::kPatience_ms));
  QTest::qWait(300);
  shoot(*window_, "split");
  window_->canvas().setCompareMode(CompareMode::SideBySide);
  shoot(*window_, "side-by-side");
  control_->fails = true;
  control_->waits = false;
  window_->startEdit();
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->messages().isVisible(); }, test::kPatience_ms));
  window_->canvas().setCompareMode(CompareMode::Edit);
  window_->canvas().setZoom(16);
  shoot(*window_, "failure");
}

TEST_P(Screenshots, LorasAndKinds) {
  control_->large_is_ready = true;
  control_->large_has_experts = true;
  window_->findModels();
  ASSERT_TRUE(QTest::qWaitFor([this] { return engine_.models().value(1).ready; }, test::kPatience_ms));
  openPhoto();
  window_->instructionPanel().setModels(engine_.models(), "large");
  const std::vector<LoraChoice> loras{
      {"/loras/wan2.2_i2v_4steps_high_noise.safetensors", 1.0, LoraChoice::Expert::HighNoise},
      {"/loras/old film, warm and grainy, v2.safetensors", 0.65},
      {"/loras/sdxl portrait.safetensors", 1.0, LoraChoice::Expert::Both, false},
      {"/loras/dora face.safetensors"}};
  window_->instructionPanel().parameters().loras().setChoices(loras);
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->checks >= 4; }, test::kPatience_ms));
  shoot(*window_, "loras");
  QueueRequest request;
  request.settings = window_->instructionPanel().order();
  QueueItemDialog dialog({request}, engine_.models(), {}, window_.get());
  dialog.setLoraChecker(window_->loraChecker());
  dialog.show();
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->checks >= 8; }, test::kPatience_ms));
  shoot(dialog, "queue-item-loras");
  control_->asks_for_kind = true;
  ModelsWindow models(engine_, settings_, window_.get());
  models.show();
  window_->findModels();
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return !engine_.models().value(1).kinds.empty(); }, test::kPatience_ms));
  models.findChild<QListWidget*>("modelList")->setCurrentRow(1);
  shoot(models, "models-kind");
}

TEST_P(Screenshots, Dialogs) {
  openPhoto();
  const Photo& photo = *window_->document().photo();
  shootDialog<PreferencesDialog>("preferences", settings_);
  shootDialog<ShortcutsDialog>("shortcuts", window_->commands());
  shootDialog<ModelsWindow>("models", engine_, settings_);
  shootDialog<AboutDialog>("about", std::filesystem::path(V4E_SOURCE_DIR) / "resources");
  shootDialog<ExportDialog>("export", photo, QString("/home/anna/Pictures/beach-edit"), PhotoFormat::Jpeg,
                            settings_);
  shootDialog<EvolutionDialog>("evolution", evolution_of(std::vector<Image>(5, photo.image)),
                               QString("/home/anna/Pictures/beach-evolution"), settings_);
}

INSTANTIATE_TEST_SUITE_P(
    Looks, Screenshots,
    testing::Values(Look{"light-en", Appearance::Light, "en"}, Look{"dark-en", Appearance::Dark, "en"},
                    Look{"light-de", Appearance::Light, "de"}, Look{"dark-zh", Appearance::Dark, "zh_CN"}),
    [](const auto& look) { return QString(look.param.name).replace('-', '_').toStdString(); });

}  // namespace
}  // namespace v4e::ui
