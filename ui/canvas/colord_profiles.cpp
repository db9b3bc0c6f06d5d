// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/colord_profiles.h"

#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

#include "ui/canvas/screen_profile.h"

namespace v4e::ui {
namespace {

constexpr const char* kPath = "/org/freedesktop/ColorManager";
constexpr const char* kManager = "org.freedesktop.ColorManager";
constexpr const char* kDevice = "org.freedesktop.ColorManager.Device";
constexpr const char* kProfile = "org.freedesktop.ColorManager.Profile";

}  // namespace

ColordProfiles::ColordProfiles(const QDBusConnection& bus, const QString& service, QObject* parent)
    : ScreenProfiles(parent), bus_(bus), service_(service) {
  for (const char* signal : {"DeviceAdded", "DeviceChanged", "DeviceRemoved"})
    bus_.connect(service_, kPath, kManager, signal, this, SLOT(askAgain()));
}

QByteArray ColordProfiles::profile(const QString& connector) {
  const auto known = profiles_.constFind(connector);
  if (known != profiles_.cend()) return *known;
  profiles_.insert(connector, {});
  ask(connector);
  return {};
}

void ColordProfiles::askAgain() {
  const QStringList connectors = profiles_.keys();
  for (const QString& connector : connectors) ask(connector);
}

QDBusMessage ColordProfiles::getting(const QDBusObjectPath& object, const char* interface,
                                     const char* property) const {
  QDBusMessage message =
      QDBusMessage::createMethodCall(service_, object.path(), "org.freedesktop.DBus.Properties", "Get");
  message << interface << property;
  return message;
}

template <typename Value, typename Then>
void ColordProfiles::call(const QString& connector, const QDBusMessage& message, const Then& then) {
  auto* watcher = new QDBusPendingCallWatcher(bus_.asyncCall(message), this);
  connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, connector, then] {
    const QDBusPendingReply<Value> reply = *watcher;
    reply.isError() ? take(connector, {}) : then(reply.value());
    watcher->deleteLater();
  });
}

void ColordProfiles::ask(const QString& connector) {
  QDBusMessage find = QDBusMessage::createMethodCall(service_, kPath, kManager, "FindDeviceByProperty");
  find << "XRANDR_name" << connector;
  call<QDBusObjectPath>(connector, find, [this, connector](const QDBusObjectPath& device) {
    const QDBusMessage profiles = getting(device, kDevice, "Profiles");
    call<QDBusVariant>(connector, profiles, [this, connector](const QDBusVariant& answer) {
      // The first is the one in use.
      const auto list = qdbus_cast<QList<QDBusObjectPath>>(answer.variant());
      if (list.isEmpty()) return take(connector, {});
      const QDBusMessage file = getting(list.first(), kProfile, "Filename");
      call<QDBusVariant>(connector, file, [this, connector](const QDBusVariant& name) {
        take(connector, readProfile(name.variant().toString()));
      });
    });
  });
}

void ColordProfiles::take(const QString& connector, const QByteArray& profile) {
  if (profiles_.value(connector) == profile) return;
  profiles_.insert(connector, profile);
  Q_EMIT changed();
}

}  // namespace v4e::ui
