// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QImage>
#include <QList>
#include <QObject>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ui/document/photo_document.h"
#include "ui/engine/edit_engine.h"
#include "ui/engine/memory_plan.h"
#include "ui/widgets/message_bar.h"

namespace v4e::ui {

/// What the next edit is made of.
enum class BuildsOn {
  Edit,  ///< the edit that is shown then; the photo where there is none
  Photo,
};

/// The way from an order to an edit of the open photo: asks whether there is memory enough, runs the
/// variations one after another, gives the document what comes of them. Merges at other strengths, too.
class EditSession : public QObject {
  Q_OBJECT

 public:
  /// All must outlive it.
  EditSession(EditEngine& engine, PhotoDocument& document, MessageBar& messages, QObject* parent = nullptr);
  ~EditSession() override;

  /// `variations` edits with seeds in a row; of the picture that buildsOn() says. False where nothing
  /// begins: an edit runs, or the user is asked about the memory first.
  bool start(const EditSettings& order, int variations);
  /// The same for edits in turn at their own strengths, each of the one before, the first of what buildsOn()
  /// says; what fails or is stopped ends them all.
  void startSteps(const std::vector<EditSettings>& steps);
  /// What runs, or ran last, was begun by startSteps().
  [[nodiscard]] bool isInSteps() const { return steps_ > 0; }
  [[nodiscard]] bool isEditing() const { return job_ != nullptr; }
  /// An edit is made, which becomes a step of its own.
  [[nodiscard]] bool isGenerating() const { return job_ && run_ == Run::Edit; }
  void stop(bool keep);
  /// For the program's end: stops, and delivers nothing any more.
  void drop();

  /// Makes steps of a chain again, while the picture before stays; told by stepMade(), in their order.
  /// Nothing else may run.
  void update(std::vector<ChainStep> steps);
  [[nodiscard]] bool isUpdating() const { return job_ && run_ == Run::Update; }
  /// It is not wanted any more: ends at once, without a word.
  void dropUpdate();

  /// What is looked at counts from now on: a step that can be undone, where it is another strength.
  void keepLook();
  /// The present generation at another strength, 0..1, as a step that can be undone.
  void keepStrength(double strength);
  /// What the next edit is of.
  struct Selection {
    Image mask;                               ///< of the picture that is edited; empty: all of it
    std::shared_ptr<const MergeEdits> edits;  ///< what the edit is merged with at first
  };
  /// Who knows it. It counts where the order itself names no region.
  void setSelection(std::function<Selection()> selection) { selection_ = std::move(selection); }
  [[nodiscard]] Selection selection() const { return selection_ ? selection_() : Selection(); }
  /// Who knows what is sketched for the next edit, at the size of nextSource(). It counts for what is typed,
  /// not for steps of a look.
  void setSketch(std::function<Sketch()> sketch) { sketch_ = std::move(sketch); }
  /// Counts from the next start() on. A photo that is opened begins with BuildsOn::Edit.
  void setBuildsOn(BuildsOn base);
  [[nodiscard]] BuildsOn buildsOn() const { return builds_on_; }
  /// What an edit is made of, for those who have it made themselves.
  struct Source {
    EditRequest request;                 ///< with the photo and what is selected
    std::shared_ptr<const Photo> base;   ///< what its result is compared with
    Placement place = {};                ///< and where its pixels lie on the photo as it was opened
  };
  /// Calls with what the next edit with that order would be made of: at once, or when what is shown is ready.
  /// A photo has to be open.
  void withSource(const EditSettings& order, const std::function<void(const Source&)>& call);
  /// An edit that was made of such a source becomes the present one, as if start() had made it. Nothing may
  /// run.
  void take(const Source& source, const std::shared_ptr<const EditResult>& made);
  /// What the next edit would be made of; null where nothing is open.
  [[nodiscard]] std::shared_ptr<const Photo> nextSource() const;

