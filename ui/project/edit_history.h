// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>

#include "ui/document/edit_session.h"
#include "ui/history/history_model.h"
#include "ui/project/working_project.h"

namespace v4e::ui {

/// A picture as small as the history shows it.
[[nodiscard]] QImage historyThumbnail(const QImage& picture);

/// Keeps each generation of the open photo as a node of the history. Going to a node shows its edit and
/// frames again and brings its settings back; what is made of it then becomes its child.
class EditHistory : public QObject {
  Q_OBJECT

 public:
  /// Both must outlive it.
  EditHistory(PhotoDocument& document, EditSession& session, QObject* parent = nullptr);

  [[nodiscard]] HistoryModel& model() { return model_; }

  /// A step that can be undone. Does nothing while an edit is made.
  void goTo(std::int64_t id);
  void remove(std::int64_t id);
  void rename(std::int64_t id, const QString& name);
  /// A copy of the step beside it, to be treated in another way.
  void duplicate(std::int64_t id);
  /// The document shows that step: it is the current one, and its result is there.
  [[nodiscard]] bool isShown(std::int64_t id) const {
    return id == model_.current() && awaited_ == kPhotoNode;
  }

  using ResultPtr = std::shared_ptr<const EditResult>;
  /// All nodes, removed ones too, with the results that are in memory.
  [[nodiscard]] std::vector<ProjectNode> nodes() const;
  /// The history of a project for the photo that has just been opened. Results are asked for when they are
  /// to be shown.
  void restore(const std::vector<Generation>& generations, std::int64_t current);
  /// The answer to resultWanted(); null: there is none, what was shown before stays current.
  void provide(std::int64_t id, const ResultPtr& result);

 Q_SIGNALS:
  void resultWanted(qint64 id);
  /// Nodes, their results or the current one.
  void changed();
  /// A node is shown that was made with these settings.
  void orderShown(const v4e::EditSettings& order);

 private:
  struct Entry {
    ResultPtr result;  ///< merged as it was last shown; null: still in the project
    int version = 0;
  };

  void startDocument();
  void addGeneration(const ResultPtr& result);
  void followDocument();
  void showCurrent();
  void addCopy(std::int64_t id);
  [[nodiscard]] std::int64_t nodeOf(const ResultPtr& result) const;

  PhotoDocument& document_;
  EditSession& session_;
  HistoryModel model_;
  std::map<std::int64_t, Entry> entries_;  ///< by node
  std::int64_t awaited_ = kPhotoNode;      ///< the current node, as long as its result is on its way
  std::int64_t source_node_ = kPhotoNode;  ///< what the next edit is made of
  std::int64_t last_id_ = kPhotoNode;
  std::int64_t wanted_copy_ = kPhotoNode;  ///< is duplicated as soon as its result is there
  bool following_ = false;                 ///< the model follows the document
  bool showing_ = false;                   ///< the document follows the model
};

}  // namespace v4e::ui
