// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing that happens in the window changes its size or makes its least size grow beyond 1000 x 650: long
// names, banners, all panels, a running edit or queue, in every language.
#include <QApplication>
#include <QFileInfo>
#include <QScreen>

#include "tests/ui/patience.h"
#include "tests/ui/windows/window_fixture.h"
#include "ui/settings/language.h"
#include "ui/settings/theme.h"

namespace v4e::ui {
namespace {

constexpr QSize kLeast(1000, 650);
constexpr int kRecentNames = 5;

QString longName(int number) {
  return QString(QChar('w')).repeated(200) + QString::number(number);
}

class CalmWindowTest : public WindowTest, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    theme_.apply(Appearance::Light);  // the style sheet has its own margins
    language_.apply(GetParam());
    for (int i = 0; i < kRecentNames; ++i) settings_.addRecentFile("/photos/" + longName(i) + ".jpg");
    WindowTest::SetUp();
    for (QDockWidget* dock : window_->findChildren<QDockWidget*>()) dock->show();
    window_->resize(kLeast);
  }
  void TearDown() override {
    control_->waits = false;
    window_.reset();
    language_.apply("en");
    QLocale::setDefault(QLocale::c());  // as the other tests have it
    static_cast<QApplication*>(QApplication::instance())->setStyleSheet({});
  }

  /// The deepest widgets that ask for more width or height than there is.
  static void blame(const QWidget& widget, std::string& list, int depth = 0) {
    for (const QObject* child : widget.children()) {
      const auto* inner = qobject_cast<const QWidget*>(child);
      if (!inner || inner->isHidden() || inner->isWindow()) continue;
      const QSize least = inner->minimumSizeHint().expandedTo(inner->minimumSize());
      if (least.width() < 240 && least.height() < 160) continue;
      list += std::string(static_cast<std::size_t>(depth) * 2, ' ') + inner->metaObject()->className() + " " +
              inner->objectName().toStdString() + " " + std::to_string(least.width()) + " x " +
              std::to_string(least.height()) + "\n";
      blame(*inner, list, depth + 1);
    }
  }

  void expectCalm(const char* state) {
    for (int i = 0; i < 5; ++i) QCoreApplication::processEvents();
    const QSize least = window_->minimumSizeHint();
    std::string list;
    if (least.width() > kLeast.width() || least.height() > kLeast.height()) blame(*window_, list);
    EXPECT_LE(least.width(), kLeast.width()) << state << "\n" << list;
    EXPECT_LE(least.height(), kLeast.height()) << state << "\n" << list;
    EXPECT_EQ(window_->size(), kLeast) << state;
    if (!timeline_height_) timeline_height_ = timeline().height();
    EXPECT_EQ(timeline().height(), *timeline_height_) << state;
  }

  [[nodiscard]] Workspace& workspace() const { return *window_->findChild<Workspace*>(); }
  [[nodiscard]] QWidget& timeline() const { return *window_->findChild<TimelineView*>(); }

  QString photoNamed(const QString& name) {
    const QString path = folder_.filePath(name + ".png");
    QFile::rename(QString::fromStdString(writeTestPhoto(folder_.path().toStdString(), 320, 240)), path);
    return path;
  }

 private:
  Theme theme_{*static_cast<QApplication*>(QApplication::instance())};
  LanguageSwitcher language_;
  std::optional<int> timeline_height_;
};

class FirstWindowTest : public WindowTest {};

TEST_F(FirstWindowTest, IsNoLargerThanTheScreen) {
  const QSize room = window_->screen()->availableSize();
  window_->resize(room + QSize(600, 300));
  window_->fitToScreen();
  EXPECT_LT(window_->height(), room.height());
  EXPECT_LE(window_->width(), std::max(room.width(), window_->minimumSizeHint().width()));
  const QSize small = window_->size() - QSize(0, 30);
  window_->resize(small);
  window_->fitToScreen();
  EXPECT_EQ(window_->size(), small) << "there was room for it";
}

