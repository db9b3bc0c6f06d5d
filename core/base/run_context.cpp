// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/run_context.h"

namespace v4e {

std::string_view to_string(Stage stage) {
  switch (stage) {
    case Stage::Load: return "load";
    case Stage::Caption: return "caption";
    case Stage::EncodeText: return "encode text";
    case Stage::EncodeImage: return "encode image";
    case Stage::Denoise: return "denoise";
    case Stage::Decode: return "decode";
    case Stage::Merge: return "merge";
    case Stage::Export: return "export";
    case Stage::Train: return "train";
  }
  return "";
}

}  // namespace v4e
