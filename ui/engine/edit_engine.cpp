// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/edit_engine.h"

#include <QString>
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <optional>
#include <utility>

#include "core/base/log.h"
#include "core/base/part_of.h"
#include "ui/engine/find_model.h"
#include "ui/engine/image_convert.h"
#include "ui/engine/shaped_result.h"

namespace v4e::ui {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kProgressInterval = std::chrono::milliseconds(50);  // 20 Hz
constexpr auto kFinishPoll = std::chrono::milliseconds(20);

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

QList<QImage> to_pictures(const std::vector<Image>& frames, const QColorSpace& screen) {
  QList<QImage> pictures;
  pictures.reserve(static_cast<qsizetype>(frames.size()));
  for (const Image& frame : frames) pictures.append(toScreenImage(frame, screen));
  return pictures;
}

/// An edit of the queue, between the worker's thread and the one that waits.
class Waiting {
 public:
  explicit Waiting(const RunContext& caller) : caller_(caller) {}

  void begin() {
    begun_ = Clock::now();
    estimator_ = ProgressEstimator(StageSeconds{});
  }
  /// What the caller hears may be gone once it does not wait any more.
  void report(const Progress& progress) {
    estimator_.update(progress, elapsed_s());
    const std::scoped_lock lock(mutex_);
    if (waits_ && caller_.on_progress) caller_.on_progress(progress);
  }
  [[nodiscard]] StageSeconds seconds() const { return estimator_.learnt(elapsed_s()); }
  void end(EditOutcome outcome) {
    const std::scoped_lock lock(mutex_);
    outcome_ = std::move(outcome);
    ended_.notify_all();
  }
  /// A stop is not waited for: a job of the user may run before this one.
  EditOutcome wait() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, caller_.stop, [this] { return outcome_.has_value(); });
    waits_ = false;
    return outcome_ ? std::move(*outcome_) : EditOutcome(Stopped{});
  }
  [[nodiscard]] const std::stop_token& stop() const { return caller_.stop; }

 private:
  [[nodiscard]] double elapsed_s() const {
    return std::chrono::duration<double>(Clock::now() - begun_).count();
  }

  const RunContext caller_;
  ProgressEstimator estimator_{StageSeconds{}};  // this and the next on the worker's thread only
  Clock::time_point begun_;
  std::mutex mutex_;  ///< guards the rest
  std::condition_variable_any ended_;
  std::optional<EditOutcome> outcome_;
  bool waits_ = true;
};

}  // namespace

EditEngine::EditEngine(BackendMaker makeBackend, QObject* parent)
    : QObject(parent), make_backend_(std::move(makeBackend)), relay_(std::make_shared<Relay>(this)) {}

EditEngine::~EditEngine() {
  relay_->clear();
}

EngineBackend& EditEngine::backend() {
  if (!backend_) {
    backend_ = make_backend_();
    made_ = backend_.get();
  }
  return *backend_;
}

void EditEngine::findModels(std::vector<std::filesystem::path> folders) {
  using Found = std::vector<ModelInfo>;
  worker_.submit(
      [this, folders = std::move(folders)](const RunContext&) {
        Found found = backend().findModels(folders);
        const auto usable = std::ranges::find_if(found, &ModelInfo::ready);
        usable_model_ = usable == found.end() ? std::string() : usable->id;
        return found;
      },
      [this, relay = relay_](Outcome<Found> outcome) {
        if (const auto* found = std::get_if<Found>(&outcome)) {
          relay->post([this, found = *found] {
            models_ = QList<ModelInfo>(found.begin(), found.end());
            Q_EMIT modelsFound();
          });
        } else if (const auto* failure = std::get_if<Failure>(&outcome)) {
          relay->post([this, shown = *failure] { Q_EMIT failed(shown); });
        }
      });
  goBeforeLessons();
}

const ModelInfo* EditEngine::model(const QString& id) const {
  return findModel(models_, id.toStdString());
}

