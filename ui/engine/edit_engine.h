// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColorSpace>
#include <QHash>
#include <QList>
#include <QObject>
#include <atomic>
#include <functional>
#include <memory>

#include "core/jobs/worker.h"
#include "ui/engine/edit_job.h"
#include "ui/engine/engine_backend.h"
#include "ui/engine/teach_job.h"

namespace v4e::ui {

/// The editor's way to the models: lives in the GUI thread, works on one other. The backend is made there
/// when it is first needed, so that the window is up before any engine library is loaded.
class EditEngine : public QObject {
  Q_OBJECT

 public:
  using BackendMaker = std::function<std::unique_ptr<EngineBackend>()>;

  explicit EditEngine(BackendMaker makeBackend, QObject* parent = nullptr);
  ~EditEngine() override;

  /// Starts looking for models; answers with modelsFound or failed.
  void findModels(std::vector<std::filesystem::path> folders);
  [[nodiscard]] const QList<ModelInfo>& models() const { return models_; }
  /// Null where there is none of that id.
  [[nodiscard]] const ModelInfo* model(const QString& id) const;

  using ResultPtr = std::shared_ptr<const EditResult>;
  using EditsPtr = std::shared_ptr<const MergeEdits>;

  /// Jobs run one after another, the user's first. The caller owns the job; dropping it stops it.
  [[nodiscard]] std::unique_ptr<EditJob> startEdit(EditRequest request);
  /// An edit of the queue: called on the queue's own thread, which waits for it. It gives way to the user's
  /// jobs, then begins again behind them, unless its frames are being decoded already. An empty model stands
  /// for the first usable one. Progress is reported on the worker's thread. Throws Error and Cancelled.
  [[nodiscard]] ResultPtr editForQueue(EditRequest request, const RunContext& context);
  /// The step that finishes such an edit of the queue at 2K; called and waiting as editForQueue(). Throws
  /// Error(Unsupported) where model or LoRAs cannot.
  [[nodiscard]] EditSettings finishForQueue(EditSettings edit, PixelSize photo, const RunContext& context);
  /// Makes steps again, one from the other at full size. Each is told by stepMade(); the outcome is the last.
  [[nodiscard]] std::unique_ptr<EditJob> startChain(std::vector<ChainStep> steps);
  /// The same generation at another strength, at full resolution.
  [[nodiscard]] std::unique_ptr<EditJob> startMerge(ResultPtr result, double strength);
  /// The same with other manual edits; null: none.
  [[nodiscard]] std::unique_ptr<EditJob> startMerge(ResultPtr result, double strength, EditsPtr edits);
  /// The same only to be looked at: a running job of the queue does not give way to it.
  [[nodiscard]] std::unique_ptr<EditJob> startLook(ResultPtr result, double strength, EditsPtr edits);
  /// First what is seen: `edited` is that part of the photo, or null where a part takes as long as the whole.
  [[nodiscard]] std::unique_ptr<EditJob> startPartialLook(ResultPtr result, double strength, EditsPtr edits,
                                                          const LookPart& part);
  /// Merges on the engine's thread and waits for it. Not for the GUI thread. Throws v4e::Error, Cancelled.
  [[nodiscard]] EditResult mergeNow(const ResultPtr& result, double strength, const RunContext& context);

  /// What the photo is of; behind the jobs before it. `done` is called in the GUI thread.
  void findSubject(std::shared_ptr<const Photo> photo, std::stop_token stop,
                   std::function<void(const Outcome<FoundSubject>&)> done);

  /// Whether a LoRA goes with a model. Waits for no other job; `done` is called in the GUI thread.
  void checkLora(const std::string& file, const std::string& modelId,
                 std::function<void(const LoraReport&)> done);

  /// Keeps what a LoRA is for. Waits for no other job; `done` is called in the GUI thread, behind failed()
  /// where it could not be kept.
  void keepLoraPurpose(const std::string& file, const std::string& modelId, LoraPurpose purpose,
                       std::function<void()> done);

  /// Keeps which model a file is; the models are to be looked for again then. Answers with `done` in the GUI
  /// thread or with failed().
  void answerKind(const KindQuestion& question, const std::string& id, std::function<void()> done);

  /// Previews of jobs started from now on are in this screen's colours.
  void setScreen(const QColorSpace& screen) { screen_ = screen; }

  /// What teaching a model so many pairs would take. Waits for no other job; `done` is called in the GUI
  /// thread.
  void planTeaching(const std::string& modelId, std::size_t pairs,
                    std::function<void(const Outcome<TeachingPlan>&)> done);
  /// Teaches the lesson of that folder (LessonFolder). Edits, merges and looks of the user go before it at
  /// any time, photos of the queue wait until it is over. The caller owns the job; dropping it stops it.
  [[nodiscard]] std::unique_ptr<TeachJob> startTeaching(std::filesystem::path folder);

  /// Gives the models' memory back after the jobs before it.
  void unloadModels();

  /// How long each stage takes here, by model id; kept in the settings between runs.
  [[nodiscard]] const QHash<QString, StageSeconds>& learntSeconds() const { return learnt_; }
  void setLearntSeconds(QHash<QString, StageSeconds> learnt) { learnt_ = std::move(learnt); }

 Q_SIGNALS:
  void modelsFound();
  void failed(const v4e::Failure& failure);

 private:
  using Shared = ResultPtr;
  using Task = std::function<EditResult(EngineBackend&, const EditHooks&)>;
  [[nodiscard]] static Task merging(ResultPtr result, double strength, EditsPtr edits);
  EditHooks makeHooks(EditJob& job);
  /// On the worker's thread.
  Shared work(const Task& task, const EditHooks& hooks, const RunContext& run);
  void submit(EditJob& job, Task task, bool interrupts = true);
  void learn(const std::string& model, const StageSeconds& seconds);
  /// Behind each job that is not the queue's.
  void goBeforeLessons();
  EngineBackend& backend();

  static constexpr std::size_t kMostChecks = 4096;  // more files are not dropped at once

  BackendMaker make_backend_;
  std::unique_ptr<EngineBackend> backend_;  // made and destroyed on the thread only, and mostly used there
  std::atomic<EngineBackend*> made_ = nullptr;  ///< the same, once there is one
  std::string usable_model_;                    // used there only: the first that is complete
  QList<ModelInfo> models_;
  QHash<QString, StageSeconds> learnt_;
  QColorSpace screen_;
  std::shared_ptr<Relay> relay_;
  /// What the worker does; stopping it would cost more than waiting.
  std::atomic<bool> is_almost_done_ = false;
  std::atomic<int> lessons_ = 0;  ///< that wait or run
  Worker worker_;                 // its thread uses the others
  Worker checker_{kMostChecks};  // last: its thread uses the backend, too
};

}  // namespace v4e::ui
