// SPDX-License-Identifier: GPL-3.0-or-later
// Walks every widget of the window and the dialogs: what one can reach must have a name to be read out.
#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QContextMenuEvent>
#include <QMenu>
#include <QMenuBar>
#include <QToolButton>

#include "tests/ui/patience.h"
#include "tests/ui/windows/window_fixture.h"
#include "ui/commands/shortcuts_dialog.h"
#include "ui/export/evolution_dialog.h"
#include "ui/export/export_dialog.h"
#include "ui/masks/area_dialog.h"
#include "ui/models/models_window.h"
#include "ui/settings/preferences_dialog.h"
#include "ui/timeline/video_frame_dialog.h"
#include "ui/windows/about_dialog.h"
#include "ui/windows/log_window.h"

namespace v4e::ui {
namespace {

// Qt's own inner parts (a combo box's list, a spin box's line edit …) are named by what they belong to.
bool isInnerPart(const QWidget* widget) {
  return widget->objectName().startsWith("qt_") || widget->parentWidget() == nullptr ||
         widget->parentWidget()->inherits("QAbstractSpinBox") ||
         widget->parentWidget()->inherits("QLineEdit") ||
         widget->parentWidget()->inherits("QKeySequenceEdit") ||
         widget->inherits("QComboBoxPrivateContainer") ||
         widget->parentWidget()->inherits("QComboBoxPrivateContainer") || widget->inherits("QTabBar") ||
         widget->inherits("QHeaderView") || widget->inherits("QDockWidgetTitleButton") ||
         widget->parentWidget()->inherits("QTabBar");
}

bool isReachable(const QWidget* widget) {
  return widget->focusPolicy() != Qt::NoFocus || qobject_cast<const QAbstractButton*>(widget);
}

void expectNames(QWidget& root) {
  int looked_at = 0;
  for (const QWidget* widget : root.findChildren<QWidget*>()) {
    if (isInnerPart(widget) || !isReachable(widget) || widget->inherits("QScrollArea")) continue;
    QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
    ASSERT_NE(interface, nullptr);
    EXPECT_FALSE(interface->text(QAccessible::Name).trimmed().isEmpty())
        << widget->metaObject()->className() << " “" << widget->objectName().toStdString() << "” in "
        << root.metaObject()->className() << ", child of "
        << widget->parentWidget()->metaObject()->className() << " “"
        << widget->parentWidget()->objectName().toStdString() << "”";
    ++looked_at;
  }
  EXPECT_GT(looked_at, 1);
}

TEST_F(WindowTest, EveryWidgetHasAName) {
  openPhoto();
  edit("x");
  expectNames(*window_);
}

TEST_F(WindowTest, EveryDialogsWidgetHasAName) {
  openPhoto();
  edit("x");
  PreferencesDialog preferences(settings_);
  expectNames(preferences);
  ShortcutsDialog shortcuts(window_->commands());
  expectNames(shortcuts);
  ModelsWindow models(engine_, settings_);
  expectNames(models);
  AboutDialog about(V4E_SOURCE_DIR "/resources");
  expectNames(about);
  LogWindow log;
  expectNames(log);
  ExportDialog exporting(*window_->document().photo(), "/tmp/x", PhotoFormat::Png, settings_);
  expectNames(exporting);
  EvolutionDialog evolution(evolution_of(window_->document().result()->frames), "/tmp/x", settings_);
  expectNames(evolution);
  AreaDialog area({640, 480}, {10, 10, 20, 20});
  expectNames(area);
  ASSERT_TRUE(VideoFrameDialog::canPlay()) << "GStreamer's plugins are missing";
  VideoFrameDialog video("/nowhere/clip.mp4");
  expectNames(video);
}

void expectGoodMenu(const QMenu& menu, const QString& where) {
  for (const QAction* action : menu.actions()) {
    if (action->isSeparator() || !action->isVisible()) continue;
    EXPECT_FALSE(action->text().trimmed().isEmpty()) << "in the menu of " << where.toStdString();
    if (action->menu()) expectGoodMenu(*action->menu(), action->text());
  }
}

TEST_F(WindowTest, EveryMenuSaysWhatItDoes) {
  openPhoto();
  edit("x");
  int menus = 0;
  for (const QAction* action : window_->menuBar()->actions()) {
    ASSERT_NE(action->menu(), nullptr);
    EXPECT_FALSE(action->text().isEmpty());
    EXPECT_GT(action->menu()->actions().size(), 1);
    expectGoodMenu(*action->menu(), action->text());
    ++menus;
  }
  EXPECT_GE(menus, 6);
}

TEST_F(WindowTest, MenusOpenedOnDemandSayWhatTheyDo) {
  openPhoto();
  edit("x");
  auto& workspace = *window_->findChild<Workspace*>();
  ASSERT_TRUE(QTest::qWaitFor([&] { return workspace.timeline().model().count() == 5; }, test::kPatience_ms));
  QStringList opened;
  for (QWidget* widget : window_->findChildren<QWidget*>()) {
    // Our own widgets; the menus of Qt's text fields are Qt's.
    const bool ours = QByteArray(widget->metaObject()->className()).startsWith("v4e::") ||
                      widget->contextMenuPolicy() == Qt::CustomContextMenu;
    if (!ours || !widget->isEnabled() || widget->inherits("QTextEdit") || widget->inherits("QPlainTextEdit") ||
        widget->inherits("QAbstractSpinBox"))
      continue;
    QContextMenuEvent event(QContextMenuEvent::Keyboard, widget->rect().center(),
                            widget->mapToGlobal(widget->rect().center()));
    QApplication::sendEvent(widget, &event);
    auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    if (!menu) continue;
    EXPECT_FALSE(menu->isEmpty()) << widget->objectName().toStdString();
    expectGoodMenu(*menu, widget->objectName());
    opened << widget->objectName();
    menu->close();
  }
  EXPECT_TRUE(opened.contains("timelineView")) << opened.join(", ").toStdString();
}

TEST_F(WindowTest, TabReachesTheMainControls) {
  openPhoto();
  window_->instructionPanel().instruction().setPlainText("x");
  window_->activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(window_.get()));
  window_->findChild<QToolButton*>("moreParameters")->setChecked(true);
  QSet<QString> wanted{"instruction", "caption", "model", "steps", "seed", "generate", "canvas"};
  for (int i = 0; i < 80 && !wanted.isEmpty(); ++i) {
    if (QWidget* focus = QApplication::focusWidget()) {
      wanted.remove(focus->objectName());
      QTest::keyClick(focus, Qt::Key_Tab);
    }
  }
  EXPECT_TRUE(wanted.isEmpty()) << wanted.values().join(", ").toStdString();
}

}  // namespace
}  // namespace v4e::ui
