// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/run_context.h"
#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// The result as it was before its geometry; itself where it has none.
[[nodiscard]] std::shared_ptr<const EditResult> beforeShape(const std::shared_ptr<const EditResult>& result);

/// An edit turned and cropped. `unshaped` has no geometry and knows its base. Throws Error(InvalidArgument)
/// where the geometry does not fit it, Cancelled.
[[nodiscard]] std::shared_ptr<const EditResult> shapedResult(
    const std::shared_ptr<const EditResult>& unshaped, const Geometry& geometry,
    const RunContext& context = {});

/// The same for a generation that was merged again, in the shape that `present`, another merge of it, has.
[[nodiscard]] EditResult shapedLike(const EditResult& present, EditResult merged,
                                    const RunContext& context = {});

/// The same step made again from another picture, turned and cropped as `former` was; not at all where that
/// does not fit any more.
[[nodiscard]] std::shared_ptr<const EditResult> shapedAgain(const std::shared_ptr<const EditResult>& made,
                                                            const EditResult& former,
                                                            const RunContext& context = {});
/// What `former`, which has no geometry, was merged with, for a picture of that size and place: masks stay on
/// what they were painted on.
[[nodiscard]] std::shared_ptr<const MergeEdits> movedEdits(const EditResult& former, PixelSize size,
                                                           const Placement& place);
/// The same for the region that it is an edit of; as a mask where the rectangle has been turned.
[[nodiscard]] RegionChoice movedRegion(const EditResult& former, PixelSize size, const Placement& place);

/// The same for what was sketched on it.
[[nodiscard]] Sketch movedSketch(const EditResult& former, PixelSize size, const Placement& place);

/// A mask of one picture on another one, whose points lie in the first where `place` puts them.
[[nodiscard]] Image remappedMask(const Image& mask, PixelSize from, const Placement& place, PixelSize to,
                                 PixelSize size);

/// A small picture of a whole photo of that size, shaped as that.
[[nodiscard]] Image shapedSmall(const Image& small, const Geometry& geometry, PixelSize photo);

/// Which part of the unshaped edit becomes that part of a shaped one.
[[nodiscard]] PixelArea areaBeforeShape(const EditResult& shaped, const PixelArea& area);
/// What was merged of areaBeforeShape(), shaped as the whole.
[[nodiscard]] Photo shapedPart(const EditResult& shaped, const Photo& part, const PixelArea& area,
                               const RunContext& context);

}  // namespace v4e::ui
