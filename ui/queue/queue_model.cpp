// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_model.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QIODevice>
#include <QMimeData>
#include <QUrl>
#include <algorithm>
#include <cmath>
#include <set>

#include "ui/canvas/dropped_files.h"
#include "ui/queue/queue_look.h"

namespace v4e::ui {
namespace {

constexpr const char* kIdsMime = "application/x-video4edit-queue";

QString inWords(const char* text) {
  return QCoreApplication::translate("QueueModel", text);
}

/// What makes each step fast or slow besides its photo.
std::vector<std::string> kindsOf(const QueueItem& item) {
  std::vector<std::string> kinds;
  for (EditSettings& kind : steps_of(item.request)) {
    kind.instruction.clear();
    kind.caption.clear();
    kind.seed = 0;
    kind.strength = kind.amount = 1;
    kind.region = {};
    kinds.push_back(to_text(kind));
  }
  if (item.request.finish) kinds.push_back("finish " + kinds.back());
  return kinds;
}

int stepsOf(const QueueItem& item) {
  return static_cast<int>(item.request.before.size()) + 1 + (item.request.finish ? 1 : 0);
}

QString toText(const std::filesystem::path& path) {
  return QString::fromStdString(path.string());
}

QString toolTipOf(const QueueItem& item) {
  if (item.state == QueueState::Failed) return QString::fromStdString(item.error_text);
  const QString file = toText(item.result.empty() ? item.request.photo : item.result);
  const QString steps = stepLines(item.request);
  return steps.isEmpty() ? file : file + '\n' + steps;
}

}  // namespace

QString stateText(QueueState state) {
  switch (state) {
    case QueueState::Waiting:
      return inWords(QT_TRANSLATE_NOOP("QueueModel", "Waiting"));
    case QueueState::Preparing:
      return inWords(QT_TRANSLATE_NOOP("QueueModel", "Preparing"));
    case QueueState::Running:
      return inWords(QT_TRANSLATE_NOOP("QueueModel", "Editing"));
    case QueueState::Finishing:
      return inWords(QT_TRANSLATE_NOOP("QueueModel", "Saving"));
    case QueueState::Done:
      return inWords(QT_TRANSLATE_NOOP("QueueModel", "Done"));
    case QueueState::Failed:
      return inWords(QT_TRANSLATE_NOOP("QueueModel", "Failed"));
    case QueueState::Cancelled:
      return inWords(QT_TRANSLATE_NOOP("QueueModel", "Skipped"));
    case QueueState::Interrupted:
      return inWords(QT_TRANSLATE_NOOP("QueueModel", "Interrupted"));
  }
  return {};
}

bool canWriteInto(const QueueItem& item) {
  // What has several steps is changed in its dialog.
  return item.state == QueueState::Waiting && item.request.before.empty() && item.request.look.empty();
}

QueueModel::QueueModel(QObject* parent) : QAbstractListModel(parent) {
  // Views repaint the few rows that they show; looking for those of this photo would go through all.
  connect(&thumbnails_, &ThumbnailLoader::ready, this, [this] {
    if (!items_.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Qt::DecorationRole});
  });
}

void QueueModel::count(const QueueItem& item, int sign) {
  counts_.done += item.state == QueueState::Done ? sign : 0;
  counts_.failed += item.state == QueueState::Failed ? sign : 0;
  counts_.interrupted += item.state == QueueState::Interrupted ? sign : 0;
  counts_.left += is_over(item.state) ? 0 : sign;
  if (!is_over(item.state)) {
    for (const std::string& kind : kindsOf(item)) {
      Left& left = left_[kind];
      left.count += sign;
      left.megabytes += sign * megabytes_.value(item.id);
    }
  }
  counts_.at_work += is_active(item.state) ? sign : 0;
  const bool says_nothing =
      item.request.settings.instruction.empty() && item.request.settings.caption.empty();
  counts_.unclear += item.state == QueueState::Waiting && says_nothing ? sign : 0;
}

void QueueModel::noteTime(const QueueItem& item) {
  rest_time_.forget(item.id);
  if (item.state != QueueState::Done || item.finished_ms <= item.started_ms) return;
  rest_time_.note(item.id, kindsOf(item), megabytes_.value(item.id),
                  static_cast<double>(item.finished_ms - item.started_ms) / 1000, item.finished_ms);
}

