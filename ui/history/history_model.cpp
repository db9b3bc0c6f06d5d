// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/history_model.h"

#include <algorithm>

namespace v4e::ui {

void HistoryModel::reset(const QImage& photo, const std::vector<Generation>& generations) {
  nodes_.clear();
  outdated_.clear();
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
  Q_EMIT changed();
  Q_EMIT currentChanged(current_);
}

void HistoryModel::clear() {
  nodes_.clear();
  outdated_.clear();
  current_ = kPhotoNode;
  Q_EMIT changed();
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
  Q_EMIT changed();
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
  Q_EMIT changed();
  setCurrent(next);
}

void HistoryModel::setEditFrame(std::int64_t id, int frame) {
  HistoryNode* one = find(id);
  if (!one || frame < 0 || frame >= one->generation.frame_count) return;
  one->generation.edit_frame = frame;
  Q_EMIT changed();
}

void HistoryModel::setFrames(std::int64_t id, int count, int edit_frame) {
  HistoryNode* one = find(id);
  if (!one) return;
  one->generation.frame_count = count;
  setEditFrame(id, edit_frame);
}

void HistoryModel::setOn(std::int64_t id, bool on) {
  HistoryNode* one = find(id);
  if (!one || id == kPhotoNode || one->generation.is_on == on) return;
  one->generation.is_on = on;
  Q_EMIT changed();
  Q_EMIT switched(id);
}

void HistoryModel::setOutdated(const std::set<std::int64_t>& ids) {
  if (ids == outdated_) return;
  outdated_ = ids;
  Q_EMIT changed();
}

void HistoryModel::setName(std::int64_t id, const QString& name) {
  HistoryNode* one = find(id);
  if (!one || id == kPhotoNode) return;
  one->generation.name = name.simplified().toStdString();
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

bool HistoryModel::isOn(std::int64_t id) const {
  const HistoryNode* one = node(id);
  return one && one->generation.is_on;
}

std::int64_t HistoryModel::pictureOf(std::int64_t id) const {
  while (id != kPhotoNode && !isOn(id)) id = parentOf(id);
  return id;
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

std::vector<const HistoryNode*> HistoryModel::inARow() const {
  std::vector<const HistoryNode*> row;
  std::vector<std::int64_t> next{kPhotoNode};
  while (!next.empty()) {
    const HistoryNode* one = node(next.back());
    next.pop_back();
    if (!one) continue;
    row.push_back(one);
    const auto children = childrenOf(one->generation.id);
    next.insert(next.end(), children.rbegin(), children.rend());
  }
  return row;
}

bool HistoryModel::leadsToCurrent(std::int64_t id) const {
  std::int64_t at = current_;
  while (at != id && at != kPhotoNode) at = parentOf(at);
  return at == id;
}

QString HistoryModel::nameOf(std::int64_t id) const {
  const HistoryNode* one = node(id);
  if (!one) return {};
  const Generation& made = one->generation;
  for (const std::string* text : {&made.name, &made.instruction, &made.caption}) {
    const QString name = QString::fromStdString(*text).simplified();
    if (!name.isEmpty()) return name;
  }
  return {};
}

int HistoryModel::numberOf(std::int64_t id) const {
  const QString name = nameOf(id);
  // Removed ones count: a number never changes.
  return 1 + static_cast<int>(std::count_if(nodes_.begin(), nodes_.end(), [&](const HistoryNode& one) {
           return one.generation.id != kPhotoNode && one.generation.id < id &&
                  nameOf(one.generation.id) == name;
         }));
}

std::int64_t HistoryModel::neighbourOf(std::int64_t id, int direction) const {
  const auto row = inARow();
  const auto found =
      std::find_if(row.begin(), row.end(), [id](const HistoryNode* one) { return one->generation.id == id; });
  if (found == row.end()) return id;
  const auto wanted = std::clamp<std::ptrdiff_t>(found - row.begin() + direction, 0, std::ssize(row) - 1);
  return row[static_cast<std::size_t>(wanted)]->generation.id;
}

}  // namespace v4e::ui
