// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/colord_profiles.h"

#include <gtest/gtest.h>

#include <QColorSpace>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusServer>
#include <QDBusVariant>
#include <QDBusVirtualObject>
#include <QFile>
#include <QGuiApplication>
#include <QScreen>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <optional>

#include "tests/ui/patience.h"
#include "ui/canvas/screen_profile.h"

namespace v4e::ui {
namespace {

constexpr const char* kManager = "/org/freedesktop/ColorManager";

/// colord with one screen, on a connection of its own: no bus, no daemon.
class FakeColord : public QDBusVirtualObject {
 public:
  [[nodiscard]] QString introspect(const QString&) const override { return {}; }
  bool handleMessage(const QDBusMessage& message, const QDBusConnection& caller) override {
    if (message.member() == "FindDeviceByProperty") {
      ++questions;
      if (message.arguments() == QVariantList{"XRANDR_name", connector})
        return caller.send(message.createReply(QVariant::fromValue(path("/devices/screen"))));
      return caller.send(message.createErrorReply("org.freedesktop.ColorManager.NotFound", "no device"));
    }
    const QVariantList& wanted = message.arguments();
    if (message.path().endsWith("/devices/screen") &&
        wanted == QVariantList{"org.freedesktop.ColorManager.Device", "Profiles"}) {
      QList<QDBusObjectPath> profiles;
      if (!file.isEmpty()) profiles = {path("/profiles/first"), path("/profiles/other")};
      return answer(message, caller, QVariant::fromValue(profiles));
    }
    if (message.path().endsWith("/profiles/first") &&
        wanted == QVariantList{"org.freedesktop.ColorManager.Profile", "Filename"})
      return answer(message, caller, file);
    return false;
  }
  void tellOfChange() {
    QDBusMessage signal =
        QDBusMessage::createSignal(kManager, "org.freedesktop.ColorManager", "DeviceChanged");
    signal << QVariant::fromValue(path("/devices/screen"));
    connection->send(signal);
  }

  QString connector;
  QString file;
  int questions = 0;
  std::optional<QDBusConnection> connection;

 private:
  static QDBusObjectPath path(const char* below) { return QDBusObjectPath(QString(kManager) + below); }
  static bool answer(const QDBusMessage& message, const QDBusConnection& caller, const QVariant& value) {
    return caller.send(message.createReply(QVariant::fromValue(QDBusVariant(value))));
  }
};

class ColordTest : public testing::Test {
 protected:
  void SetUp() override {
    server_.setAnonymousAuthenticationAllowed(true);
    QObject::connect(&server_, &QDBusServer::newConnection, &server_, [this](const QDBusConnection& client) {
      colord_.connection = client;
      colord_.connection->registerVirtualObject(kManager, &colord_, QDBusConnection::SubPath);
    });
    client_.emplace(QDBusConnection::connectToPeer(server_.address(), "colord"));
    ASSERT_TRUE(QTest::qWaitFor([this] { return colord_.connection.has_value(); }, test::kPatience_ms));
    colord_.connector = QGuiApplication::primaryScreen()->name();
    colord_.file = written("wide.icc", QColorSpace::AdobeRgb);
  }
  void TearDown() override { QDBusConnection::disconnectFromPeer("colord"); }

  QString written(const char* name, QColorSpace::NamedColorSpace colours) {
    QFile file(folder_.filePath(name));
    EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(QColorSpace(colours).iccProfile());
    return file.fileName();
  }

  QTemporaryDir folder_;
  FakeColord colord_;
  QDBusServer server_;
  std::optional<QDBusConnection> client_;
};

TEST_F(ColordTest, GivesTheScreenItsColoursAndTellsOfOthers) {
  ColordProfiles profiles(*client_, "");
  QSignalSpy changed(&profiles, &ColordProfiles::changed);
  const auto primaries = [&] { return screenColourSpace({}, nullptr, &profiles).primaries(); };
  EXPECT_EQ(primaries(), QColorSpace::Primaries::SRgb) << "nothing waits for the answer";
  ASSERT_TRUE(changed.wait(test::kPatience_ms));
  EXPECT_EQ(primaries(), QColorSpace::Primaries::AdobeRgb);
  EXPECT_EQ(colord_.questions, 1) << "what is known is not asked for again";

  colord_.file = written("other.icc", QColorSpace::DisplayP3);
  colord_.tellOfChange();
  ASSERT_TRUE(changed.wait(test::kPatience_ms));
  EXPECT_EQ(primaries(), QColorSpace::Primaries::DciP3D65);

  colord_.file.clear();
  colord_.tellOfChange();
  ASSERT_TRUE(changed.wait(test::kPatience_ms));
  EXPECT_EQ(primaries(), QColorSpace::Primaries::SRgb) << "its profile was taken away";

  const QString own = written("own.icc", QColorSpace::ProPhotoRgb);
  EXPECT_EQ(screenColourSpace(own, nullptr, &profiles).primaries(), QColorSpace::Primaries::ProPhotoRgb)
      << "the preferences count first";
}

TEST_F(ColordTest, AScreenThatItDoesNotKnowIsSrgb) {
  ColordProfiles profiles(*client_, "");
  const QSignalSpy changed(&profiles, &ColordProfiles::changed);
  EXPECT_TRUE(profiles.profile("HDMI-7").isEmpty());
  ASSERT_TRUE(QTest::qWaitFor([&] { return colord_.questions == 1; }, test::kPatience_ms));
  EXPECT_FALSE(profiles.profile(colord_.connector).size() > 0);
  EXPECT_TRUE(QTest::qWaitFor([&] { return changed.count() == 1; }, test::kPatience_ms));
  EXPECT_TRUE(profiles.profile("HDMI-7").isEmpty());
}

TEST(ColordProfiles, NoBusIsNoProfile) {
  ColordProfiles profiles{QDBusConnection("nowhere")};
  EXPECT_TRUE(profiles.profile("eDP-1").isEmpty());
}

}  // namespace
}  // namespace v4e::ui
