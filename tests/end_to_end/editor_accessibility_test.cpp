// SPDX-License-Identifier: GPL-3.0-or-later
// The editor as a screen reader meets it: names, roles and values over the real accessibility bus (AT-SPI).
#include <QCoreApplication>
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QList>
#include <optional>

#include "core/base/resources.h"
#include "tests/end_to_end/editor_window.h"

namespace v4e::test {
namespace {

/// Where an object is on the bus: AT-SPI's (so).
struct Place {
  QString service;
  QString path;
};

class EditorAccessibilityTest : public EditorWindow {
 protected:
  void SetUp() override {
    EditorWindow::SetUp();
    if (IsSkipped()) return;
    // A session of its own, so that no desktop's screen reader is asked, and none is needed.
    session_ = std::make_unique<Program>(
        Program::Command{{"env", "XDG_RUNTIME_DIR=" + bus_files_.path().string(), "dbus-daemon", "--session",
                          "--nofork", "--print-address=1"}},
        bus_files_.path());
    const auto printed = bus_files_.path() / ".stdout";
    ASSERT_TRUE(eventually([&] { return text_of(printed).ends_with('\n'); })) << "no session bus";
    session_address_ = text_of(printed);
    session_address_.pop_back();
    QDBusConnection session =
        QDBusConnection::connectToBus(QString::fromStdString(session_address_), "session");
    ASSERT_TRUE(session.isConnected());
    // Starts the accessibility bus, as the first screen reader would.
    const QDBusMessage answer = session.call(
        QDBusMessage::createMethodCall("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress"));
    ASSERT_EQ(answer.type(), QDBusMessage::ReplyMessage) << answer.errorMessage().toStdString();
    bus_ = QDBusConnection::connectToBus(answer.arguments().first().toString(), "accessibility");
    ASSERT_TRUE(bus_->isConnected());
    environment_ = {"DBUS_SESSION_BUS_ADDRESS=" + session_address_, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1"};
  }

  void TearDown() override {
    editor_.reset();
    bus_.reset();
    QDBusConnection::disconnectFromBus("accessibility");
    QDBusConnection::disconnectFromBus("session");
  }

  [[nodiscard]] QDBusMessage ask(const Place& place, const char* interface, const char* method,
                                 const QVariantList& arguments = {}) const {
    QDBusMessage call = QDBusMessage::createMethodCall(place.service, place.path, interface, method);
    call.setArguments(arguments);
    return bus_->call(call, QDBus::Block, 5000);
  }

  [[nodiscard]] QVariant property(const Place& place, const char* interface, const char* name) const {
    const QDBusMessage answer =
        ask(place, "org.freedesktop.DBus.Properties", "Get", {QString(interface), QString(name)});
    return answer.arguments().isEmpty() ? QVariant()
                                        : qvariant_cast<QDBusVariant>(answer.arguments().first()).variant();
  }

  [[nodiscard]] QString name(const Place& place) const {
    return property(place, "org.a11y.atspi.Accessible", "Name").toString();
  }
  [[nodiscard]] QString role(const Place& place) const {
    const QDBusMessage answer = ask(place, "org.a11y.atspi.Accessible", "GetRoleName");
    return answer.arguments().isEmpty() ? QString() : answer.arguments().first().toString();
  }
  [[nodiscard]] double value(const Place& place) const {
    return property(place, "org.a11y.atspi.Value", "CurrentValue").toDouble();
  }

  [[nodiscard]] QList<Place> children(const Place& place) const {
    QList<Place> list;
    const QDBusMessage answer = ask(place, "org.a11y.atspi.Accessible", "GetChildren");
    if (answer.arguments().isEmpty()) return list;
    const auto argument = qvariant_cast<QDBusArgument>(answer.arguments().first());
    argument.beginArray();
    while (!argument.atEnd()) {
      Place child;
      QDBusObjectPath path;
      argument.beginStructure();
      argument >> child.service >> path;
      argument.endStructure();
      child.path = path.path();
      list << child;
    }
    argument.endArray();
    return list;
  }

  /// The first below `top` for which `holds` is true.
  template <typename Condition>
  [[nodiscard]] std::optional<Place> find(const Place& top, const Condition& holds, int depth = 0) const {
    constexpr int kDeepest = 14;
    if (holds(top)) return top;
    if (depth == kDeepest) return std::nullopt;
    for (const Place& child : children(top)) {
      if (auto found = find(child, holds, depth + 1)) return found;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<Place> findNamed(const QString& start, const QString& kind) const {
    const Place root{"org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root"};
    return find(root,
                [&](const Place& place) { return role(place) == kind && name(place).startsWith(start); });
  }

  TemporaryFolder bus_files_;
  std::unique_ptr<Program> session_;
  std::string session_address_;
  std::optional<QDBusConnection> bus_;
};

TEST_F(EditorAccessibilityTest, AScreenReaderFindsCanvasTimelineAndHistory) {
  start({(resource_folder() / "samples" / "mountains.jpg").string()});
  edit("turn day into night");
  edit("make it snow");

  const auto canvas = findNamed("Photo", "graphic");
  ASSERT_TRUE(canvas);
  EXPECT_TRUE(
      property(*canvas, "org.a11y.atspi.Accessible", "Description").toString().contains("There is an edit"));
  press("ctrl+1");
  EXPECT_TRUE(eventually([&] { return value(*canvas) == 100; })) << value(*canvas);

  const auto timeline = findNamed("Timeline", "slider");
  ASSERT_TRUE(timeline);
  EXPECT_GT(value(*timeline), 0) << "the playhead stands on the edit";

  const auto history = findNamed("History", "list");
  ASSERT_TRUE(history);
  const QList<Place> steps = children(*history);
  ASSERT_EQ(steps.size(), 3);
  EXPECT_EQ(name(steps[0]), "Photo");
  EXPECT_EQ(role(steps[1]), "list item");
  EXPECT_TRUE(name(steps[1]).startsWith("turn day into night, made from")) << name(steps[1]).toStdString();
  EXPECT_TRUE(name(steps[2]).startsWith("make it snow, made from")) << name(steps[2]).toStdString();
  EXPECT_EQ(value(*history), 2);
  // The reader goes to a step as a click would.
  (void)ask(steps[1], "org.a11y.atspi.Action", "DoAction", {0});
  EXPECT_TRUE(eventually([&] { return value(*history) == 1; }));
}

}  // namespace
}  // namespace v4e::test

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);  // QtDBus wants one
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
