// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/engine_queue_edit.h"

#include <memory>

#include "core/image/io/photo_io.h"
#include "ui/engine/export_settings.h"

namespace v4e::ui {

QueueEdit makeEngineQueueEdit(EditEngine& engine) {
  return [&engine](const QueueItem& item, const RunContext& context) {
    EditRequest request;
    request.settings = item.request.settings;
    request.photo = std::make_shared<const Photo>(read_photo(item.request.photo, {}, context));
    const std::shared_ptr<const EditResult> result = engine.editForQueue(std::move(request), context);
    WriteOptions options;
    if (item.request.quality > 0) options.quality = item.request.quality;
    describeEdit(*result, {}, true, options);
    write_photo(item.temporary, *result->edited, options, context);
  };
}

}  // namespace v4e::ui
