// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/history_model.h"

#include <algorithm>

namespace v4e::ui {

void HistoryModel::reset(const QImage& photo, const std::vector<Generation>& generations) {
  nodes_.clear();
  HistoryNode root;
  root.thumbnail = photo;
  nodes_.push_back(root);
  for (const Generation& generation : generations) {
    HistoryNode one;
    one.generation = generation;
    nodes_.push_back(one);
  }
  current_ = kPhotoNode;
  for (const HistoryNode* one : shown()) current_ = std::max(current_, one->generation.id);
  rearrange();
  Q_EMIT currentChanged(current_);
}

void HistoryModel::add(const Generation& generation, const QImage& thumbnail) {
  if (HistoryNode* known = find(generation.id)) {
    known->generation = generation;
  } else {
    if (!find(generation.parent.value_or(kPhotoNode))) return;
    HistoryNode one;
    one.generation = generation;
    one.thumbnail = thumbnail;
    nodes_.push_back(one);
  }
  rearrange();
  setCurrent(generation.id);
}

void HistoryModel::setThumbnail(std::int64_t id, const QImage& thumbnail) {
  HistoryNode* one = find(id);
  if (!one) return;
  one->thumbnail = thumbnail;
  Q_EMIT changed();
}

void HistoryModel::setRemoved(std::int64_t id, bool removed) {
  HistoryNode* one = find(id);
  if (!one || id == kPhotoNode || one->generation.removed == removed) return;
  one->generation.removed = removed;
  std::int64_t next = current_;
  while (!isShown(*node(next))) next = parentOf(next);
  rearrange();
  setCurrent(next);
}

void HistoryModel::setEditFrame(std::int64_t id, int frame) {
  HistoryNode* one = find(id);
  if (!one || frame < 0 || frame >= one->generation.frame_count) return;
  one->generation.edit_frame = frame;
  Q_EMIT changed();
}

void HistoryModel::setCurrent(std::int64_t id) {
  const HistoryNode* one = node(id);
  if (!one || !isShown(*one) || id == current_) return;
  current_ = id;
  Q_EMIT changed();
  Q_EMIT currentChanged(id);
}

HistoryNode* HistoryModel::find(std::int64_t id) {
  const auto found = std::find_if(nodes_.begin(), nodes_.end(),
                                  [id](const HistoryNode& one) { return one.generation.id == id; });
  return found == nodes_.end() ? nullptr : &*found;
}

const HistoryNode* HistoryModel::node(std::int64_t id) const {
  return const_cast<HistoryModel*>(this)->find(id);  // find() changes nothing
}

bool HistoryModel::isShown(const HistoryNode& one) const {
  const HistoryNode* at = &one;
  while (at && at->generation.id != kPhotoNode) {
    if (at->generation.removed) return false;
    at = node(parentOf(at->generation.id));
  }
  return at != nullptr;
}

std::vector<const HistoryNode*> HistoryModel::shown() const {
  std::vector<const HistoryNode*> all;
  for (const HistoryNode& one : nodes_) {
    if (isShown(one)) all.push_back(&one);
  }
  return all;
}

std::int64_t HistoryModel::parentOf(std::int64_t id) const {
  const HistoryNode* one = node(id);
  return one ? one->generation.parent.value_or(kPhotoNode) : kPhotoNode;
}

std::vector<std::int64_t> HistoryModel::childrenOf(std::int64_t id) const {
  std::vector<std::int64_t> children;
  for (const HistoryNode& one : nodes_) {
    if (one.generation.id != kPhotoNode && isShown(one) && parentOf(one.generation.id) == id) {
      children.push_back(one.generation.id);
    }
  }
  return children;
}

std::int64_t HistoryModel::siblingOf(std::int64_t id, int direction) const {
  if (id == kPhotoNode) return id;
  const auto all = childrenOf(parentOf(id));
  const auto at = std::find(all.begin(), all.end(), id) - all.begin();
  const auto wanted =
      std::clamp<std::ptrdiff_t>(at + direction, 0, static_cast<std::ptrdiff_t>(all.size()) - 1);
  return all[static_cast<std::size_t>(wanted)];
}

/// The first child stands below its parent, the others to the right. Returns the first free column.
int HistoryModel::arrange(HistoryNode& one, int column, int row) {
  one.column = column;
  one.row = row;
  extent_ = extent_.expandedTo({column + 1, row + 1});
  int free = column;
  for (const auto child : childrenOf(one.generation.id)) free = arrange(*find(child), free, row + 1);
  return std::max(free, column + 1);
}

void HistoryModel::rearrange() {
  extent_ = {0, 0};
  if (!nodes_.empty()) arrange(nodes_.front(), 0, 0);
  Q_EMIT changed();
}

}  // namespace v4e::ui
