// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/captions/caption_rewriter.h"
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
  /// encoding. `grey`: it has no colour, which rounding must not bring back. `area`: what was merged, where
  /// that is not the whole photo.
  [[nodiscard]] Photo finish(MergeResult& merged, const RunContext& context, bool grey = false,
                             const std::optional<PixelArea>& area = {}) const;

 private:
  std::shared_ptr<const Photo> photo_;
  Image plain_;
  bool converted_ = false;  ///< plain_ is not in the photo's encoding
  bool coloured_ = false;   ///< grey became RGB: the result is sRGB
};

/// What an edit with that promise may do to the greys of `photo` (in plain sRGB).
[[nodiscard]] GreyRule grey_rule(EditGreys greys, const Image& photo);
/// Takes the colour off a model's frames (F32 RGB) that they must not have.
void hold_greys(const EvolutionCaption& caption, const Image& photo, std::vector<Image>& frames);

}  // namespace v4e
