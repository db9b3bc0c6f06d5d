// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QDBusVariant>
#include <QObject>
#include <QString>

namespace v4e::ui {

/// What the desktop says of light and dark by the settings portal (org.freedesktop.portal.Settings), now and
/// whenever it changes. Where there is no portal, it just never answers.
class DesktopAppearance : public QObject {
  Q_OBJECT

 public:
  enum class Scheme { Unknown, Light, Dark };

  /// Asks at once and does not wait. `service`: empty on a connection without a bus between.
  explicit DesktopAppearance(const QDBusConnection& bus,
                             const QString& service = "org.freedesktop.portal.Desktop",
                             QObject* parent = nullptr);

  [[nodiscard]] Scheme scheme() const { return scheme_; }

 Q_SIGNALS:
  void changed();

 private Q_SLOTS:
  void takeSetting(const QString& group, const QString& key, const QDBusVariant& value);

 private:
  void ask(QDBusConnection bus, const QString& service);

  Scheme scheme_ = Scheme::Unknown;
};

}  // namespace v4e::ui
