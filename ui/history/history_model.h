// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QObject>
#include <QString>
#include <optional>
#include <set>
#include <vector>

#include "core/document/project/project_file.h"

namespace v4e::ui {

/// The photo itself, as a node of the history.
inline constexpr std::int64_t kPhotoNode = 0;

struct HistoryNode {
  Generation generation;  ///< id 0: the photo
  QImage thumbnail;
};

/// The tree of generations: photo, edits, edits of edits. Nodes are never thrown away: a removed one is only
/// not shown, so that undo can bring it back. Frames are not here; they are referred to by generation and
/// index.
class HistoryModel : public QObject {
  Q_OBJECT

 public:
  explicit HistoryModel(QObject* parent = nullptr) : QObject(parent) {}

  /// A new document: the photo and what its project file holds.
  void reset(const QImage& photo, const std::vector<Generation>& generations = {});
  /// No document.
  void clear();
  /// The node becomes the current one. Its parent must be there.
  void add(const Generation& generation, const QImage& thumbnail);
  void setThumbnail(std::int64_t id, const QImage& thumbnail);
  /// Hides or shows a node with all below it. If the current one is hidden, its nearest shown ancestor is
  /// next.
  void setRemoved(std::int64_t id, bool removed);
  void setEditFrame(std::int64_t id, int frame);
  /// The step was made again: it may have another number of frames.
  void setFrames(std::int64_t id, int count, int edit_frame);
  void setOn(std::int64_t id, bool on);
  /// The steps that wait to be made again, because what they were made from is another picture now.
  void setOutdated(const std::set<std::int64_t>& ids);
  [[nodiscard]] bool isOutdated(std::int64_t id) const { return outdated_.contains(id); }
  /// Empty: it is called after its instruction again.
  void setName(std::int64_t id, const QString& name);
  void setCurrent(std::int64_t id);

  [[nodiscard]] std::int64_t current() const { return current_; }
  /// Null for an unknown one.
  [[nodiscard]] const HistoryNode* node(std::int64_t id) const;
  /// The shown ones, parents before children.
  [[nodiscard]] std::vector<const HistoryNode*> shown() const;
  /// The shown ones as they stand in a row: each followed by all that was made from it.
  [[nodiscard]] std::vector<const HistoryNode*> inARow() const;
  /// Whether the current node is that one, or was made from it.
  [[nodiscard]] bool leadsToCurrent(std::int64_t id) const;
  /// What a step is called: its own name, or its instruction. Empty for the photo.
  [[nodiscard]] QString nameOf(std::int64_t id) const;
  /// Tells steps of one name apart: 1 for the first that was made, 2 for the next …
  [[nodiscard]] int numberOf(std::int64_t id) const;
  [[nodiscard]] std::int64_t parentOf(std::int64_t id) const;
  [[nodiscard]] bool isOn(std::int64_t id) const;
  /// Whose picture stands for a step: its own, or where it is off that of the nearest one before it that is
  /// on; the photo at last.
  [[nodiscard]] std::int64_t pictureOf(std::int64_t id) const;
  [[nodiscard]] std::vector<std::int64_t> childrenOf(std::int64_t id) const;
  /// Previous (-1) or next (+1) one in the row; the node itself at the end.
  [[nodiscard]] std::int64_t neighbourOf(std::int64_t id, int direction) const;

 Q_SIGNALS:
  void changed();
  void currentChanged(qint64 id);
  void switched(qint64 id);

 private:
  [[nodiscard]] HistoryNode* find(std::int64_t id);
  [[nodiscard]] bool isShown(const HistoryNode& node) const;
  std::vector<HistoryNode> nodes_;
  std::int64_t current_ = kPhotoNode;
  std::set<std::int64_t> outdated_;
};

}  // namespace v4e::ui
