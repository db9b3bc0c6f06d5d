// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/reference_picture.h"

#include <ATen/ATen.h>

#include "core/base/plain_png.h"

namespace v4e {

at::Tensor read_reference_picture(const std::filesystem::path& file) {
  PlainPicture picture = read_plain_png(file);
  return at::from_blob(picture.rgb.data(), {picture.height, picture.width, 3}, at::kByte).clone();
}

}  // namespace v4e
