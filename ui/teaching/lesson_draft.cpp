// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/teaching/lesson_draft.h"

#include <algorithm>
#include <utility>

#include "ui/engine/image_convert.h"

namespace v4e::ui {

LessonDraft::LessonDraft(QObject* parent) : QObject(parent) {}

void LessonDraft::add(const QStringList& paths) {
  std::vector<std::filesystem::path> dropped;
  // What waits for a partner is first: it came first.
  for (const LooseFile& file : std::as_const(loose_)) {
    if (file.why == LooseFile::Why::NoPartner) dropped.push_back(file.file);
  }
  for (const QString& path : paths) dropped.emplace_back(path.toStdString());
  ++finding_;
  runner_.run([dropped](const RunContext& context) { return find_pairs(dropped, context); },
              [this](const Outcome<FoundPairs>& outcome) {
                --finding_;
                if (const auto* found = std::get_if<FoundPairs>(&outcome)) take(*found);
              });
}

void LessonDraft::take(const FoundPairs& found) {
  for (const FilePair& pair : found.pairs) {
    if (!has(pair)) rows_.append({.pair = pair, .before = {}, .after = {}, .detail = {}});
  }
  const auto is_in_row = [this](const LooseFile& file) {
    return std::ranges::any_of(
        rows_, [&](const Row& row) { return row.pair.before == file.file || row.pair.after == file.file; });
  };
  QList<LooseFile> loose;
  for (const LooseFile& file : loose_) {
    if (file.why != LooseFile::Why::NoPartner) loose.append(file);
  }
  for (const LooseFile& file : found.loose) {
    if (!is_in_row(file) && !loose.contains(file)) loose.append(file);
  }
  loose_ = loose;
  Q_EMIT rowsChanged();
  Q_EMIT looseChanged();
  openNext();
}

bool LessonDraft::has(const FilePair& pair) const {
  return std::ranges::any_of(rows_, [&pair](const Row& row) {
    return row.pair == pair || row.pair == FilePair{pair.after, pair.before};
  });
}

void LessonDraft::openNext() {
  if (opening_) return;
  const auto next = std::ranges::find(rows_, Row::State::Opening, &Row::state);
  if (next == rows_.end()) return;
  opening_ = true;
  PairRecord record;
  record.source.file = next->pair.before;
  record.target.file = next->pair.after;
  runner_.run(
      [record, store = store_](const RunContext& context) {
        return look_at_pair(record, *store, kThumbnailSide, context);
      },
      [this, pair = next->pair](const Outcome<PairLook>& outcome) {
        opening_ = false;
        if (const auto* look = std::get_if<PairLook>(&outcome)) {
          takeLook(pair, *look);
        } else if (const auto* failure = std::get_if<Failure>(&outcome)) {
          PairLook bad;
          bad.fault = PairFault::Unreadable;
          bad.detail = failure->text;
          takeLook(pair, bad);
        }
        openNext();
      });
}

void LessonDraft::takeLook(const FilePair& pair, const PairLook& look) {
  const auto row = std::ranges::find(rows_, pair, &Row::pair);
  if (row == rows_.end()) return;  // removed or swapped meanwhile
  row->fault = look.fault;
  row->detail = QString::fromStdString(look.detail);
  row->state = look.fault == PairFault::None ? Row::State::Good : Row::State::Bad;
  if (!look.source.empty()) row->before = toQImage(look.source);
  if (!look.target.empty()) row->after = toQImage(look.target);
  Q_EMIT rowChanged(static_cast<int>(row - rows_.begin()));
}

void LessonDraft::swap(int row) {
  if (row < 0 || row >= rows_.size()) return;
  Row& swapped = rows_[row];
  std::swap(swapped.pair.before, swapped.pair.after);
  std::swap(swapped.before, swapped.after);
  // One that was being looked at is looked at again: what comes is of the other order.
  Q_EMIT rowChanged(row);
  openNext();
}

void LessonDraft::remove(const QList<int>& rows) {
  QList<int> falling = rows;
  std::ranges::sort(falling, std::greater());
  for (const int row : falling) {
    if (row >= 0 && row < rows_.size()) rows_.removeAt(row);
  }
  Q_EMIT rowsChanged();
}

void LessonDraft::clear() {
  runner_.cancelAll();
  finding_ = 0;
  opening_ = false;
  rows_.clear();
  loose_.clear();
  Q_EMIT rowsChanged();
  Q_EMIT looseChanged();
}

std::vector<FilePair> LessonDraft::goodPairs() const {
  std::vector<FilePair> pairs;
  for (const Row& row : rows_) {
    if (row.state == Row::State::Good) pairs.push_back(row.pair);
  }
  return pairs;
}

}  // namespace v4e::ui
