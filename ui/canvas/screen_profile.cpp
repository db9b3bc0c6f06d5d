// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/screen_profile.h"

#include <QEvent>
#include <QFile>
#include <QGuiApplication>

#ifdef V4E_HAS_XCB
#include <xcb/xcb.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#endif

namespace v4e::ui {
namespace {

constexpr qint64 kMaxProfileBytes = 16 << 20;

#ifdef V4E_HAS_XCB
struct FreeReply {
  void operator()(void* reply) const { std::free(reply); }
};

QByteArray x11Profile(const QScreen* screen) {
  const auto* x11 = qGuiApp->nativeInterface<QNativeInterface::QX11Application>();
  if (!x11) return {};
  // "ICC Profiles in X": the first screen's has no number. Qt's first screen is X11's primary one.
  const qsizetype number = std::max(qsizetype{0}, QGuiApplication::screens().indexOf(screen));
  const QByteArray name = number == 0 ? "_ICC_PROFILE" : "_ICC_PROFILE_" + QByteArray::number(number);
  // The offscreen platform has the interface, but no server behind it.
  xcb_connection_t* connection = x11->connection();
  if (!connection) return {};
  const std::unique_ptr<xcb_intern_atom_reply_t, FreeReply> atom(xcb_intern_atom_reply(
      connection, xcb_intern_atom(connection, 1, static_cast<uint16_t>(name.size()), name.constData()),
      nullptr));
  if (!atom || atom->atom == XCB_ATOM_NONE) return {};
  const xcb_window_t root = xcb_setup_roots_iterator(xcb_get_setup(connection)).data->root;
  const auto request = xcb_get_property(connection, 0, root, atom->atom, XCB_ATOM_CARDINAL, 0,
                                        static_cast<uint32_t>(kMaxProfileBytes / 4));
  const std::unique_ptr<xcb_get_property_reply_t, FreeReply> reply(
      xcb_get_property_reply(connection, request, nullptr));
  if (!reply || reply->format != 8) return {};
  return {static_cast<const char*>(xcb_get_property_value(reply.get())),
          xcb_get_property_value_length(reply.get())};
}
#else
QByteArray x11Profile(const QScreen*) {
  return {};
}
#endif

QByteArray systemProfile(const QScreen* screen, ScreenProfiles* profiles) {
  const QByteArray profile = x11Profile(screen);
  if (!profile.isEmpty() || !profiles) return profile;
  const QScreen* asked = screen ? screen : QGuiApplication::primaryScreen();
  return asked ? profiles->profile(asked->name()) : QByteArray();
}

}  // namespace

QByteArray readProfile(const QString& iccFile) {
  QFile file(iccFile);
  return file.open(QIODevice::ReadOnly) ? file.read(kMaxProfileBytes) : QByteArray();
}

QColorSpace screenColourSpace(const QString& iccFile, const QScreen* screen, ScreenProfiles* profiles) {
  const QByteArray bytes = iccFile.isEmpty() ? systemProfile(screen, profiles) : readProfile(iccFile);
  const QColorSpace found = bytes.isEmpty() ? QColorSpace() : QColorSpace::fromIccProfile(bytes);
  return found.isValid() ? found : QColorSpace(QColorSpace::SRgb);
}

ScreenWatcher::ScreenWatcher(QWidget& window) : QObject(&window), window_(window) {
  window.installEventFilter(this);
}

bool ScreenWatcher::eventFilter(QObject* watched, QEvent* event) {
  // A widget has its window from the first time it is shown, and maybe another one later.
  if (event->type() == QEvent::Show && window_.windowHandle() && handle_ != window_.windowHandle()) {
    handle_ = window_.windowHandle();
    connect(handle_, &QWindow::screenChanged, this, &ScreenWatcher::changed);
    Q_EMIT changed();
  }
  if (event->type() == QEvent::WindowActivate) Q_EMIT changed();
  return QObject::eventFilter(watched, event);
}

}  // namespace v4e::ui
