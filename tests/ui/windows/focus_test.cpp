// SPDX-License-Identifier: GPL-3.0-or-later
// Whoever works by keys sees where they are: everything that takes the focus looks another way when it has
// it, in both themes, and Tab goes through each panel in the order in which one reads it.
#include <QApplication>
#include <QSet>

#include "tests/ui/patience.h"
#include "tests/ui/windows/window_fixture.h"
#include "ui/settings/theme.h"

namespace v4e::ui {
namespace {

class FocusTest : public WindowTest {
 protected:
  void SetUp() override {
    WindowTest::SetUp();
    openPhoto();
    edit("make it snow");
    auto& workspace = *window_->findChild<Workspace*>();
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return workspace.timeline().model().count() == 5; }, test::kPatience_ms));
    window_->resize(1600, 1200);
    window_->findChild<QDockWidget*>("maskDock")->show();
    window_->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window_.get()));
  }
  void TearDown() override {
    window_.reset();
    static_cast<QApplication*>(QApplication::instance())->setStyleSheet({});
  }

  /// A widget and a few pixels around it, as it looks now.
  QImage lookOf(QWidget& widget) {
    constexpr int kRim = 4;
    QWidget& top = *widget.window();
    const QRect place(widget.mapTo(&top, QPoint()), widget.size());
    return top.grab(place.adjusted(-kRim, -kRim, kRim, kRim)).toImage();
  }

  /// What Tab comes to, in order, each once.
  QList<QWidget*> stops() {
    QList<QWidget*> list;
    QSet<QWidget*> seen;
    window_->canvas().setFocus();
    for (int i = 0; i < 200; ++i) {
      QWidget* focus = QApplication::focusWidget();
      if (!focus || seen.contains(focus)) break;
      seen.insert(focus);
      list << focus;
      QTest::keyClick(focus, Qt::Key_Tab);
    }
    return list;
  }

  static std::string nameOf(const QWidget& widget) {
    return widget.metaObject()->className() + (" “" + widget.objectName().toStdString()) + "” “" +
           widget.accessibleName().toStdString() + "”";
  }

  Theme theme_{*static_cast<QApplication*>(QApplication::instance())};
};

TEST_F(FocusTest, IsSeenOnEverythingInBothThemes) {
  for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
    theme_.apply(appearance);
    for (int i = 0; i < 5; ++i) QCoreApplication::processEvents();
    const QList<QWidget*> all = stops();
    EXPECT_GT(all.size(), 25);
    for (QWidget* widget : all) {
      widget->setFocus(Qt::TabFocusReason);
      QCoreApplication::processEvents();
      const QImage with = lookOf(*widget);
      QWidget& other = widget == &window_->canvas() ? *all.at(3) : window_->canvas();
      other.setFocus(Qt::TabFocusReason);
      QCoreApplication::processEvents();
      EXPECT_NE(with, lookOf(*widget))
          << nameOf(*widget) << (appearance == Appearance::Dark ? " in the dark theme" : "");
    }
  }
}

TEST_F(FocusTest, TabGoesThroughEachPanelAsOneReads) {
  theme_.apply(Appearance::Light);
  for (int i = 0; i < 5; ++i) QCoreApplication::processEvents();
  const QList<QWidget*> all = stops();
  for (const char* name : {"canvasBar", "instructionPanel", "maskPanel", "timelinePanel"}) {
    auto* panel = window_->findChild<QWidget*>(name);
    ASSERT_NE(panel, nullptr) << name;
    const QWidget* before = nullptr;
    int looked_at = 0;
    for (const QWidget* widget : all) {
      if (!panel->isAncestorOf(widget)) continue;
      ++looked_at;
      const QRect place(widget->mapTo(window_.get(), QPoint()), widget->size());
      if (before) {
        const QRect former(before->mapTo(window_.get(), QPoint()), before->size());
        const bool below = place.center().y() > former.bottom() || place.top() > former.center().y();
        const bool beside = place.bottom() > former.top() && place.left() >= former.left();
        EXPECT_TRUE(below || beside) << nameOf(*widget) << " comes after " << nameOf(*before);
      }
      before = widget;
    }
    EXPECT_GT(looked_at, 4) << name;
  }
}

}  // namespace
}  // namespace v4e::ui
