// SPDX-License-Identifier: GPL-3.0-or-later
// Walks every window and dialog in every language: no text may be cut off at the size in which it opens.
#include <QAbstractButton>
#include <QComboBox>
#include <QGroupBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QStyle>
#include <QStyleOptionComboBox>
#include <QTabBar>

#include "tests/ui/patience.h"
#include "tests/ui/windows/window_fixture.h"
#include "ui/commands/shortcuts_dialog.h"
#include "ui/compare/compare_window.h"
#include "ui/export/export_dialog.h"
#include "ui/masks/area_dialog.h"
#include "ui/models/models_window.h"
#include "ui/settings/language.h"
#include "ui/settings/preferences_dialog.h"
#include "ui/settings/theme.h"
#include "ui/timeline/video_frame_dialog.h"
#include "ui/windows/about_dialog.h"
#include "ui/windows/log_window.h"

namespace v4e::ui {
namespace {

// What is missing to show all of the widget's text, in pixels; 0: nothing is.
int missingPixels(const QLabel& label) {
  // Names of files and the like are shortened on purpose and have a tooltip with the whole.
  if (label.text().isEmpty() || label.sizePolicy().horizontalPolicy() == QSizePolicy::Ignored) return 0;
  if (label.wordWrap()) return label.heightForWidth(label.width()) - label.height();
  return std::max(label.sizeHint().width() - label.width(), label.sizeHint().height() - label.height());
}

int missingPixels(const QAbstractButton& button) {
  return button.text().isEmpty() ? 0 : button.sizeHint().width() - button.width();
}

int missingPixels(const QComboBox& box) {
  QStyleOptionComboBox option;
  option.initFrom(&box);
  const QRect field =
      box.style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, &box);
  return box.fontMetrics().horizontalAdvance(box.currentText()) - field.width();
}

int missingPixels(const QLineEdit& line) {
  return line.fontMetrics().horizontalAdvance(line.placeholderText()) - line.width();
}

int missingPixels(const QGroupBox& group) {
  return group.fontMetrics().horizontalAdvance(group.title()) - group.width();
}

int missingPixels(const QTabBar& tabs) {
  int missing = 0;
  for (int i = 0; i < tabs.count(); ++i) {
    const QString text = QString(tabs.tabText(i)).remove('&');
    missing = std::max(missing, tabs.fontMetrics().horizontalAdvance(text) - tabs.tabRect(i).width());
  }
  return missing;
}

int missingPixels(const QHeaderView& header) {
  int missing = 0;
  for (int i = 0; i < header.count() && header.orientation() == Qt::Horizontal; ++i) {
    if (!header.isSectionHidden(i))
      missing = std::max(missing, header.fontMetrics().horizontalAdvance(
                                      header.model()->headerData(i, Qt::Horizontal).toString()) -
                                      header.sectionSize(i));
  }
  return missing;
}

template <typename Widget>
int expectWhole(const QWidget& root, const QString& language) {
  int looked_at = 0;
  for (const Widget* widget : root.findChildren<Widget*>()) {
    if (!widget->isVisible()) continue;
    ++looked_at;
    const int missing = missingPixels(*widget);
    if (missing <= 0) continue;
    const QVariant text =
        widget->property("text").isValid() ? widget->property("text") : widget->property("currentText");
    ADD_FAILURE() << language.toStdString() << ": " << missing << " px of “" << text.toString().toStdString()
                  << "” (" << widget->metaObject()->className() << " “" << widget->objectName().toStdString()
                  << "” in " << root.objectName().toStdString() << ") are cut off";
  }
  return looked_at;
}

class CutOffTest : public WindowTest, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    theme_.apply(Appearance::Light);  // the style sheet has its own margins
    language_.apply(GetParam());
    WindowTest::SetUp();
  }
  void TearDown() override {
    window_.reset();
    language_.apply("en");
    QLocale::setDefault(QLocale::c());  // as the other tests have it
    static_cast<QApplication*>(QApplication::instance())->setStyleSheet({});
  }
  void expectNothingCutOff(QWidget& root) {
    root.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&root));
    QCoreApplication::processEvents();
    const QString language = GetParam();
    const int seen = expectWhole<QLabel>(root, language) + expectWhole<QAbstractButton>(root, language) +
                     expectWhole<QComboBox>(root, language) + expectWhole<QLineEdit>(root, language) +
                     expectWhole<QGroupBox>(root, language) + expectWhole<QTabBar>(root, language) +
                     expectWhole<QHeaderView>(root, language);
    EXPECT_GT(seen, 1) << root.objectName().toStdString();
  }

 private:
  Theme theme_{*static_cast<QApplication*>(QApplication::instance())};
  LanguageSwitcher language_;
};