std::unique_ptr<EditJob> EditEngine::startEdit(EditRequest request) {
  const std::string model = request.settings.model;
  auto job = std::make_unique<EditJob>(learnt_.value(QString::fromStdString(model), StageSeconds{}));
  connect(job.get(), &EditJob::finished, this, [this, model, raw = job.get()](const EditOutcome& outcome) {
    const auto* result = std::get_if<Shared>(&outcome);
    if (result && (*result)->steps_done >= (*result)->settings.steps) learn(model, raw->stageSeconds());
  });
  submit(*job, [request = std::move(request)](EngineBackend& engine, const EditHooks& hooks) {
    return engine.edit(request, hooks);
  });
  return job;
}

void EditEngine::learn(const std::string& model, const StageSeconds& seconds) {
  learnt_[QString::fromStdString(model)] = seconds;
}

std::shared_ptr<const EditResult> EditEngine::editForQueue(EditRequest request, const RunContext& context) {
  auto waiting = std::make_shared<Waiting>(context);
  auto run = [this, waiting, request = std::move(request)](const RunContext& worker) {
    EditRequest own = request;
    if (own.settings.model.empty()) own.settings.model = usable_model_;
    waiting->begin();
    EditHooks hooks;  // without previews: nobody looks at them
    hooks.run = {waiting->stop(), [this, waiting](const Progress& progress) {
                   is_almost_done_ = progress.stage >= Stage::Decode;
                   waiting->report(progress);
                 }};
    const Task task = [&own](EngineBackend& engine, const EditHooks& all) { return engine.edit(own, all); };
    Shared result = work(task, hooks, worker);
    relay_->post([this, model = own.settings.model, seconds = waiting->seconds()] { learn(model, seconds); });
    return result;
  };
  worker_.submit(
      std::move(run), [waiting](EditOutcome outcome) { waiting->end(std::move(outcome)); }, {},
      JobLane::Queue);
  EditOutcome outcome = waiting->wait();
  if (std::holds_alternative<Stopped>(outcome)) throw Cancelled();
  if (const auto* failure = std::get_if<Failure>(&outcome))
    throw AdvisedError(failure->code, failure->text, failure->advice);
  return std::get<Shared>(std::move(outcome));
}

EditSettings EditEngine::finishForQueue(EditSettings edit, PixelSize photo, const RunContext& context) {
  using Finish = Outcome<EditSettings>;
  auto promise = std::make_shared<std::promise<Finish>>();
  std::future<Finish> answer = promise->get_future();
  worker_.submit(
      [this, edit = std::move(edit), photo](const RunContext&) {
        EditSettings own = edit;
        if (own.model.empty()) own.model = usable_model_;
        return backend().finishOf(own, photo);
      },
      [promise](Finish outcome) { promise->set_value(std::move(outcome)); }, {}, JobLane::Queue);
  // The user's jobs come first, and may take long.
  while (answer.wait_for(kFinishPoll) != std::future_status::ready) context.check();
  Finish outcome = answer.get();
  if (std::holds_alternative<Stopped>(outcome)) throw Cancelled();
  if (const auto* failure = std::get_if<Failure>(&outcome))
    throw AdvisedError(failure->code, failure->text, failure->advice);
  return std::get<EditSettings>(std::move(outcome));
}

