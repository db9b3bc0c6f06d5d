// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/screen_profile.h"

#include <QFile>
#include <QGuiApplication>

#ifdef V4E_HAS_XCB
#include <xcb/xcb.h>

#include <cstdlib>
#include <memory>
#include <string_view>
#endif

namespace v4e::ui {
namespace {

constexpr qint64 kMaxProfileBytes = 16 << 20;

#ifdef V4E_HAS_XCB
struct FreeReply {
  void operator()(void* reply) const { std::free(reply); }
};

QByteArray x11Profile() {
  const auto* x11 = qGuiApp->nativeInterface<QNativeInterface::QX11Application>();
  if (!x11) return {};
  constexpr std::string_view kName = "_ICC_PROFILE";
  // The offscreen platform has the interface, but no server behind it.
  xcb_connection_t* connection = x11->connection();
  if (!connection) return {};
  const std::unique_ptr<xcb_intern_atom_reply_t, FreeReply> atom(xcb_intern_atom_reply(
      connection, xcb_intern_atom(connection, 1, static_cast<uint16_t>(kName.size()), kName.data()),
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
QByteArray x11Profile() {
  return {};
}
#endif

QByteArray fileProfile(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.read(kMaxProfileBytes) : QByteArray();
}

}  // namespace

QColorSpace screenColourSpace(const QString& iccFile) {
  const QByteArray bytes = iccFile.isEmpty() ? x11Profile() : fileProfile(iccFile);
  const QColorSpace found = bytes.isEmpty() ? QColorSpace() : QColorSpace::fromIccProfile(bytes);
  return found.isValid() ? found : QColorSpace(QColorSpace::SRgb);
}

}  // namespace v4e::ui
