// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/advice.h"
#include "core/base/run_context.h"

namespace v4e {

/// The user stopped it, before or while it ran. Not a failure.
struct Stopped {};

/// A failure as a person reads it.
struct Failure {
  ErrorCode code = ErrorCode::Internal;
  std::string text;  ///< core's message: the details under the window's sentence
  std::vector<Advice> advice = {};
};

/// What work came to.
template <typename Value>
using Outcome = std::variant<Value, Stopped, Failure>;

/// The failure that the exception being handled stands for. Call inside a catch block, not for Cancelled.
[[nodiscard]] Failure current_failure();

/// work(context), with what it throws as an outcome.
template <typename Value, typename Work>
Outcome<Value> attempt(Work& work, const RunContext& context) {
  try {
    context.check();
    return Outcome<Value>(std::in_place_index<0>, work(context));
  } catch (const Cancelled&) {
    return Stopped{};
  } catch (...) {
    return current_failure();
  }
}

}  // namespace v4e
