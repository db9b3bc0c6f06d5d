// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/background_runner.h"

#include <QCoreApplication>
#include <QThreadPool>
#include <new>

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

Failure currentFailure() {
  try {
    throw;
  } catch (const Error& error) {
    return {error.code(), error.what()};
  } catch (const std::bad_alloc&) {
    return {ErrorCode::OutOfMemory, "the memory does not suffice"};
  } catch (const std::exception& error) {
    return {ErrorCode::Internal, error.what()};
  } catch (...) {
    return {ErrorCode::Internal, "an unknown error"};
  }
}

}  // namespace v4e::ui
