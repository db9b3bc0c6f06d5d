// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QImage>
#include <QObject>
#include <memory>
#include <optional>
#include <vector>

#include "core/edit/comparison.h"
#include "ui/engine/background_runner.h"
#include "ui/engine/edit_engine.h"

namespace v4e::ui {

/// Makes the variants of one edit one after another, and measures what each changed where none of them is.
class ComparisonRun : public QObject {
  Q_OBJECT

 public:
  enum class State { Waiting, Running, Done, Failed, Stopped };
  struct Entry {
    EditSettings settings;
    State state = State::Waiting;
    JobProgress progress = {};                     ///< while it runs
    std::shared_ptr<const EditResult> result = {};  ///< when it is done
    Failure failure = {};                          ///< when it failed
    double seconds = 0;                            ///< that it took, without loading the model
    std::optional<double> outside = {};            ///< when all have ended: see OutsideChanges
  };

  /// `engine` must outlive it.
  explicit ComparisonRun(EditEngine& engine, QObject* parent = nullptr);
  ~ComparisonRun() override;

  /// What ran before is stopped. Variants that the last run made of the same photo are there at once. Throws
  /// what check_variants() throws.
  void start(const EditRequest& request, const std::vector<EditVariant>& variants);
  /// What is done stays.
  void stop();
  /// Nothing is left of it.
  void clear();

  [[nodiscard]] bool isRunning() const { return job_ != nullptr; }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  /// The photo that the variants are of; null: none.
  [[nodiscard]] std::shared_ptr<const Photo> photo() const { return request_.photo; }
  /// Whether a part of the photo was left alone by all, so that something could be measured there; nothing: not
  /// known yet.
  [[nodiscard]] std::optional<bool> hasOutside() const { return has_outside_; }

 Q_SIGNALS:
  /// There are other variants than before.
  void started();
  void changed(int place);
  /// How the last frame of what is being made looks by now, small and in the screen's colours.
  void previewed(int place, const QImage& frame);
  /// All have ended; what was measured follows by changed().
  void ended();

 private:
  /// Null where the last run did not make it.
  [[nodiscard]] const Entry* madeBefore(const EditRequest& request, const EditSettings& settings) const;
  void countTime();
  void takeProgress(const JobProgress& progress);
  void startNext();
  void finish(std::size_t place, const EditOutcome& outcome);
  void end();
  void measure();

  EditEngine& engine_;
  EditRequest request_;
  std::vector<Entry> entries_;
  std::vector<std::size_t> waiting_;
  std::optional<bool> has_outside_;
  std::unique_ptr<EditJob> job_;
  std::size_t running_ = 0;
  QElapsedTimer stage_clock_;  ///< since what runs told its progress last
  BackgroundRunner runner_;
};

}  // namespace v4e::ui
