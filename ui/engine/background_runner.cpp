// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/background_runner.h"

#include <QThreadPool>
#include <new>

namespace v4e::ui {

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
  QThreadPool::globalInstance()->start(std::move(call));
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
