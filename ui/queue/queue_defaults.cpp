// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_defaults.h"

#include <algorithm>

namespace v4e::ui {
namespace {

/// The common instruction or look.
void askForCommon(const QueueDefaults& defaults, QueueRequest& request) {
  if (defaults.look) {
    askForLook(*defaults.look, request.settings.seed, request);
  } else {
    askForInstruction(defaults.instruction.toStdString(), defaults.settings, request);
  }
}

/// Whether a row asks for what is common, or for nothing yet.
bool hasCommon(const QueueRequest& request, const QueueDefaults& defaults) {
  if (!request.look.empty()) return defaults.look && request.look == defaults.look->name.toStdString();
  if (!request.before.empty()) return false;
  const std::string& own = request.settings.instruction;
  return own.empty() || (!defaults.look && own == defaults.instruction.toStdString());
}

}  // namespace

QueueRequest requestOf(const FoundPhoto& photo, const QueueDefaults& defaults, int counter) {
  QueueRequest request;
  request.photo = photo.path;
  request.subfolder = photo.subfolder;
  request.counter = counter;
  request.quality = defaults.quality;
  request.settings = defaults.settings;
  request.shape = defaults.shape;
  request.shape.drawing_side_px = defaults.drawing_side_px;
  askForCommon(defaults, request);
  request.finish = defaults.finish;
  bringUpscaler(defaults, request);
  nameOutput(request, defaults.output);
  return request;
}

void nameOutput(QueueRequest& request, const OutputRule& rule) {
  request.output = output_path(
      rule, {request.photo, request.subfolder, words_of(request), request.settings.seed, request.counter});
}

void bringUpscaler(const QueueDefaults& defaults, QueueRequest& request) {
  std::vector<LoraChoice>& loras = request.settings.loras;
  const bool has_it = std::ranges::find(loras, defaults.upscaler.file, &LoraChoice::file) != loras.end();
  if (!request.finish || defaults.upscaler.file.empty() || has_it) return;
  loras.push_back(defaults.upscaler);
  loras.back().on = false;
}

bool rowsFollow(const QueueDefaults& old, const QueueDefaults& now) {
  return old.instruction != now.instruction || old.look != now.look || old.shape != now.shape ||
         !(old.output == now.output) || old.quality != now.quality || old.finish != now.finish ||
         (now.finish && old.upscaler.file != now.upscaler.file);
}

void followDefaults(const QueueDefaults& old, const QueueDefaults& now, QueueRequest& request) {
  if (hasCommon(request, old)) askForCommon(now, request);
  if (old.finish != now.finish) request.finish = now.finish;
  bringUpscaler(now, request);
  if (old.shape != now.shape) {
    const int drawing_side_px = request.shape.drawing_side_px;
    request.shape = now.shape;
    request.shape.drawing_side_px = drawing_side_px;
  }
  request.quality = now.quality;
  nameOutput(request, now.output);
}

}  // namespace v4e::ui
