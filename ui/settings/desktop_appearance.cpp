// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/desktop_appearance.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace v4e::ui {
namespace {

constexpr const char* kPath = "/org/freedesktop/portal/desktop";
constexpr const char* kInterface = "org.freedesktop.portal.Settings";
constexpr const char* kGroup = "org.freedesktop.appearance";
constexpr const char* kKey = "color-scheme";

}  // namespace

DesktopAppearance::DesktopAppearance(const QDBusConnection& bus, const QString& service, QObject* parent)
    : QObject(parent) {
  if (bus.isConnected()) ask(bus, service);
}

void DesktopAppearance::ask(QDBusConnection bus, const QString& service) {
  qRegisterMetaType<QDBusVariant>();  // QtDBus looks the slot's types up by name
  bus.connect(service, kPath, kInterface, "SettingChanged", this,
              SLOT(takeSetting(QString, QString, QDBusVariant)));
  QDBusMessage call = QDBusMessage::createMethodCall(service, kPath, kInterface, "Read");
  call << kGroup << kKey;
  auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(call), this);
  connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
    const QDBusPendingReply<QDBusVariant> reply = *watcher;
    if (!reply.isError()) takeSetting(kGroup, kKey, reply.value());
    watcher->deleteLater();
  });
}

void DesktopAppearance::takeSetting(const QString& group, const QString& key, const QDBusVariant& value) {
  if (group != kGroup || key != kKey) return;
  QVariant scheme = value.variant();
  // "Read" wraps its answer twice.
  if (scheme.canConvert<QDBusVariant>()) scheme = scheme.value<QDBusVariant>().variant();
  const uint number = scheme.toUInt();
  const Scheme said = number == 1 ? Scheme::Dark : number == 2 ? Scheme::Light : Scheme::Unknown;
  if (said == scheme_) return;
  scheme_ = said;
  Q_EMIT changed();
}

}  // namespace v4e::ui
