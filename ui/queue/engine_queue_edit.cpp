// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/engine_queue_edit.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

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

void startJob(EditEngine& engine, EditRequest request, const std::shared_ptr<Pending>& pending) {
  if (request.settings.model.empty()) request.settings.model = firstReadyModel(engine);
  pending->job = engine.startEdit(std::move(request), JobLane::Queue);
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

void applyChange(const ItemChange& change, QueueRequest& request) {
  if (change.instruction) request.settings.instruction = *change.instruction;
  if (change.caption) request.settings.caption = *change.caption;
  takeValues(change.parameters, nullptr, request.settings);
}

QueueEdit makeEngineQueueEdit(EditEngine& engine) {
  return [&engine](const QueueItem& item, const RunContext& context) {
    EditRequest request;
    request.settings = item.request.settings;
    request.photo = std::make_shared<const Photo>(read_photo(item.request.photo, {}, context));
    auto pending = std::make_shared<Pending>();
    QMetaObject::invokeMethod(
        &engine, [&engine, request, pending] { startJob(engine, request, pending); }, Qt::QueuedConnection);
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
