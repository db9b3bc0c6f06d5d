// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/base/run_context.h"
#include "core/image/photo.h"
#include "core/merge/merge.h"

namespace v4e {

/// A photo in plain sRGB, as models and merge() take it, and the way back into its own encoding. Photos that
/// are sRGB already are passed through untouched; others are converted, and pixels that the edit did not
/// touch come back bit for bit.
class EditSpace {
 public:
  /// A grey photo becomes RGB where the edit may bring colour.
  EditSpace(std::shared_ptr<const Photo> photo, bool may_bring_colour, const RunContext& context);

  /// U8 or U16, sRGB-encoded.
  [[nodiscard]] const Image& plain() const { return plain_; }

  /// The edit with the photo's metadata and profile. `merged.edit` is replaced by the picture in the photo's
  /// encoding.
  [[nodiscard]] Photo finish(MergeResult& merged, const RunContext& context) const;

 private:
  std::shared_ptr<const Photo> photo_;
  Image plain_;
  bool converted_ = false;  ///< plain_ is not in the photo's encoding
  bool coloured_ = false;   ///< grey became RGB: the result is sRGB
};

/// Whether edits of this effect (an id of effects.json) leave a grey photo grey.
[[nodiscard]] bool stays_grey(const std::string& effect);

}  // namespace v4e
