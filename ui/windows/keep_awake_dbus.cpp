// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/keep_awake.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusUnixFileDescriptor>

namespace v4e::ui {

void KeepAwake::setAwake(bool awake, const QString& reason) {
  if (awake == wanted_) return;
  wanted_ = awake;
  inhibitor_.reset();
  const QDBusConnection bus = QDBusConnection::systemBus();
  if (!awake || !bus.isConnected()) return;
  QDBusMessage call = QDBusMessage::createMethodCall("org.freedesktop.login1", "/org/freedesktop/login1",
                                                     "org.freedesktop.login1.Manager", "Inhibit");
  call << "sleep:idle" << QCoreApplication::applicationName() << reason << "block";
  auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(call), this);
  connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
    const QDBusPendingReply<QDBusUnixFileDescriptor> reply = *watcher;
    // The queue may have ended before logind answered.
    if (wanted_ && !reply.isError()) inhibitor_ = std::make_shared<QDBusUnixFileDescriptor>(reply.value());
    watcher->deleteLater();
  });
}

}  // namespace v4e::ui
