// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace v4e {

/// What would help, where each program has a name of its own for it: an option of the command line, a
/// button of the window. The message says the same in plain words.
enum class Advice {
  SmallerSize,
  OtherModel,
  OtherDtype,
  Force,
  Overwrite,
  ShorterName,
  ChooseRegion,
  SayPurpose,  ///< of a LoRA
};

/// An Error that knows what would help.
class AdvisedError : public Error {
 public:
  AdvisedError(ErrorCode code, const std::string& message, std::vector<Advice> advice)
      : Error(code, message), advice_(std::move(advice)) {}
  [[nodiscard]] const std::vector<Advice>& advice() const noexcept { return advice_; }

 private:
  std::vector<Advice> advice_;
};

/// What would help against an error; empty where it does not know.
[[nodiscard]] inline std::vector<Advice> advice_of(const Error& error) {
  const auto* advised = dynamic_cast<const AdvisedError*>(&error);
  return advised ? advised->advice() : std::vector<Advice>();
}

}  // namespace v4e
