// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusServer>
#include <QDBusVirtualObject>
#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>
#include <QWindow>
#include <cmath>
#include <optional>

#include "tests/ui/patience.h"
#include "ui/commands/shortcuts_dialog.h"
#include "ui/settings/desktop_appearance.h"
#include "ui/settings/icon.h"
#include "ui/settings/preferences_dialog.h"
#include "ui/settings/theme.h"

namespace v4e::ui {
namespace {

class SettingsTest : public testing::Test {
 protected:
  QTemporaryDir folder_;
  QString file_ = folder_.filePath("settings.ini");
  Settings settings_{file_};
};

TEST_F(SettingsTest, ComeBackFromTheFile) {
  settings_.setAppearance(Appearance::Dark);
  settings_.setLanguage("de");
  settings_.setExportChoice({77, MetadataChoice::Strip, false});
  StageSeconds seconds{};
  seconds[4] = 12.5;
  settings_.setLearntSeconds({{"nano", seconds}});
  Settings again(file_);
  EXPECT_EQ(again.appearance(), Appearance::Dark);
  EXPECT_EQ(again.language(), "de");
  EXPECT_EQ(again.exportChoice().quality, 77);
  EXPECT_EQ(again.exportChoice().metadata, MetadataChoice::Strip);
  EXPECT_FALSE(again.exportChoice().embed_settings);
  EXPECT_DOUBLE_EQ(again.learntSeconds().value("nano")[4], 12.5);
}

TEST_F(SettingsTest, NonsenseInTheFileGivesDefaults) {
  QSettings raw(file_, QSettings::IniFormat);
  raw.setValue("look/appearance", 42);
  raw.setValue("export/quality", "many");
  raw.setValue("engine/seconds", QVariantMap{{"nano", QVariantList{1, 2}}});
  raw.sync();
  Settings again(file_);
  EXPECT_EQ(again.appearance(), Appearance::System);
  EXPECT_GE(again.exportChoice().quality, 1);
  EXPECT_TRUE(again.learntSeconds().isEmpty());
}

TEST_F(SettingsTest, RecentFilesAreUniqueAndFew) {
  for (int i = 0; i < 30; ++i) settings_.addRecentFile(QString("/a/%1.jpg").arg(i % 20));
  EXPECT_EQ(settings_.recentFiles().size(), 12);
  EXPECT_EQ(settings_.recentFiles().first(), "/a/9.jpg");
}

TEST_F(SettingsTest, CommandsTakeTheUsersKeys) {
  QWidget window;
  Commands commands(settings_, window);
  commands.add({"a.one", "File", "&One", "open", {QKeySequence("Ctrl+1")}});
  commands.add({"a.two", "File", "&Two", "", {QKeySequence("Ctrl+2")}});
  EXPECT_EQ(commands.action("a.one")->toolTip(), "One (Ctrl+1)");
  EXPECT_EQ(commands.conflict("a.one", QKeySequence("Ctrl+2")), "Two");
  commands.setKeys("a.one", QList<QKeySequence>{QKeySequence("F5")});
  EXPECT_EQ(commands.action("a.one")->shortcut(), QKeySequence("F5"));
  QWidget other;
  Commands later(settings_, other);
  later.add({"a.one", "File", "&One", "open", {QKeySequence("Ctrl+1")}});
  EXPECT_EQ(later.action("a.one")->shortcut(), QKeySequence("F5"));
  commands.setKeys("a.one", std::nullopt);
  EXPECT_EQ(commands.action("a.one")->shortcut(), QKeySequence("Ctrl+1"));
}

TEST_F(SettingsTest, ACommandCanHaveNoKeyAtAll) {
  QWidget window;
  Commands commands(settings_, window);
  commands.add({"a.one", "File", "&One", "", {QKeySequence("Ctrl+1")}});
  commands.setKeys("a.one", QList<QKeySequence>{});
  QWidget other;
  Commands later(settings_, other);
  EXPECT_TRUE(later.add({"a.one", "File", "&One", "", {QKeySequence("Ctrl+1")}})->shortcuts().isEmpty());
}

TEST_F(SettingsTest, PanesMayShareAKey) {
  QWidget window;
  QWidget left(&window);
  QWidget right(&window);
  Commands commands(settings_, window);
  commands.add({"a.shuttle", "Timeline", "Shuttle", "", {QKeySequence("L")}}, &left);
  commands.add({"a.lasso", "Mask", "Lasso", "", {QKeySequence("L")}}, &right);
  EXPECT_TRUE(commands.conflict("a.lasso", QKeySequence("L")).isEmpty());
}

TEST_F(SettingsTest, ShortcutsDialogFiltersAndRefusesConflicts) {
  QWidget window;
  Commands commands(settings_, window);
  commands.add({"a.one", "File", "&One", "", {QKeySequence("Ctrl+1")}});
  commands.add({"a.two", "File", "&Two", "", {QKeySequence("Ctrl+2")}});
  ShortcutsDialog dialog(commands);
  dialog.show();
  auto* list = dialog.findChild<QTreeWidget*>("shortcutList");
  QTest::keyClicks(dialog.findChild<QLineEdit*>("shortcutSearch"), "two");
  EXPECT_TRUE(list->topLevelItem(0)->child(0)->isHidden());
  EXPECT_FALSE(list->topLevelItem(0)->child(1)->isHidden());
  list->setCurrentItem(list->topLevelItem(0)->child(1));
  auto* key = dialog.findChild<QKeySequenceEdit*>("shortcutKey");
  key->setKeySequence(QKeySequence("Ctrl+1"));
  Q_EMIT key->editingFinished();
  EXPECT_EQ(commands.action("a.two")->shortcut(), QKeySequence("Ctrl+2"));
  key->setKeySequence(QKeySequence("F7"));
  Q_EMIT key->editingFinished();
  EXPECT_EQ(commands.action("a.two")->shortcut(), QKeySequence("F7"));
}

TEST_F(SettingsTest, PreferencesTakeEffectAtOnce) {
  PreferencesDialog dialog(settings_);
  dialog.show();
  const QSignalSpy changed(&settings_, &Settings::appearanceChanged);
  auto* appearance = dialog.findChild<QComboBox*>("appearance");
  appearance->setFocus();
  QTest::keyClick(appearance, Qt::Key_Down);
  EXPECT_EQ(changed.count(), 1);
  EXPECT_EQ(settings_.appearance(), Appearance::Light);
}

double luminance(const QColor& colour) {
  const auto linear = [](double value) {
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b) {
  const double bright = std::max(luminance(a), luminance(b));
  const double dark = std::min(luminance(a), luminance(b));
  return (bright + 0.05) / (dark + 0.05);
}

TEST(ThemeTest, TextIsReadableInLightAndDark) {
  for (const QPalette& palette : {lightPalette(), darkPalette()}) {
    EXPECT_GE(contrast(palette.color(QPalette::WindowText), palette.color(QPalette::Window)), 7);
    EXPECT_GE(contrast(palette.color(QPalette::Text), palette.color(QPalette::Base)), 7);
    EXPECT_GE(contrast(palette.color(QPalette::PlaceholderText), palette.color(QPalette::Window)), 4.5);
    EXPECT_GE(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)), 4.5);
  }
}

TEST(ThemeTest, TooltipsAreReadableInLightAndDark) {
  Theme theme(*static_cast<QApplication*>(QApplication::instance()));
  QWidget window;
  window.resize(200, 100);
  window.show();
  for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
    theme.apply(appearance);
    QToolTip::showText(window.mapToGlobal(QPoint(5, 5)), "Undo IIIIII", &window);
    QWidget* tip = nullptr;
    for (QWidget* widget : QApplication::topLevelWidgets()) {
      if (widget->inherits("QTipLabel")) tip = widget;
    }
    ASSERT_TRUE(tip);
    // What is really painted: its background is the commonest colour, its text the one farthest from that.
    const QImage picture = tip->grab().toImage();
    QHash<QRgb, int> counts;
    for (int y = 2; y < picture.height() - 2; ++y) {
      for (int x = 2; x < picture.width() - 2; ++x) ++counts[picture.pixel(x, y)];
    }
    const QRgb ground = std::max_element(counts.begin(), counts.end()).key();
    double most = 1;
    for (auto colour = counts.begin(); colour != counts.end(); ++colour)
      most = std::max(most, contrast(QColor(colour.key()), QColor(ground)));
    EXPECT_GT(most, 4.5);
    QToolTip::hideText();
    tip->close();
  }
  theme.apply(Appearance::Light);
}