void QueueModel::setMegabytes(const QHash<std::int64_t, double>& megabytes) {
  // What was counted with one size must be taken off with the same one.
  for (auto size = megabytes.begin(); size != megabytes.end(); ++size)
    if (!megabytes_.contains(size.key())) megabytes_.insert(size.key(), size.value());
}

void QueueModel::setItems(std::vector<QueueItem> items) {
  counts_ = {};
  left_.clear();
  rest_time_.clear();
  for (const QueueItem& item : items) {
    count(item, 1);
    noteTime(item);
  }
  const bool same_rows =
      items.size() == items_.size() && std::equal(items.begin(), items.end(), items_.begin(),
                                                  [](const auto& a, const auto& b) { return a.id == b.id; });
  if (same_rows) {
    items_ = std::move(items);
    if (!items_.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    Q_EMIT countsChanged();
    return;
  }
  Q_EMIT layoutAboutToBeChanged();
  const QModelIndexList old = persistentIndexList();
  std::vector<std::int64_t> old_ids;
  for (const QModelIndex& one : old) old_ids.push_back(items_[static_cast<std::size_t>(one.row())].id);
  items_ = std::move(items);
  rows_.clear();
  rows_.reserve(static_cast<qsizetype>(items_.size()));
  for (std::size_t row = 0; row < items_.size(); ++row) rows_.insert(items_[row].id, static_cast<int>(row));
  QModelIndexList moved;
  for (const auto id : old_ids) moved.append(rowOf(id) < 0 ? QModelIndex() : index(rowOf(id)));
  changePersistentIndexList(old, moved);
  Q_EMIT layoutChanged();
  Q_EMIT countsChanged();
}

void QueueModel::updateItems(const std::vector<QueueItem>& items) {
  std::vector<QueueItem> added;
  for (const QueueItem& item : items) {
    const int row = rowOf(item.id);
    if (row < 0) {
      added.push_back(item);
      continue;
    }
    QueueItem& known = items_[static_cast<std::size_t>(row)];
    count(known, -1);
    known = item;
    count(known, 1);
    noteTime(known);
    Q_EMIT dataChanged(index(row), index(row));
  }
  if (!added.empty()) {
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(added.size()) - 1);
    for (QueueItem& item : added) {
      count(item, 1);
      noteTime(item);
      rows_.insert(item.id, static_cast<int>(items_.size()));
      items_.push_back(std::move(item));
    }
    endInsertRows();
  }
  Q_EMIT countsChanged();
}

void QueueModel::removeItems(const std::vector<std::int64_t>& ids) {
  const std::set<std::int64_t> gone(ids.begin(), ids.end());
  std::vector<QueueItem> kept;
  kept.reserve(items_.size());
  for (const QueueItem& item : items_) {
    if (!gone.contains(item.id)) kept.push_back(item);
  }
  setItems(std::move(kept));
}

void QueueModel::beginStep(std::int64_t id, int step) {
  progress_id_ = id;
  step_ = step;
  setProgress(id, 0);
}

void QueueModel::setProgress(std::int64_t id, double fraction) {
  if (id != progress_id_) step_ = 1;
  progress_id_ = id;
  const QueueItem* at_work = itemById(id);
  const int steps = at_work ? stepsOf(*at_work) : 1;
  progress_ = (std::min(step_, steps) - 1 + fraction) / steps;
  const int row = rowOf(id);
  if (row >= 0) Q_EMIT dataChanged(index(row), index(row), {ProgressRole, StateTextRole});
  Q_EMIT countsChanged();
}

const QueueItem* QueueModel::item(const QModelIndex& index) const {
  return index.isValid() && index.row() < rowCount() ? &items_[static_cast<std::size_t>(index.row())]
                                                     : nullptr;
}

const QueueItem* QueueModel::itemById(std::int64_t id) const {
  const int row = rowOf(id);
  return row < 0 ? nullptr : &items_[static_cast<std::size_t>(row)];
}

int QueueModel::rowOf(std::int64_t id) const {
  return rows_.value(id, -1);
}

std::optional<double> QueueModel::secondsLeft() const {
  double seconds = 0;
  for (const auto& [kind, left] : left_) {
    if (left.count == 0) continue;
    const auto all = rest_time_.seconds(kind, left.count, left.megabytes);
    if (!all) return std::nullopt;
    seconds += *all;
  }
  const QueueItem* at_work = itemById(progress_id_);
  if (at_work && is_active(at_work->state)) {
    double all = 0;
    for (const std::string& kind : kindsOf(*at_work))
      all += rest_time_.seconds(kind, 1, megabytes_.value(at_work->id)).value_or(0);
    seconds -= progress_ * all;
  }
  return std::max(0.0, seconds);
}