TEST_P(CutOffTest, WelcomePage) {
  expectNothingCutOff(*window_);
}

TEST_P(CutOffTest, EditorWithAllItsDocks) {
  openPhoto();
  edit("x");
  auto& workspace = *window_->findChild<Workspace*>();
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return workspace.timeline().model().canStabilise(); }, test::kPatience_ms));
  window_->resize(1440, 1000);
  for (QDockWidget* dock : window_->findChildren<QDockWidget*>()) {
    dock->show();
    dock->raise();
    expectNothingCutOff(*window_);
  }
}

TEST_P(CutOffTest, EveryDialog) {
  openPhoto();
  PreferencesDialog preferences(settings_);
  expectNothingCutOff(preferences);
  ShortcutsDialog shortcuts(window_->commands());
  expectNothingCutOff(shortcuts);
  ModelsWindow models(engine_, settings_);
  expectNothingCutOff(models);
  AboutDialog about(V4E_SOURCE_DIR "/resources");
  expectNothingCutOff(about);
  LogWindow log;
  expectNothingCutOff(log);
  ExportDialog exporting(*window_->document().photo(), "/tmp/x", PhotoFormat::Png, settings_);
  expectNothingCutOff(exporting);
  AreaDialog area({12000, 9000}, {10000, 8000, 2000, 1000});
  expectNothingCutOff(area);
  ASSERT_TRUE(VideoFrameDialog::canPlay()) << "GStreamer's plugins are missing";
  VideoFrameDialog video("/nowhere/clip.mp4");
  expectNothingCutOff(video);
}

TEST_P(CutOffTest, VariantsSideBySide) {
  openPhoto();
  window_->instructionPanel().instruction().setPlainText("x");
  window_->commands().action("generate.compare")->trigger();
  auto& compare = *window_->findChild<CompareWindow*>();
  expectNothingCutOff(compare);
  QTest::mouseClick(compare.findChild<QPushButton*>("compareStart"), Qt::LeftButton);
  const auto is_measured = [&compare] {
    const auto* measure = compare.findChild<QLabel*>("measureB");
    return measure && !measure->text().isEmpty();
  };
  ASSERT_TRUE(QTest::qWaitFor(is_measured, test::kPatience_ms));
  expectNothingCutOff(compare);
}

TEST(CutOffCheck, FindsWhatIsCutOff) {
  QWidget root;
  auto* label = new QLabel("a text that is much too long for its place", &root);
  label->setGeometry(0, 0, 40, 20);
  auto* button = new QPushButton("so is this one", &root);
  button->setGeometry(0, 30, 20, 20);
  auto* tabs = new QTabBar(&root);
  tabs->addTab("and the name of this tab");
  tabs->setGeometry(0, 60, 300, 30);
  EXPECT_GT(missingPixels(*label), 50);
  EXPECT_GT(missingPixels(static_cast<const QAbstractButton&>(*button)), 20);
  EXPECT_EQ(std::max(0, missingPixels(*tabs)), 0) << "this one has room";
}

INSTANTIATE_TEST_SUITE_P(Languages, CutOffTest, testing::Values("en", "de", "zh_CN"));

}  // namespace
}  // namespace v4e::ui
