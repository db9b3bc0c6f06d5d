// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/engine_queue_edit.h"

#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "core/base/json_file.h"
#include "core/image/io/photo_io.h"
#include "ui/engine/export_settings.h"
#include "ui/queue/item_change.h"

namespace v4e::ui {
namespace {

/// One item between the runner's thread and the GUI thread.
struct Pending {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::optional<Progress> progress;
  std::optional<EditOutcome> outcome;
  std::unique_ptr<EditJob> job;  ///< GUI thread only
};

/// For items that were added before any model was known.
std::string firstReadyModel(const EditEngine& engine) {
  for (const ModelInfo& model : engine.models()) {
    if (model.ready) return model.id;
  }
  return {};
}

void startJob(EditEngine& engine, EditOrder order, const std::shared_ptr<Pending>& pending) {
  if (order.model_id.empty()) order.model_id = firstReadyModel(engine);
  pending->job = engine.startEdit(std::move(order), JobLane::Queue);
  EditJob* job = pending->job.get();
  QObject::connect(job, &EditJob::progressed, job, [pending](const JobProgress& progress) {
    const std::scoped_lock lock(pending->mutex);
    pending->progress = Progress{progress.stage, progress.step, progress.total};
    pending->changed.notify_all();
  });
  QObject::connect(job, &EditJob::finished, job, [pending](const EditOutcome& outcome) {
    if (pending->job) pending->job.release()->deleteLater();
    const std::scoped_lock lock(pending->mutex);
    pending->outcome = outcome;
    pending->changed.notify_all();
  });
}

/// Waits in the runner's thread. A stop is not waited for: at the program's end the GUI thread waits for us.
EditOutcome waitFor(EditEngine& engine, const std::shared_ptr<Pending>& pending, const RunContext& context) {
  for (;;) {
    std::optional<Progress> progress;
    {
      std::unique_lock lock(pending->mutex);
      pending->changed.wait(lock, context.stop, [&] { return pending->progress || pending->outcome; });
      if (pending->outcome) return *pending->outcome;
      progress = std::exchange(pending->progress, std::nullopt);
    }
    if (context.stop.stop_requested()) {
      QMetaObject::invokeMethod(
          &engine, [pending] { pending->job.reset(); }, Qt::QueuedConnection);
      throw Cancelled();
    }
    if (progress && context.on_progress) context.on_progress(*progress);
  }
}

}  // namespace

std::string toQueueParameters(const EditOrder& order) {
  return nlohmann::json{{"steps", order.steps}, {"guidance", order.guidance}, {"frames", order.frames}}
      .dump();
}

void applyChange(const ItemChange& change, QueueRequest& request) {
  if (change.instruction) request.instruction = *change.instruction;
  if (change.caption) request.caption = *change.caption;
  const ParameterValues& parameters = change.parameters;
  if (parameters.model) request.model = *parameters.model;
  if (parameters.seed) request.seed = *parameters.seed;
  if (!parameters.steps && !parameters.guidance && !parameters.frames) return;
  EditOrder order = toEditOrder(request);
  order.steps = parameters.steps.value_or(order.steps);
  order.guidance = parameters.guidance.value_or(order.guidance);
  order.frames = parameters.frames.value_or(order.frames);
  request.parameters = toQueueParameters(order);
}

EditOrder toEditOrder(const QueueRequest& request) {
  EditOrder order;
  order.model_id = request.model;
  order.instruction = request.instruction;
  order.caption = request.caption;
  order.seed = request.seed;
  try {
    const nlohmann::json parameters = parse_json(request.parameters, "the item's parameters");
    order.steps = parameters.value("steps", order.steps);
    order.guidance = parameters.value("guidance", order.guidance);
    order.frames = parameters.value("frames", order.frames);
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::FileMalformed, std::string("the item's parameters: ") + error.what());
  }
  return order;
}

QueueEdit makeEngineQueueEdit(EditEngine& engine) {
  return [&engine](const QueueItem& item, const RunContext& context) {
    EditOrder order = toEditOrder(item.request);
    order.photo = std::make_shared<const Photo>(read_photo(item.request.photo, {}, context));
    auto pending = std::make_shared<Pending>();
    QMetaObject::invokeMethod(
        &engine, [&engine, order, pending] { startJob(engine, order, pending); }, Qt::QueuedConnection);
    const EditOutcome outcome = waitFor(engine, pending, context);
    if (std::holds_alternative<Stopped>(outcome)) throw Cancelled();
    if (const auto* failure = std::get_if<Failure>(&outcome)) throw Error(failure->code, failure->text);
    const auto& result = std::get<std::shared_ptr<const EditResult>>(outcome);
    WriteOptions options;
    if (item.request.quality > 0) options.quality = item.request.quality;
    describeEdit(*result, true, options);
    write_photo(item.temporary, *result->edited, options, context);
    return QueueResult{};
  };
}

}  // namespace v4e::ui
