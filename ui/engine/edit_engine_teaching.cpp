// SPDX-License-Identifier: GPL-3.0-or-later
// Teaching on the engine's thread, in the queue's lane: whatever the user asks for by hand goes first.
#include <chrono>
#include <utility>

#include "core/base/log.h"
#include "ui/engine/edit_engine.h"

namespace v4e::ui {

void EditEngine::planTeaching(const std::string& modelId, std::size_t pairs,
                              std::function<void(const Outcome<TeachingPlan>&)> done) {
  checker_.submit(
      [this, modelId, pairs](const RunContext&) {
        EngineBackend* made = made_;
        if (!made) throw Error(ErrorCode::Internal, "no model has been looked for yet");
        return made->planTeaching(modelId, pairs);
      },
      [relay = relay_, done = std::move(done)](Outcome<TeachingPlan> outcome) {
        relay->post([done, shown = std::move(outcome)] { done(shown); });
      });
}

std::unique_ptr<TeachJob> EditEngine::startTeaching(std::filesystem::path folder) {
  auto job = std::make_unique<TeachJob>();
  TeachJob* raw = job.get();
  auto run = [this, folder = std::move(folder), stop = job->stop_.get_token(), relay = job->relay_,
              raw](const RunContext& worker) {
    std::stop_source either;
    const std::stop_callback by_job(stop, [&either] { either.request_stop(); });
    const std::stop_callback by_worker(worker.stop, [&either] { either.request_stop(); });
    RunContext own{either.get_token(), {}};
    own.check();
    using Clock = std::chrono::steady_clock;
    own.on_progress = [relay, raw, last = Clock::time_point(),
                       stage = Stage::Load](const Progress& progress) mutable {
      constexpr auto kInterval = std::chrono::milliseconds(100);
      if (progress.stage == stage && progress.step < progress.total && Clock::now() - last < kInterval)
        return;
      last = Clock::now();
      stage = progress.stage;
      relay->post([raw, progress] { raw->takeProgress(progress); });
    };
    try {
      return backend().teach(LessonFolder(folder), own);
    } catch (const Cancelled&) {
      if (!stop.stop_requested()) relay->post([raw] { raw->wait(); });
      throw;
    }
  };
  ++lessons_;
  worker_.submit(
      std::move(run),
      [this, relay = job->relay_, raw](TeachingOutcome outcome) {
        --lessons_;
        if (const auto* failure = std::get_if<Failure>(&outcome)) logger("ui").error("{}", failure->text);
        relay->post([raw, shown = std::move(outcome)] { raw->finish(shown); });
      },
      {}, JobLane::Queue);
  return job;
}

void EditEngine::goBeforeLessons() {
  if (lessons_ > 0) worker_.give_way();
}

}  // namespace v4e::ui
