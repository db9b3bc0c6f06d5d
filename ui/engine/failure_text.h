// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "ui/engine/edit_job.h"

namespace v4e::ui {

/// The sentence for a failure, translated; core's own message goes under it as details.
[[nodiscard]] QString failureSentence(ErrorCode code);

/// "Removing noise: step 2 of 4" in the user's language.
[[nodiscard]] QString stageSentence(const JobProgress& progress);

/// "about 20 s left", rounded so that it does not flicker; empty while nothing is known.
[[nodiscard]] QString timeLeftText(const JobProgress& progress);
/// "about 25 s left", in seconds below two minutes.
[[nodiscard]] QString timeLeftText(double seconds);

/// "820 MB", "1.2 GB".
[[nodiscard]] QString sizeText(std::int64_t bytes);

}  // namespace v4e::ui
