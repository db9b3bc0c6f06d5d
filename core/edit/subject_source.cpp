// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/subject_source.h"

#include <memory>
#include <optional>

#include "core/region/edge_refinement.h"
#include "core/region/subject_finder.h"

namespace v4e {

SubjectSource embedded_subject_source() {
  return [finder = std::make_shared<std::optional<SubjectFinder>>()](const Image& picture,
                                                                     const RunContext& context) {
    if (!*finder) finder->emplace();
    const FoundSubject found = (*finder)->find_closely(picture, context);
    return found.clear ? RefinedEdge(picture, found.outline, context).mask(context) : Image();
  };
}

}  // namespace v4e
