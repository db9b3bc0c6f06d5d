// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/caption_report.h"

namespace v4e {

nlohmann::json caption_report(const EvolutionCaption& caption) {
  return {{"kind", to_string(caption.kind)},
          {"family", to_string(caption.family)},
          {"effect", caption.effect},
          {"target", caption.target},
          {"replacement", caption.replacement},
          {"colour", caption.colour},
          {"caption", caption.caption},
          {"detailed_caption", caption.detailed_caption},
          {"language", caption.language},
          {"confidence", caption.confidence},
          {"notes", caption.notes}};
}

}  // namespace v4e