std::unique_ptr<EditJob> EditEngine::startChain(std::vector<ChainStep> steps) {
  const QString model = QString::fromStdString(steps.front().request.settings.model);
  auto job = std::make_unique<EditJob>(learnt_.value(model, StageSeconds{}));
  job->chain_steps_ = static_cast<int>(steps.size());
  auto task = [relay = job->relay_, raw = job.get(), steps = std::move(steps)](EngineBackend& engine,
                                                                               const EditHooks& hooks) {
    const int count = static_cast<int>(steps.size());
    Shared last;
    for (int i = 0; i < count; ++i) {
      const ChainStep& step = steps[static_cast<std::size_t>(i)];
      const RunContext run = part_of(hooks.run, i, count);
      EditRequest request = step.request;
      if (last) request.photo = last->edited;
      const Placement place = last ? last->place : step.place;
      request.edits = movedEdits(*beforeShape(step.former), size_of(request.photo->image), place);
      request.settings.region = movedRegion(*beforeShape(step.former), size_of(request.photo->image), place);
      request.settings.sketch = movedSketch(*beforeShape(step.former), size_of(request.photo->image), place);
      EditResult made;
      if (step.generation) {
        made = *beforeShape(step.generation);
        made.edits = request.edits;
        made = engine.merge(made, request.settings.strength, run);
      } else {
        made = engine.edit(request, {run, {}, {}});
      }
      made.copy = step.former->copy;
      made.base = last ? last->base : step.base;
      made.place = place;
      last = shapedAgain(std::make_shared<const EditResult>(std::move(made)), *step.former, run);
      relay->post([raw, last] { raw->takeStep(last); });
    }
    return *last;
  };
  submit(*job, std::move(task));
  return job;
}

EditEngine::Task EditEngine::merging(ResultPtr result, double strength, EditsPtr edits) {
  return [result = std::move(result), strength, edits = std::move(edits)](EngineBackend& engine,
                                                                          const EditHooks& hooks) {
    const ResultPtr unshaped = beforeShape(result);
    EditResult wanted = *unshaped;  // pictures are shared
    wanted.edits = edits;
    EditResult merged = engine.merge(wanted, strength, hooks.run);
    merged.base = unshaped->base;
    merged.place = unshaped->place;
    return result->unshaped ? shapedLike(*result, std::move(merged), hooks.run) : merged;
  };
}

std::unique_ptr<EditJob> EditEngine::startMerge(ResultPtr result, double strength) {
  auto edits = result->edits;
  return startMerge(std::move(result), strength, std::move(edits));
}

std::unique_ptr<EditJob> EditEngine::startMerge(ResultPtr result, double strength, EditsPtr edits) {
  auto job = std::make_unique<EditJob>(StageSeconds{});
  submit(*job, merging(std::move(result), strength, std::move(edits)));
  return job;
}

std::unique_ptr<EditJob> EditEngine::startLook(ResultPtr result, double strength, EditsPtr edits) {
  auto job = std::make_unique<EditJob>(StageSeconds{});
  submit(*job, merging(std::move(result), strength, std::move(edits)), false);
  return job;
}

namespace {

/// That part of a result in its shape; null where the backend makes no parts. `plain`: as it is without.
std::shared_ptr<const Photo> lookedAt(const EditResult& result, const EditResult& plain, double strength,
                                      const LookPart& part, EngineBackend& engine, const RunContext& run) {
  LookPart wanted = part;
  if (part.scale >= 1 && result.unshaped) wanted.area = areaBeforeShape(result, part.area);
  std::optional<Photo> made = engine.mergePart(plain, strength, wanted, run);
  if (!made) return nullptr;
  if (result.unshaped && part.scale < 1) {
    made->image = shapedSmall(made->image, result.geometry, size_of(plain.photo->image));
  } else if (result.unshaped) {
    made = shapedPart(result, *made, part.area, run);
  }
  return std::make_shared<const Photo>(std::move(*made));
}

}  // namespace

std::unique_ptr<EditJob> EditEngine::startPartialLook(ResultPtr result, double strength, EditsPtr edits,
                                                      const LookPart& part) {
  auto job = std::make_unique<EditJob>(StageSeconds{});
  auto task = [result = std::move(result), strength, edits = std::move(edits), part](EngineBackend& engine,
                                                                                     const EditHooks& hooks) {
    EditResult look = *beforeShape(result);
    look.edits = edits;
    look.edited = lookedAt(*result, look, strength, part, engine, hooks.run);
    look.settings.strength = strength;
    return look;
  };
  submit(*job, std::move(task), false);
  return job;
}

