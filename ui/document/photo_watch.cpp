// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/photo_watch.h"

#include <QEvent>

namespace v4e::ui {
namespace {

enum class FileState { AsItWas, Replaced, Missing };

}  // namespace

PhotoWatch::PhotoWatch(QWidget& window) : QObject(&window) {
  window.installEventFilter(this);
}

void PhotoWatch::setSource(const SourcePhoto& source) {
  runner_.cancelAll();
  source_ = source;
  told_ = false;
}

void PhotoWatch::look() {
  if (source_.path.empty() || told_) return;
  auto work = [source = source_](const RunContext&) {
    if (!source_was_replaced(source)) return FileState::AsItWas;
    std::error_code ignored;
    return std::filesystem::exists(source.path, ignored) ? FileState::Replaced : FileState::Missing;
  };
  runner_.run(std::move(work), [this](const Outcome<FileState>& outcome) {
    const auto* state = std::get_if<FileState>(&outcome);
    if (!state || *state == FileState::AsItWas || told_) return;
    told_ = true;
    Q_EMIT replaced(*state == FileState::Missing);
  });
}

bool PhotoWatch::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::WindowActivate) look();
  return QObject::eventFilter(watched, event);
}

}  // namespace v4e::ui
