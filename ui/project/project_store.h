// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <memory>
#include <utility>

#include "core/jobs/worker.h"
#include "ui/engine/relay.h"
#include "ui/project/opened_project.h"
#include "ui/project/recovery.h"

namespace v4e::ui {

/// The GUI thread's way to the working project of what is open: all that touches its file goes on in one
/// thread of its own, in order. The file is made when something is to be written first.
class ProjectStore : public QObject {
  Q_OBJECT

 public:
  /// `folder`: where working files are.
  explicit ProjectStore(WorkingFolder folder, QObject* parent = nullptr);
  /// Waits for what is being written. The file stays unless discard() was called.
  ~ProjectStore() override;

  [[nodiscard]] const WorkingFolder& folder() const { return folder_; }

  /// Something else is open: the former file is deleted, and what it still owes is not delivered any more.
  void replace(std::shared_ptr<WorkingProject> next);
  /// The program ends as it should: no file stays behind.
  void discard() { discards_ = true; }

  /// Brings the working file up to date. Where that cannot be written, another one is made from memory and
  /// what the former has takes its place. done(Outcome<std::monostate>) as with run().
  template <typename Done>
  void keep(ProjectState state, Done done) {
    runInSlot(
        [state = std::move(state)](Slot& slot, const RunContext& context) {
          slot.keep(state, context);
          return std::monostate{};
        },
        std::move(done));
  }
  /// Writes the user's file, from memory where the working file cannot be written. Never replaces a file by
  /// one that lacks edits.
  template <typename Done>
  void save(ProjectState state, std::filesystem::path target, Done done) {
    runInSlot(
        [state = std::move(state), target = std::move(target)](Slot& slot, const RunContext& context) {
          slot.save(state, target, context);
          return std::monostate{};
        },
        std::move(done));
  }

  /// work(WorkingProject&, const RunContext&) -> Value there; done(Outcome<Value>) here, as long as the same
  /// is open.
  template <typename Work, typename Done>
  void run(Work work, Done done) {
    runInSlot([work = std::move(work)](Slot& slot,
                                       const RunContext& context) { return work(slot.project(), context); },
              std::move(done));
  }

 private:
  /// One open photo or project. Its contents belong to the worker's thread.
  class Slot {
   public:
    Slot(WorkingFolder folder, std::shared_ptr<WorkingProject> project)
        : folder_(std::move(folder)), project_(std::move(project)) {}
    WorkingProject& project();
    void keep(const ProjectState& state, const RunContext& context);
    void save(const ProjectState& state, const std::filesystem::path& target, const RunContext& context);
    void discard();

   private:
    void startAfresh(const ProjectState& state, const RunContext& context);

    WorkingFolder folder_;
    std::shared_ptr<WorkingProject> project_;
  };

  template <typename Work, typename Done>
  void runInSlot(Work work, Done done) {
    using Value = std::invoke_result_t<Work, Slot&, const RunContext&>;
    worker_->submit(
        [slot = slot_, work = std::move(work)](const RunContext& context) { return work(*slot, context); },
        [this, slot = slot_, relay = relay_, done = std::move(done)](Outcome<Value> outcome) {
          auto shown = std::make_shared<Outcome<Value>>(std::move(outcome));
          relay->post([this, slot, shown, done] {
            if (slot == slot_) done(std::move(*shown));
          });
        });
  }

  WorkingFolder folder_;
  std::shared_ptr<Slot> slot_;
  bool discards_ = false;
  std::shared_ptr<Relay> relay_;
  std::unique_ptr<Worker> worker_;
};

}  // namespace v4e::ui
