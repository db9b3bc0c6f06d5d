// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>

#include "core/edit/look.h"
#include "ui/document/edit_session.h"
#include "ui/history/history_model.h"
#include "ui/project/chain_updater.h"
#include "ui/project/step_results.h"
#include "ui/project/working_project.h"

namespace v4e::ui {

/// Keeps each generation of the open photo as a node of the history. Going to a node shows its edit and
/// frames again and brings its settings back; what is made of it then becomes its child. In place of a step
/// that is off, the nearest one before it that is on is shown, with its frames, strength and masks.
class EditHistory : public QObject {
  Q_OBJECT

 public:
  /// Both must outlive it.
  EditHistory(PhotoDocument& document, EditSession& session, QObject* parent = nullptr);

  [[nodiscard]] HistoryModel& model() { return model_; }

  // Steps that can be undone. They do nothing while an edit is made; an update of steps gives way to them.
  void goTo(std::int64_t id);
  void remove(std::int64_t id);
  void rename(std::int64_t id, const QString& name);
  /// A copy of the step beside it, to be treated in another way.
  void duplicate(std::int64_t id);
  /// What was made from it is made again, as if the step were not there.
  void setOn(std::int64_t id, bool on);
  [[nodiscard]] bool isBusy() const { return session_.isEditing() && !session_.isUpdating(); }
  /// The document shows that step: it is the current one, and its result is there.
  [[nodiscard]] bool isShown(std::int64_t id) const {
    return id == model_.current() && awaited_ == kPhotoNode;
  }

  /// The steps that lead to a node, with it, those that are off too; the seeds are not said to be kept.
  [[nodiscard]] Look lookOf(std::int64_t id) const;

  using ResultPtr = StepResults::ResultPtr;
  /// The step that a result is or was of (null: 0, the photo); -1: of none.
  [[nodiscard]] std::int64_t stepOf(const ResultPtr& result) const { return nodeOf(result); }
  [[nodiscard]] ChainUpdater& updater() { return updater_; }
  /// The step that the next edit is made of; kPhotoNode: the photo.
  [[nodiscard]] std::int64_t nextSource() const;
  /// The edit that comes next was made of that step, whatever is shown by now.
  void setNextSource(std::int64_t id) { source_node_ = id; }
  /// All nodes, removed ones too, with the results that are in memory.
  [[nodiscard]] std::vector<ProjectNode> nodes() const;
  /// The history of a project for the photo that has just been opened. Results are asked for when they are
  /// to be shown. `sources`: see sourcesOf().
  void restore(const std::vector<Generation>& generations, std::int64_t current,
               const std::map<std::int64_t, std::int64_t>& sources);
  /// The answer to resultWanted() and sourceWanted(); null: there is none, what was shown before stays
  /// current.
  void provide(std::int64_t id, const ResultPtr& result);

 Q_SIGNALS:
  void resultWanted(qint64 id);
  /// The same of a result whose settings will not be shown.
  void sourceWanted(qint64 id);
  /// Nodes, their results or the current one.
  void changed();
  /// A new step is a copy, which is not shown yet.
  void stepCopied(qint64 from, qint64 step);
  /// A step that may not be shown has another result.
  void stepRemade(qint64 step, const std::shared_ptr<const v4e::ui::EditResult>& result);
  /// A node is shown that was made with these settings.
  void orderShown(const v4e::EditSettings& order);
  /// The same by undo or redo, in place of a step with that instruction; empty: of the photo.
  void orderUndone(const v4e::EditSettings& order, const QString& left);

 private:
  [[nodiscard]] std::vector<EditSettings> stepsBefore(const ResultPtr& result) const;
  [[nodiscard]] EditSettings settingsOf(std::int64_t id) const;
  void startDocument();
  void showSmall();
  void addGeneration(const ResultPtr& result);
  void followDocument();
  void takeVersion(std::int64_t id, const ResultPtr& result);
  [[nodiscard]] std::int64_t currentFor(std::int64_t shown) const;
  void showCurrent(bool withOrder);
  void showRemade(std::int64_t id);
  void addCopy(std::int64_t id);
  [[nodiscard]] std::int64_t nodeOf(const ResultPtr& result) const;
  [[nodiscard]] std::int64_t sourceNode(BuildsOn base) const;

  PhotoDocument& document_;
  EditSession& session_;
  HistoryModel model_;
  StepResults results_;
  ChainUpdater updater_;
  std::int64_t awaited_ = kPhotoNode;      ///< the node that is to be shown, while its result is on its way
  bool awaits_order_ = false;              ///< its settings are to be shown, too
  std::int64_t source_node_ = kPhotoNode;  ///< what the next edit is made of
  std::int64_t last_id_ = kPhotoNode;
  std::int64_t wanted_copy_ = kPhotoNode;  ///< is duplicated as soon as its result is there
  bool following_ = false;                 ///< the model follows the document
  bool showing_ = false;                   ///< the document follows the model
};

}  // namespace v4e::ui
