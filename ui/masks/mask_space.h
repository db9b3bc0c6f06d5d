// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/document/photo_document.h"
#include "ui/masks/mask_model.h"

namespace v4e::ui {

/// Of a picture without an edit, or of what an edit shows (`result`), that lies there on the photo.
[[nodiscard]] MaskSpace spaceOf(const Image& photo, const Placement& place, const EditResult* result);
[[nodiscard]] MaskSpace spaceOf(const EditResult& result);
/// Of what is shown; of no size without a photo.
[[nodiscard]] MaskSpace spaceOf(const PhotoDocument& document);

}  // namespace v4e::ui
