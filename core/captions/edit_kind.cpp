// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/edit_kind.h"

namespace v4e {

std::string_view to_string(EditKind kind) {
  switch (kind) {
    case EditKind::Add:
      return "add";
    case EditKind::Remove:
      return "remove";
    case EditKind::Replace:
      return "replace";
    case EditKind::Background:
      return "background";
    case EditKind::Colour:
      return "colour";
    case EditKind::Style:
      return "style";
    case EditKind::Restore:
      return "restore";
    case EditKind::Text:
      return "text";
    case EditKind::Weather:
      return "weather";
    case EditKind::Other:
      return "other";
  }
  return "other";
}

std::string_view to_string(EvolutionFamily family) {
  return family == EvolutionFamily::Temporal ? "temporal" : "spatial";
}

}  // namespace v4e
