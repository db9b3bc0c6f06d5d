// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/theme.h"

#include <QFile>
#include <QStyleFactory>
#include <QStyleHints>
#include <array>
#include <utility>

namespace v4e::ui {
namespace {

/// The few colours that everything is drawn with.
struct Colours {
  QColor window, base, button, text, muted, border, canvas, accent, accent_text, tooltip;
};

const Colours kLight{"#f2f2f2", "#ffffff", "#fafafa", "#1c1c1c", "#6a6a6a",
                     "#cfcfcf", "#d6d6d6", "#2f6fde", "#ffffff", "#2b2b2b"};
const Colours kDark{"#2b2b2b", "#222222", "#383838", "#e6e6e6", "#a0a0a0",
                    "#474747", "#1b1b1b", "#4c8df6", "#0d0d0d", "#454545"};

QPalette make_palette(const Colours& colours) {
  QPalette palette;
  palette.setColor(QPalette::Window, colours.window);
  palette.setColor(QPalette::WindowText, colours.text);
  palette.setColor(QPalette::Base, colours.base);
  palette.setColor(QPalette::AlternateBase, colours.window);
  palette.setColor(QPalette::Text, colours.text);
  palette.setColor(QPalette::PlaceholderText, colours.muted);
  palette.setColor(QPalette::Button, colours.button);
  palette.setColor(QPalette::ButtonText, colours.text);
  palette.setColor(QPalette::BrightText, Qt::white);
  palette.setColor(QPalette::Highlight, colours.accent);
  palette.setColor(QPalette::HighlightedText, colours.accent_text);
  palette.setColor(QPalette::Link, colours.accent);
  palette.setColor(QPalette::LinkVisited, colours.accent);
  palette.setColor(QPalette::ToolTipBase, colours.tooltip);
  palette.setColor(QPalette::ToolTipText, QColor("#f4f4f4"));
  palette.setColor(QPalette::Light, colours.button.lighter(110));
  palette.setColor(QPalette::Midlight, colours.button);
  palette.setColor(QPalette::Mid, colours.border);
  palette.setColor(QPalette::Dark, colours.canvas);  // around the photo
  palette.setColor(QPalette::Shadow, colours.border.darker(130));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    QColor faint = colours.muted;
    faint.setAlpha(150);
    palette.setColor(QPalette::Disabled, role, faint);
  }
  palette.setColor(QPalette::Disabled, QPalette::Highlight, colours.border);
  return palette;
}

// The style sheet names roles of the palette as @role, so one sheet serves light and dark.
QString style_sheet(const QPalette& palette) {
  QFile file(":/styles/editor.qss");
  if (!file.open(QIODevice::ReadOnly)) return {};
  QString sheet = QString::fromUtf8(file.readAll());
  const QColor accent = palette.color(QPalette::Highlight);
  QColor hover = palette.color(QPalette::WindowText);
  hover.setAlpha(isDark(palette) ? 22 : 15);
  const std::array<std::pair<const char*, QColor>, 13> roles{{
      {"@window", palette.color(QPalette::Window)},
      {"@base", palette.color(QPalette::Base)},
      {"@button", palette.color(QPalette::Button)},
      {"@border", palette.color(QPalette::Mid)},
      {"@muted", palette.color(QPalette::PlaceholderText)},
      {"@text", palette.color(QPalette::WindowText)},
      {"@accenttext", palette.color(QPalette::HighlightedText)},
      {"@accenthover", isDark(palette) ? accent.lighter(112) : accent.darker(112)},
      {"@accent", accent},
      {"@hover", hover},
      {"@tooltiptext", palette.color(QPalette::ToolTipText)},
      {"@tooltip", palette.color(QPalette::ToolTipBase)},
      {"@error", isDark(palette) ? QColor("#ff8a80") : QColor("#b3261e")},
  }};
  for (const auto& [name, colour] : roles) {
    sheet.replace(QLatin1String(name), QString("rgba(%1,%2,%3,%4)")
                                           .arg(colour.red())
                                           .arg(colour.green())
                                           .arg(colour.blue())
                                           .arg(colour.alpha()));
  }
  return sheet;
}

}  // namespace

QPalette lightPalette() {
  return make_palette(kLight);
}
QPalette darkPalette() {
  return make_palette(kDark);
}

bool isDark(const QPalette& palette) {
  return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

Theme::Theme(QApplication& application, QObject* parent)
    : QObject(parent), application_(application), palette_is_dark_(isDark(QGuiApplication::palette())) {
  application_.setStyle(QStyleFactory::create("Fusion"));
  application_.installEventFilter(this);
  look_again_.setSingleShot(true);
  look_again_.setInterval(0);  // one change of the system's theme tells every window
  connect(&look_again_, &QTimer::timeout, this, &Theme::lookAgain);
}

#ifndef V4E_WITHOUT_DBUS
void Theme::setDesktop(DesktopAppearance* desktop) {
  desktop_ = desktop;
  if (!desktop) return;
  connect(desktop, &DesktopAppearance::changed, &look_again_, qOverload<>(&QTimer::start));
  look_again_.start();
}
#endif

bool Theme::systemIsDark() const {
#ifndef V4E_WITHOUT_DBUS
  const auto said = desktop_ ? desktop_->scheme() : DesktopAppearance::Scheme::Unknown;
  if (said != DesktopAppearance::Scheme::Unknown) return said == DesktopAppearance::Scheme::Dark;
#endif
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
  const Qt::ColorScheme scheme = QGuiApplication::styleHints()->colorScheme();
  if (scheme != Qt::ColorScheme::Unknown) return scheme == Qt::ColorScheme::Dark;
#endif
  return palette_is_dark_;
}

void Theme::apply(Appearance appearance) {
  appearance_ = appearance;
  const bool dark = appearance == Appearance::Dark || (appearance == Appearance::System && systemIsDark());
  const QPalette palette = dark ? darkPalette() : lightPalette();
  QApplication::setPalette(palette);
  application_.setStyleSheet(style_sheet(palette));
}

void Theme::lookAgain() {
  // The system's own palette lies under ours: take that away for a look. Nothing is painted meanwhile.
  const QPalette ours = QGuiApplication::palette();
  QApplication::setPalette(QPalette());
  palette_is_dark_ = isDark(QGuiApplication::palette());
  QApplication::setPalette(ours);
  if (appearance_ != Appearance::System || isDark(ours) == systemIsDark()) return;
  apply(appearance_);
}

bool Theme::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::ThemeChange) look_again_.start();
  return QObject::eventFilter(watched, event);
}

}  // namespace v4e::ui
