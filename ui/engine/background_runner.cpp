// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/background_runner.h"

#include <QCoreApplication>
#include <QThreadPool>

namespace v4e::ui {
namespace {

// Not Qt's global pool: the raster painter shares larger fills and pictures out to that one and waits for it,
// so the window would stand still for as long as our work keeps its threads busy.
QThreadPool& workPool() {
  static QThreadPool pool;
  return pool;
}

// Work under way still sees the application whole.
void waitAtTheEnd() {
  workPool().waitForDone();
}

}  // namespace

BackgroundRunner::BackgroundRunner(QObject* parent)
    : QObject(parent), relay_(std::make_shared<Relay>(this)) {}

BackgroundRunner::~BackgroundRunner() {
  stop_.request_stop();
  relay_->clear();
}

void BackgroundRunner::cancelAll() {
  stop_.request_stop();
  relay_->clear();
  stop_ = {};
  relay_ = std::make_shared<Relay>(this);
}

void BackgroundRunner::start(std::function<void()> call) {
  static const bool waits = (qAddPostRoutine(waitAtTheEnd), true);
  Q_UNUSED(waits);
  workPool().start(std::move(call));
}

}  // namespace v4e::ui