TEST(ThemeTest, NothingColoursTheEyeAroundThePhoto) {
  for (const QPalette& palette : {lightPalette(), darkPalette()}) {
    for (const auto role : {QPalette::Dark, QPalette::Window}) EXPECT_EQ(palette.color(role).saturation(), 0);
  }
}

/// The desktop's settings portal on a connection of its own: no bus, no daemon.
class FakePortal : public QDBusVirtualObject {
 public:
  [[nodiscard]] QString introspect(const QString&) const override { return {}; }
  bool handleMessage(const QDBusMessage& message, const QDBusConnection& caller) override {
    const QVariantList wanted{"org.freedesktop.appearance", "color-scheme"};
    if (message.member() != "Read" || message.arguments() != wanted) return false;
    // As the real one does, wrapped twice.
    const QDBusVariant inner(scheme);
    return caller.send(message.createReply(QVariant::fromValue(QDBusVariant(QVariant::fromValue(inner)))));
  }
  void change(const QString& key, uint value) {
    QDBusMessage signal =
        QDBusMessage::createSignal(kPath, "org.freedesktop.portal.Settings", "SettingChanged");
    signal << "org.freedesktop.appearance" << key << QVariant::fromValue(QDBusVariant(value));
    connection->send(signal);
  }

  static constexpr const char* kPath = "/org/freedesktop/portal/desktop";
  uint scheme = 0;
  std::optional<QDBusConnection> connection;
};