 Q_SIGNALS:
  /// A generation begins; merges at another strength are not told.
  void began();
  void progressed(const v4e::ui::JobProgress& progress);
  void previewed(const QList<QImage>& frames, int step);
  void stopping(bool keep);
  /// What ran is over, whatever came of it.
  void ended();
  /// A generation is done, and will be applied to the document; editFinished() follows.
  void editMade(const std::shared_ptr<const v4e::ui::EditResult>& result);
  /// A generation is done; it has been applied to the document.
  void editFinished(const std::shared_ptr<const v4e::ui::EditResult>& result);
  void stepMade(const std::shared_ptr<const v4e::ui::EditResult>& result);
  /// By the user, or by a failure; updateWanted() may follow.
  void updateStopped();
  void updateWanted();
  void editingChanged(bool editing);
  void buildsOnChanged(v4e::ui::BuildsOn base);
  /// What begins now is made of the edit that is shown, or of the photo.
  void sourceChosen(v4e::ui::BuildsOn base);
  // Ways out that the user chose where memory was short. editWanted() follows the first two.
  void framesWanted(int frames);
  void modelWanted(const QString& id);
  void editWanted();
  void modelsWanted();

 private:
  /// What an edit takes memory by.
  struct MemoryNeed {
    std::string model;
    int frames = 1;
    std::int64_t area_px = 0;  ///< 0: the model's own
  };
  [[nodiscard]] static MemoryNeed needOf(const EditSettings& order);
  /// It ran before, or the user wants to try it.
  [[nodiscard]] bool isTried(const MemoryNeed& need) const;
  [[nodiscard]] std::vector<MemoryCandidate> candidates(const EditSettings& order) const;
  [[nodiscard]] bool warnsOfMemory(const EditSettings& order);
  std::optional<MemoryPlan> tellShortMemory(const EditSettings& order);
  void beginSteps(const std::vector<EditSettings>& steps);
  [[nodiscard]] bool waitsForPicture(const std::function<void()>& again);
  [[nodiscard]] Source sourceOf(const EditSettings& order) const;
  [[nodiscard]] bool addSketch(EditSettings& order);
  [[nodiscard]] EditRequest requestOf(const EditSettings& order);
  void startNext();
  void startNextStep();
  void startStep();
  void clearWaiting();
  void offerWays(const EditSettings& order, const std::vector<MemoryWay>& ways);
  void offerLessMemory(const EditSettings& order);
  void startNextVariation();
  enum class Run { Edit, Strength, Update };
  void tellProgress(JobProgress progress);
  void runJob(std::unique_ptr<EditJob> job, Run run);
  void finishJob(const EditOutcome& outcome);
  void finishUpdate(const EditOutcome& outcome);
  void finishEdit(const EditOutcome& outcome);
  void sayStopped();
  void takeResult(const std::shared_ptr<const EditResult>& result);
  void applyStrength(const std::shared_ptr<const EditResult>& result);

  EditEngine& engine_;
  PhotoDocument& document_;
  MessageBar& messages_;
  std::unique_ptr<EditJob> job_;
  Run run_ = Run::Edit;  ///< what it is
  BuildsOn builds_on_ = BuildsOn::Edit;
  std::function<Selection()> selection_;
  std::function<Sketch()> sketch_;
  bool of_open_photo_ = true;          ///< what runs is; another photo may have been opened meanwhile
  std::shared_ptr<const Photo> base_;  ///< what its result is compared with
  Placement place_;
  EditSettings order_;  ///< of the generation that runs, or ran last
  std::deque<EditRequest> waiting_variations_;
  std::deque<EditSettings> waiting_steps_;
  int steps_ = 0;                        ///< of the run; 0: it is of variations
  int variations_ = 1;                   ///< of the run
  int variation_ = 0;                    ///< that runs, or ran last
  int kept_ = 0;                         ///< variations or steps that are done
  QElapsedTimer steps_clock_;            ///< since the first of the steps began
  MemoryNeed fitting_;                   ///< of what ran, or of what the user wants to try
};

}  // namespace v4e::ui