QString QueueModel::stateOf(const QueueItem& item) const {
  const bool told = item.state == QueueState::Running && item.id == progress_id_ && progress_ > 0;
  if (!told) return stateText(item.state);
  const QString share = QString::number(std::lround(100 * progress_)) + QChar(0x2009) + '%';
  const int steps = stepsOf(item);
  if (steps == 1) return stateText(item.state) + ' ' + share;
  return inWords(QT_TRANSLATE_NOOP("QueueModel", "Step %1 of %2")).arg(step_).arg(steps) + QStringLiteral(" · ") +
         share;
}

int QueueModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(items_.size());
}

QString QueueModel::spokenText(const QueueItem& item) const {
  const QString name = toText(item.request.photo.filename());
  const QString detail =
      item.state == QueueState::Failed ? QString::fromStdString(item.error_text) : orderText(item.request);
  return name + ", " + stateText(item.state) + (detail.isEmpty() ? QString() : ", " + detail);
}

QVariant QueueModel::data(const QModelIndex& index, int role) const {
  const QueueItem* one = item(index);
  if (!one) return {};
  switch (role) {
    case Qt::DisplayRole:
      return toText(one->request.photo.filename());
    case Qt::EditRole:
      return QString::fromStdString(one->request.settings.instruction);
    case StateTextRole:
      return stateOf(*one);
    case Qt::DecorationRole:
      return thumbnails_.thumbnail(toText(one->request.photo));
    case Qt::ToolTipRole:
      return toolTipOf(*one);
    case Qt::AccessibleTextRole:
      return spokenText(*one);
    case ItemIdRole:
      return QVariant::fromValue<qint64>(one->id);
    case StateRole:
      return static_cast<int>(one->state);
    case ProgressRole:
      return one->id == progress_id_ && is_active(one->state) ? progress_ : 0.0;
    case DetailRole:
      if (one->state == QueueState::Failed) return QString::fromStdString(one->error_text);
      return one->request.settings.instruction.empty()
                 ? inWords(QT_TRANSLATE_NOOP("QueueModel", "No instruction yet: double-click to write one"))
                 : orderText(one->request);
    default:
      return {};
  }
}

bool QueueModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  const QueueItem* one = item(index);
  if (!one || role != Qt::EditRole || !canWriteInto(*one)) return false;
  Q_EMIT instructionEdited(one->id, value.toString().trimmed());
  return true;
}

Qt::ItemFlags QueueModel::flags(const QModelIndex& index) const {
  const QueueItem* one = item(index);
  if (!one) return Qt::ItemIsDropEnabled;
  Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsDragEnabled;
  if (canWriteInto(*one)) flags |= Qt::ItemIsEditable;
  return flags;
}

QStringList QueueModel::mimeTypes() const {
  return {kIdsMime, "text/uri-list"};
}

QMimeData* QueueModel::mimeData(const QModelIndexList& indexes) const {
  auto* mime = new QMimeData;
  QByteArray ids;
  QList<QUrl> urls;
  QModelIndexList ordered = indexes;
  std::sort(ordered.begin(), ordered.end());
  for (const QModelIndex& index : ordered) {
    const QueueItem* one = item(index);
    if (!one) continue;
    ids += QByteArray::number(static_cast<qlonglong>(one->id)) + ' ';
    urls.append(QUrl::fromLocalFile(toText(one->result.empty() ? one->request.photo : one->result)));
  }
  mime->setData(kIdsMime, ids);
  mime->setUrls(urls);
  return mime;
}

bool QueueModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int,
                              const QModelIndex& parent) {
  if (action == Qt::IgnoreAction) return true;
  if (data->hasFormat(kIdsMime)) {
    QList<qint64> ids;
    for (const QByteArray& id : data->data(kIdsMime).simplified().split(' ')) ids.append(id.toLongLong());
    const int target = row >= 0 ? row : parent.isValid() ? parent.row() : rowCount();
    const QueueItem* before = target < rowCount() ? &items_[static_cast<std::size_t>(target)] : nullptr;
    Q_EMIT moveAsked(ids, before ? before->id : 0);
    return false;  // the view must not delete the rows: they come back moved
  }
  const QStringList paths = contentOf(*data).paths;
  if (!paths.isEmpty()) Q_EMIT pathsDropped(paths);
  return false;
}

}  // namespace v4e::ui