EditResult EditEngine::mergeNow(const ResultPtr& result, double strength, const RunContext& context) {
  auto promise = std::make_shared<std::promise<EditOutcome>>();
  std::future<EditOutcome> merged = promise->get_future();
  EditHooks hooks;
  hooks.run.stop = context.stop;
  worker_.submit([this, task = merging(result, strength, result->edits),
                  hooks](const RunContext& run) { return work(task, hooks, run); },
                 [promise](EditOutcome outcome) { promise->set_value(std::move(outcome)); });
  goBeforeLessons();
  EditOutcome outcome = merged.get();
  if (const auto* failure = std::get_if<Failure>(&outcome))
    throw AdvisedError(failure->code, failure->text, failure->advice);
  if (std::holds_alternative<Stopped>(outcome)) throw Cancelled();
  return *std::get<ResultPtr>(outcome);
}

void EditEngine::findSubject(std::shared_ptr<const Photo> photo, std::stop_token stop,
                             std::function<void(const Outcome<FoundSubject>&)> done) {
  if (!is_almost_done_) worker_.give_way();
  worker_.submit(
      [this, photo = std::move(photo), stop = std::move(stop)](const RunContext&) {
        return backend().findSubject(photo->image, {stop, {}});
      },
      [relay = relay_, done = std::move(done)](Outcome<FoundSubject> outcome) {
        relay->post([done, outcome = std::move(outcome)] { done(outcome); });
      });
}

// The callbacks run on the worker thread; `raw` is touched in the GUI thread only, while the relay holds it.
EditHooks EditEngine::makeHooks(EditJob& job) {
  EditHooks hooks;
  hooks.run.stop = job.stop_.get_token();
  hooks.keep = job.keep_.get_token();
  hooks.run.on_progress = [this, throttle = std::make_shared<Throttle>(), relay = job.relay_,
                           raw = &job](const Progress& progress) {
    is_almost_done_ = progress.stage >= Stage::Decode;
    if (!throttle->passes(progress.stage, progress.step == progress.total)) return;
    relay->post([raw, progress] { raw->takeProgress(progress); });
  };
  hooks.on_preview = [relay = job.relay_, raw = &job, screen = screen_](const std::vector<Image>& frames,
                                                                        int step) {
    relay->post(
        [raw, pictures = to_pictures(frames, screen), step] { Q_EMIT raw->previewed(pictures, step); });
  };
  return hooks;
}

EditEngine::Shared EditEngine::work(const Task& task, const EditHooks& hooks, const RunContext& run) {
  // The job stops by its own token; by the worker's at the program's end, or to begin again.
  EditHooks own = hooks;
  std::stop_source either;
  const std::stop_callback by_job(hooks.run.stop, [&either] { either.request_stop(); });
  const std::stop_callback by_worker(run.stop, [&either] { either.request_stop(); });
  own.run.stop = either.get_token();
  // Whatever the end: the next job has not even begun.
  const std::shared_ptr<void> at_end(nullptr, [this](void*) { is_almost_done_ = false; });
  own.run.check();
  return std::make_shared<const EditResult>(task(backend(), own));
}

void EditEngine::submit(EditJob& job, Task task, bool interrupts) {
  EditJob* raw = &job;
  worker_.submit([this, task = std::move(task),
                  hooks = makeHooks(job)](const RunContext& run) { return work(task, hooks, run); },
                 [relay = job.relay_, raw](EditOutcome outcome) {
                   if (const auto* failure = std::get_if<Failure>(&outcome))
                     logger("ui").error("{}", failure->text);
                   relay->post([raw, shown = std::move(outcome)] { raw->finish(shown); });
                 });
  if (interrupts && !is_almost_done_) worker_.give_way();
  goBeforeLessons();
}

void EditEngine::unloadModels() {
  worker_.submit(
      [this](const RunContext&) {
        if (backend_) backend_->unload();
        return std::monostate{};
      },
      [](const Outcome<std::monostate>&) {});
  goBeforeLessons();
}

}  // namespace v4e::ui
