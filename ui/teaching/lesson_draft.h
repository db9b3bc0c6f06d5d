// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QList>
#include <QObject>
#include <QStringList>
#include <memory>

#include "core/dataset/pair_finder.h"
#include "core/dataset/prepared_pair.h"
#include "ui/engine/background_runner.h"

namespace v4e::ui {

/// The pairs that a lesson is made of while they are gathered: files and folders are paired by their names,
/// and each pair is opened, in the background.
class LessonDraft : public QObject {
  Q_OBJECT

 public:
  static constexpr int kThumbnailSide = 160;

  struct Row {
    enum class State { Opening, Good, Bad };
    FilePair pair;
    State state = State::Opening;
    QImage before;
    QImage after;
    PairFault fault = PairFault::None;
    QString detail;  ///< in core's words
  };

  explicit LessonDraft(QObject* parent = nullptr);

  /// Files without a partner wait for one that comes later.
  void add(const QStringList& paths);
  void swap(int row);
  void remove(const QList<int>& rows);
  void clear();

  [[nodiscard]] const QList<Row>& rows() const { return rows_; }
  /// Files that belong to no pair.
  [[nodiscard]] const QList<LooseFile>& loose() const { return loose_; }
  /// Those that can be used.
  [[nodiscard]] std::vector<FilePair> goodPairs() const;
  /// Whether something is still looked at.
  [[nodiscard]] bool isBusy() const { return finding_ > 0 || opening_; }

 Q_SIGNALS:
  void rowsChanged();        ///< others than before
  void rowChanged(int row);  ///< one of them was opened
  void looseChanged();

 private:
  void take(const FoundPairs& found);
  void openNext();
  void takeLook(const FilePair& pair, const PairLook& look);
  [[nodiscard]] bool has(const FilePair& pair) const;

  QList<Row> rows_;
  QList<LooseFile> loose_;
  int finding_ = 0;
  bool opening_ = false;
  std::shared_ptr<PictureStore> store_ = std::make_shared<PictureStore>();
  BackgroundRunner runner_;
};

}  // namespace v4e::ui
