// SPDX-License-Identifier: GPL-3.0-or-later
// No letter stands twice for a key in one menu, in the menu bar or in one dialog, in any language.
#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QKeySequence>
#include <QLabel>
#include <QMap>
#include <QMenu>
#include <QMenuBar>

#include "tests/ui/windows/window_fixture.h"
#include "ui/commands/shortcuts_dialog.h"
#include "ui/compare/compare_window.h"
#include "ui/engine/image_convert.h"
#include "ui/export/evolution_dialog.h"
#include "ui/export/export_dialog.h"
#include "ui/masks/area_dialog.h"
#include "ui/models/models_window.h"
#include "ui/queue/queue_item_dialog.h"
#include "ui/settings/language.h"
#include "ui/settings/preferences_dialog.h"
#include "ui/windows/way_dialog.h"

namespace v4e::ui {
namespace {

/// What is reached by the Alt key in one container.
class Keys {
 public:
  explicit Keys(QString where) : where_(std::move(where)) {}
  void add(const QString& text) {
    const QKeySequence key = QKeySequence::mnemonic(text);
    if (!key.isEmpty()) texts_[key.toString()] << text;
  }
  /// Alt with a letter; all else is no such key.
  void addShortcut(const QKeySequence& shortcut) {
    const QString text = shortcut.toString();
    if (text.size() == 5 && text.startsWith("Alt+")) texts_[text] << "a command";
  }
  /// Complains about each letter that stands twice; returns how many there are.
  qsizetype check() const {
    for (auto key = texts_.begin(); key != texts_.end(); ++key) {
      EXPECT_EQ(key->size(), 1) << where_.toStdString() << ", " << key.key().toStdString() << ": "
                                << key->join(" | ").toStdString();
    }
    return texts_.size();
  }

 private:
  QString where_;
  QMap<QString, QStringList> texts_;
};

Keys keysOf(const QMenu& menu) {
  Keys keys(menu.title());
  for (const QAction* action : menu.actions()) keys.add(action->text());
  return keys;
}

Keys keysOf(const QDialog& dialog) {
  Keys keys(dialog.windowTitle());
  for (const QLabel* label : dialog.findChildren<QLabel*>())
    if (label->buddy()) keys.add(label->text());
  for (const QAbstractButton* button : dialog.findChildren<QAbstractButton*>()) keys.add(button->text());
  return keys;
}

class MenuKeysTest : public WindowTest, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    language_.apply(GetParam());
    for (const char* name : {"/photos/b&w.png", "/photos/a&w.png"}) settings_.addRecentFile(name);
    WindowTest::SetUp();
  }
  void TearDown() override {
    window_.reset();
    language_.apply("en");
  }
  LanguageSwitcher language_;
};

TEST_P(MenuKeysTest, AreUniqueInEachMenu) {
  Keys bar("the menu bar");
  for (const QAction* action : window_->menuBar()->actions()) bar.add(action->text());
  EXPECT_EQ(bar.check(), window_->menuBar()->actions().size()) << "each menu has a key";
  qsizetype found = 0;
  for (const QMenu* menu : window_->findChildren<QMenu*>()) found += keysOf(*menu).check();
  EXPECT_GT(found, 50) << "the menus are filled";
}

TEST_P(MenuKeysTest, AreUniqueInTheWindowWithAllItsPanels) {
  Keys keys("the window");
  for (const QAction* action : window_->menuBar()->actions()) keys.add(action->text());
  for (const QLabel* label : window_->findChildren<QLabel*>())
    if (label->buddy()) keys.add(label->text());
  for (const QAbstractButton* button : window_->findChildren<QAbstractButton*>()) keys.add(button->text());
  for (const QAction* action : window_->findChildren<QAction*>()) {
    for (const QKeySequence& shortcut : action->shortcuts()) keys.addShortcut(shortcut);
  }
  EXPECT_GT(keys.check(), 15);
}

TEST_P(MenuKeysTest, TheStrengthHasOne) {
  const auto* field = window_->findChild<QWidget*>("strengthField");
  ASSERT_NE(field, nullptr);
  const QString text = field->findChild<QLabel*>()->text();
  EXPECT_FALSE(QKeySequence::mnemonic(text).isEmpty()) << text.toStdString();
}

TEST_P(MenuKeysTest, StayUniqueWhenTheLanguageChanges) {
  for (const char* other : {"en", "de", "zh_CN"}) {
    language_.apply(other);
    QCoreApplication::processEvents();
    for (const QMenu* menu : window_->findChildren<QMenu*>()) (void)keysOf(*menu).check();
  }
}

TEST_P(MenuKeysTest, AreUniqueInEachDialog) {
  const Photo photo = photoFromQImage(testPicture(32, 24));
  auto result = std::make_shared<EditResult>();
  result->frames.push_back(fromQImage(testPicture(64, 48)));
  EXPECT_GT(keysOf(PreferencesDialog(settings_)).check(), 4);
  EXPECT_GT(keysOf(ExportDialog(photo, "/x", PhotoFormat::Jpeg, settings_)).check(), 8);
  EXPECT_GT(keysOf(EvolutionDialog(evolution_of(result->frames), "/x", settings_)).check(), 6);
  EXPECT_GT(keysOf(QueueItemDialog({QueueRequest{}}, engine_.models(), {})).check(), 6);
  EXPECT_GT(keysOf(AreaDialog({640, 480}, {10, 10, 20, 20})).check(), 7);
  EXPECT_GT(keysOf(ShortcutsDialog(window_->commands())).check(), 2);
  EXPECT_GT(keysOf(ModelsWindow(engine_, settings_)).check(), 2);
  EXPECT_GT(keysOf(WayDialog(nullptr, {}, {})).check(), 4);
  ComparisonRun run(engine_);
  EXPECT_GT(keysOf(CompareWindow(run)).check(), 12);
}

INSTANTIATE_TEST_SUITE_P(Languages, MenuKeysTest, testing::Values("en", "de", "zh_CN"));

TEST_F(WindowTest, ARecentFileWithAnAmpersandKeepsIt) {
  settings_.addRecentFile("/photos/b&w.png");
  for (const QMenu* menu : window_->findChildren<QMenu*>()) {
    for (const QAction* action : menu->actions()) {
      if (action->toolTip().contains("b&w")) {
        EXPECT_EQ(action->text(), "b&&w.png");
        return;
      }
    }
  }
  ADD_FAILURE() << "the file is not in the menu";
}

}  // namespace
}  // namespace v4e::ui
