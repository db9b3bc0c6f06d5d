// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/text.h"

namespace v4e {

/// How every program names an edit unless it is told otherwise: "photo-edited.jpg".
[[nodiscard]] inline std::filesystem::path edited_name(const std::string& stem,
                                                       const std::string& extension) {
  return file_name(stem, "-edited", extension);
}

}  // namespace v4e
