// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/layered_export.h"

#include <QCoreApplication>

#include "core/edit/edit_layers.h"
#include "core/merge/strength.h"

namespace v4e::ui {
namespace {

LayerNames layerNames() {
  const auto name = [](const char* text) {
    return QCoreApplication::translate("LayerNames", text).toStdString();
  };
  return {.photo = name(QT_TRANSLATE_NOOP("LayerNames", "Photo")),
          .state = name(QT_TRANSLATE_NOOP("LayerNames", "Evolution %1 of %2")),
          .edit = name(QT_TRANSLATE_NOOP("LayerNames", "Edit")),
          .mask = name(QT_TRANSLATE_NOOP("LayerNames", "Mask"))};
}

}  // namespace

PhotoLayers layersOf(const EditEngine::ResultPtr& result, const std::shared_ptr<const Photo>& photo,
                                 EditEngine& engine, const RunContext& context) {
  LayeredEdit edit{photo, result->edited, result->change_mask, {}, result->settings.strength};
  // One of another size says nothing of these pixels.
  const Image& picture = result->edited->image;
  if (edit.mask.width() != picture.width() || edit.mask.height() != picture.height()) edit.mask = {};
  edit.states.count = result->frames.size();
  edit.states.state = [result, &engine](std::size_t index, const RunContext& run) {
    return *engine.mergeNow(result, strength_of(index, result->frames.size()), run).edited;
  };
  return edit_layers(edit, layerNames(), context);
}

}  // namespace v4e::ui
