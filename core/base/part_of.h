// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/run_context.h"

namespace v4e {

/// The progress of one part of several as that of the whole.
[[nodiscard]] inline RunContext part_of(const RunContext& whole, int part, int parts) {
  if (!whole.on_progress || parts == 1) return whole;
  return {
      whole.stop, [whole, part, parts](const Progress& progress) {
        whole.on_progress({progress.stage, part * progress.total + progress.step, parts * progress.total});
      }};
}

}  // namespace v4e