TEST_P(CalmWindowTest, TheFirstPageScrolls) {
  expectCalm("the first page");
  window_->messages().showNote([] { return longName(0); });
  expectCalm("a note");
}

TEST_P(CalmWindowTest, KeepsItsSizeWhateverHappens) {
  window_->intake().openFile(photoNamed(longName(1).left(180)));
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().hasPhoto(); }, test::kPatience_ms));
  expectCalm("a photo");
  window_->instructionPanel().instruction().setPlainText(longName(2) + " make it snow");
  expectCalm("a long instruction");
  control_->waits = true;
  window_->instructionPanel().parameters().setVariations(4);
  window_->startEdit();
  expectCalm("an edit begins");
  control_->go.release();
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return workspace().timeline().model().isPreview(); }, test::kPatience_ms));
  expectCalm("an edit runs");
  control_->waits = false;
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return window_->document().editPyramid() && !window_->session().isEditing(); },
                      test::kPatience_ms));
  expectCalm("edits are done");
  ASSERT_TRUE(QTest::qWaitFor([this] { return workspace().history().model().shown().size() == 5; },
                              test::kPatience_ms));
  expectCalm("a history");
  for (int i = 0; i < 12; ++i) workspace().history().duplicate(workspace().history().model().current());
  expectCalm("a history that is wider than the window");
  window_->commands().action("photo.crop")->trigger();
  ASSERT_TRUE(QTest::qWaitFor([this] { return workspace().shape().isCropping(); }, test::kPatience_ms));
  expectCalm("the crop tool");
  workspace().shape().cancelCrop();
  expectCalm("no crop tool any more");
  window_->commands().action("mask.brush")->trigger();
  expectCalm("a mask tool");
  workspace().timeline().model().setPlayhead(1.4);
  expectCalm("the playhead is between frames");
  workspace().masks().session().addRegion();
  workspace().masks().session().addRegion();
  expectCalm("two regions");
  window_->messages().showFailure(
      {ErrorCode::FileUnwritable, "cannot write /a/" + longName(3).toStdString()});
  for (const char* offer : {"Try with 5 frames", "Use a smaller model (1.2 GB)", "Edit anyway"})
    window_->messages().offer([offer] { return QString(offer); }, [] {});
  expectCalm("a banner with offers");
  window_->alarm().showUnsaved({ErrorCode::FileUnwritable, "cannot write /a/" + longName(4).toStdString()});
  expectCalm("a red line");
  window_->instructionPanel().setModelProblem(longName(5));
  window_->instructionPanel().setModels({}, {});
  expectCalm("no model");
  window_->document().close();
  expectCalm("nothing is open any more");
}

TEST_P(CalmWindowTest, TheQueueKeepsItsWidth) {
  QueueController& queue = workspace().queue().controller();
  QueueDefaults defaults = queue.defaults();
  defaults.instruction = "make it snow";
  defaults.output.folder = folder_.filePath(longName(6).left(200)).toStdString();
  queue.setDefaults(defaults);
  control_->waits = true;
  workspace().queue().addPaths({photoNamed(longName(7).left(180)), "/nowhere/" + longName(8) + ".jpg"});
  window_->findChild<QDockWidget*>("queueDock")->raise();
  ASSERT_TRUE(QTest::qWaitFor([&] { return queue.model().rowCount() > 0; }, test::kPatience_ms));
  expectCalm("a queue");
  queue.resume();
  ASSERT_TRUE(QTest::qWaitFor([&] { return queue.model().counts().at_work > 0; }, test::kPatience_ms));
  expectCalm("a queue at work");
  control_->waits = false;
  ASSERT_TRUE(QTest::qWaitFor([&] { return queue.model().counts().left == 0; }, test::kPatience_ms));
  expectCalm("a queue that is done");
}

INSTANTIATE_TEST_SUITE_P(Languages, CalmWindowTest, testing::Values("en", "de", "zh_CN"));

}  // namespace
}  // namespace v4e::ui
