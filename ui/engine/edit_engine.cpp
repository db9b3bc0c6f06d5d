// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/edit_engine.h"

#include <QString>
#include <chrono>
#include <utility>

#include "core/base/log.h"
#include "ui/engine/find_model.h"
#include "ui/engine/image_convert.h"

namespace v4e::ui {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kProgressInterval = std::chrono::milliseconds(50);  // 20 Hz

/// Passes on at most 20 messages a second, and every change of stage.
class Throttle {
 public:
  bool passes(Stage stage, bool is_last) {
    const auto now = Clock::now();
    if (stage == stage_ && !is_last && now - last_ < kProgressInterval) return false;
    stage_ = stage;
    last_ = now;
    return true;
  }

 private:
  Stage stage_ = Stage::Train;  // no edit has it: the first message always passes
  Clock::time_point last_{};
};

QList<QImage> to_pictures(const EditPreview& preview, const QColorSpace& screen) {
  QList<QImage> pictures;
  pictures.reserve(static_cast<qsizetype>(preview.frames.size()));
  for (const Image& frame : preview.frames) pictures.append(toScreenImage(frame, screen));
  return pictures;
}

}  // namespace

EditEngine::EditEngine(BackendMaker makeBackend, QObject* parent)
    : QObject(parent), make_backend_(std::move(makeBackend)), relay_(std::make_shared<Relay>(this)) {}

EditEngine::~EditEngine() {
  relay_->clear();
}

EngineBackend& EditEngine::backend() {
  if (!backend_) backend_ = make_backend_();
  return *backend_;
}

void EditEngine::findModels(std::vector<std::filesystem::path> folders) {
  using Found = std::vector<ModelInfo>;
  worker_.submit(
      [this, folders = std::move(folders)](const RunContext&) { return backend().findModels(folders); },
      [this, relay = relay_](JobOutcome<Found> outcome) {
        if (const auto* found = std::get_if<Found>(&outcome)) {
          relay->post([this, found = *found] {
            models_ = QList<ModelInfo>(found.begin(), found.end());
            Q_EMIT modelsFound();
          });
        } else if (const auto* failure = std::get_if<JobFailure>(&outcome)) {
          relay->post([this, shown = Failure{failure->code, failure->text}] { Q_EMIT failed(shown); });
        }
      });
}

const ModelInfo* EditEngine::model(const QString& id) const {
  return findModel(models_, id.toStdString());
}

std::unique_ptr<EditJob> EditEngine::startEdit(EditRequest request, JobLane lane) {
  const QString model_id = QString::fromStdString(request.settings.model);
  auto job = std::make_unique<EditJob>(learnt_.value(model_id, StageSeconds{}));
  connect(job.get(), &EditJob::finished, this, [this, model_id, raw = job.get()](const EditOutcome& outcome) {
    const auto* result = std::get_if<std::shared_ptr<const EditResult>>(&outcome);
    if (result && (*result)->steps_done >= (*result)->settings.steps) learnt_[model_id] = raw->stageSeconds();
  });
  submit(
      *job,
      [request = std::move(request)](EngineBackend& engine, const EditContext& context) {
        return engine.edit(request, context);
      },
      lane);
  return job;
}

std::unique_ptr<EditJob> EditEngine::startMerge(std::shared_ptr<const EditResult> result, std::size_t frame) {
  auto edits = result->edits;
  return startMerge(std::move(result), frame, std::move(edits));
}

std::unique_ptr<EditJob> EditEngine::startMerge(std::shared_ptr<const EditResult> result, std::size_t frame,
                                                std::shared_ptr<const MergeEdits> edits) {
  auto job = std::make_unique<EditJob>(StageSeconds{});
  submit(
      *job,
      [result = std::move(result), frame, edits = std::move(edits)](EngineBackend& engine,
                                                                    const EditContext& context) {
        EditResult wanted = *result;  // pictures are shared
        wanted.edits = edits;
        return engine.mergeFrame(wanted, frame, context.run);
      },
      JobLane::User);
  return job;
}

// The callbacks run on the worker thread; `raw` is touched in the GUI thread only, while the relay holds it.
EditContext EditEngine::makeContext(EditJob& job, JobLane lane) {
  EditContext context;
  context.run.stop = job.stop_.get_token();
  context.keep_asked = job.keep_.get_token();
  context.run.on_progress = [this, throttle = std::make_shared<Throttle>(), relay = job.relay_,
                             raw = &job](const Progress& progress) {
    is_almost_done_ = progress.stage >= Stage::Decode;
    if (!throttle->passes(progress.stage, progress.step == progress.total)) return;
    relay->post([raw, progress] { raw->takeProgress(progress); });
  };
  if (lane == JobLane::Queue) return context;  // nobody looks at their previews
  context.on_preview = [relay = job.relay_, raw = &job, screen = screen_](const EditPreview& preview) {
    relay->post([raw, pictures = to_pictures(preview, screen), step = preview.step] {
      Q_EMIT raw->previewed(pictures, step);
    });
  };
  return context;
}

void EditEngine::submit(EditJob& job, Task task, JobLane lane) {
  EditJob* raw = &job;
  auto work = [this, raw, task = std::move(task), context = makeContext(job, lane),
               relay = job.relay_](const RunContext& run) {
    // The job stops by its own token; by the worker's at the program's end, or to begin anew.
    EditContext own = context;
    std::stop_source either;
    const std::stop_callback by_job(context.run.stop, [&either] { either.request_stop(); });
    const std::stop_callback by_worker(run.stop, [&either] { either.request_stop(); });
    own.run.stop = either.get_token();
    // Whatever the end: the next job has not even begun.
    const std::shared_ptr<void> at_end(nullptr, [this](void*) { is_almost_done_ = false; });
    try {
      own.run.check();
      return std::make_shared<const EditResult>(task(backend(), own));
    } catch (const Cancelled&) {
      if (!context.run.stop.stop_requested()) relay->post([raw] { raw->beginAnew(); });
      throw;
    }
  };
  using Shared = std::shared_ptr<const EditResult>;
  worker_.submit(
      std::move(work),
      [relay = job.relay_, raw](JobOutcome<Shared> outcome) {
        EditOutcome shown = Stopped{};
        if (auto* result = std::get_if<Shared>(&outcome)) shown = std::move(*result);
        if (const auto* failure = std::get_if<JobFailure>(&outcome)) {
          logger("ui").error("{}", failure->text);
          shown = Failure{failure->code, failure->text};
        }
        relay->post([raw, shown] { raw->finish(shown); });
      },
      {}, lane);
  if (lane == JobLane::User && !is_almost_done_) worker_.give_way();
}

void EditEngine::unloadModels() {
  worker_.submit(
      [this](const RunContext&) {
        if (backend_) backend_->unload();
        return std::monostate{};
      },
      [](const JobOutcome<std::monostate>&) {});
}

}  // namespace v4e::ui