class DesktopAppearanceTest : public testing::Test {
 protected:
  void SetUp() override {
    server_.setAnonymousAuthenticationAllowed(true);
    QObject::connect(&server_, &QDBusServer::newConnection, &server_, [this](const QDBusConnection& client) {
      portal_.connection = client;
      portal_.connection->registerVirtualObject(FakePortal::kPath, &portal_);
    });
    client_.emplace(QDBusConnection::connectToPeer(server_.address(), "portal"));
    ASSERT_TRUE(QTest::qWaitFor([this] { return portal_.connection.has_value(); }, test::kPatience_ms));
    ASSERT_TRUE(client_->isConnected());
  }
  void TearDown() override { QDBusConnection::disconnectFromPeer("portal"); }

  FakePortal portal_;
  QDBusServer server_;
  std::optional<QDBusConnection> client_;
};

TEST_F(DesktopAppearanceTest, ThemeFollowsTheDesktopWhileRunning) {
  portal_.scheme = 1;
  Theme theme(*static_cast<QApplication*>(QApplication::instance()));
  theme.apply(Appearance::System);
  DesktopAppearance desktop(*client_, "");
  theme.setDesktop(&desktop);
  EXPECT_TRUE(QTest::qWaitFor([] { return isDark(QGuiApplication::palette()); }, test::kPatience_ms))
      << "as it is at the start";
  portal_.change("color-scheme", 2);
  EXPECT_TRUE(QTest::qWaitFor([] { return !isDark(QGuiApplication::palette()); }, test::kPatience_ms))
      << "switched to light";
  portal_.change("accent-color", 1);
  portal_.change("color-scheme", 1);
  EXPECT_TRUE(QTest::qWaitFor([] { return isDark(QGuiApplication::palette()); }, test::kPatience_ms))
      << "and back";
  theme.apply(Appearance::Light);
  const QSignalSpy changed(&desktop, &DesktopAppearance::changed);
  portal_.change("color-scheme", 2);
  portal_.change("color-scheme", 1);
  EXPECT_TRUE(QTest::qWaitFor([&] { return changed.count() == 2; }, test::kPatience_ms));
  EXPECT_FALSE(isDark(QGuiApplication::palette())) << "the user's own choice stays";
}

TEST(ThemeTest, AThemeChangeOfTheSystemLeavesOurPaletteOn) {
  Theme theme(*static_cast<QApplication*>(QApplication::instance()));
  theme.apply(Appearance::Dark);
  QWidget window;
  window.show();
  QEvent changed(QEvent::ThemeChange);
  QApplication::sendEvent(window.windowHandle(), &changed);
  QCoreApplication::processEvents();
  EXPECT_EQ(QGuiApplication::palette().color(QPalette::Window), darkPalette().color(QPalette::Window));
  theme.apply(Appearance::Light);
}

TEST(IconTest, EveryIconDrawsAndFollowsThePalette) {
  const QStringList files = QDir(":/icons").entryList({"*.svg"});
  ASSERT_GT(files.size(), 50);
  for (const QString& file : files) {
    const QString name = QString(file).chopped(4);
    for (const QPalette& palette : {lightPalette(), darkPalette()}) {
      QApplication::setPalette(palette);
      const QImage picture = icon(name).pixmap(QSize(24, 24), 1.0).toImage();
      int drawn = 0;
      for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) drawn += qAlpha(picture.pixel(x, y)) > 128;
      }
      EXPECT_GT(drawn, 4) << name.toStdString();
    }
  }
}

}  // namespace
}  // namespace v4e::ui
