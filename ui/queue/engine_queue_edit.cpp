// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/engine_queue_edit.h"

#include <memory>

#include "core/image/colour/shaped_photo.h"
#include "core/image/io/photo_io.h"
#include "ui/engine/export_settings.h"
#include "ui/engine/layered_export.h"

namespace v4e::ui {

QueueEdit makeEngineQueueEdit(EditEngine& engine) {
  return [&engine](const QueueItem& item, const QueueEditContext& context) {
    const int drawing_side_px = item.request.shape.drawing_side_px;
    const Photo photo = read_photo(item.request.photo, {.drawing_side_px = drawing_side_px}, context);
    const Geometry geometry = geometry_of(item.request.shape, size_of(photo.image));
    EditRequest request;
    request.photo = std::make_shared<const Photo>(shaped_photo(photo, geometry, context));
    std::vector<EditSettings> before;
    const std::shared_ptr<const Photo> original = request.photo;
    std::shared_ptr<const EditResult> result;
    std::vector<EditSettings> steps = steps_of(item.request);
    if (item.request.finish)
      steps.push_back(engine.finishForQueue(steps.back(), size_of(request.photo->image), context));
    int step = 0;
    for (EditSettings& settings : steps) {
      if (result) {
        before.push_back(result->settings);
        before.back().model = result->model_name;
        request.photo = result->edited;
      }
      if (context.on_step) context.on_step(++step);
      request.settings = std::move(settings);
      result = engine.editForQueue(request, context);
    }
    WriteOptions options;
    if (item.request.quality > 0) options.quality = item.request.quality;
    describeEdit(*result, before, true, options);
    PhotoLayers layers;
    if (format_of_extension(item.temporary) == PhotoFormat::OpenRaster)
      layers = layersOf(result, original, engine, context);
    write_layered_photo(item.temporary, *result->edited, layers, options, context);
  };
}

}  // namespace v4e::ui
