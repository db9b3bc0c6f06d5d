// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDBusConnection>
#include <QHash>
#include <QObject>
#include <QString>

#include "ui/canvas/screen_profile.h"

class QDBusMessage;
class QDBusObjectPath;

namespace v4e::ui {

/// The screens' colour profiles as colord keeps them: on Wayland no display server tells. Never waits; where
/// there is no colord, it just never answers.
class ColordProfiles : public ScreenProfiles {
  Q_OBJECT

 public:
  /// `service`: empty on a connection without a bus between.
  explicit ColordProfiles(const QDBusConnection& bus, const QString& service = "org.freedesktop.ColorManager",
                          QObject* parent = nullptr);

  /// The first call for a connector asks.
  [[nodiscard]] QByteArray profile(const QString& connector) override;

 private Q_SLOTS:
  void askAgain();

 private:
  void ask(const QString& connector);
  void take(const QString& connector, const QByteArray& profile);
  /// `then` gets the first value of the answer; with an error the connector has no profile.
  template <typename Value, typename Then>
  void call(const QString& connector, const QDBusMessage& message, const Then& then);
  [[nodiscard]] QDBusMessage getting(const QDBusObjectPath& object, const char* interface,
                                     const char* property) const;

  QDBusConnection bus_;
  QString service_;
  QHash<QString, QByteArray> profiles_;  ///< by connector, of all that were asked about
};

}  // namespace v4e::ui
