// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_controller.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>
#include <utility>

#include "ui/engine/progress_estimator.h"

namespace v4e::ui {
namespace {

constexpr auto kProgressInterval = std::chrono::milliseconds(50);

using Items = std::vector<QueueItem>;

std::vector<std::int64_t> toIds(const QList<qint64>& ids) {
  return {ids.begin(), ids.end()};
}

/// How large the photos' files are, by item. Asks the disk, so not on the GUI's thread.
QHash<std::int64_t, double> megabytesOf(const Items& items) {
  QHash<std::int64_t, double> megabytes;
  for (const QueueItem& item : items) {
    std::error_code gone;
    const auto bytes = std::filesystem::file_size(item.request.photo, gone);
    if (!gone) megabytes.insert(item.id, static_cast<double>(bytes) / 1e6);
  }
  return megabytes;
}

/// What the queue has made, where it lies.
std::set<std::filesystem::path> resultsOf(QueueStore& store) {
  std::set<std::filesystem::path> results;
  for (const QueueItem& item : store.items())
    if (!item.result.empty()) results.insert(std::filesystem::absolute(item.result).lexically_normal());
  return results;
}

/// How far the item at work is, told not more often than the eye can follow.
class ItemProgress {
 public:
  /// False: it is not time to tell it yet.
  bool take(std::int64_t id, const Progress& progress) {
    const auto now = std::chrono::steady_clock::now();
    // An item that gave way to the user begins again.
    if (id != id_ || progress.stage < estimator_.latest().stage) {
      estimator_ = ProgressEstimator(StageSeconds{});
      begun_ = now;
    }
    estimator_.update(progress, std::chrono::duration<double>(now - begun_).count());
    if (id == id_ && now - told_ < kProgressInterval) return false;
    id_ = id;
    told_ = now;
    return true;
  }
  [[nodiscard]] double fraction() const { return estimator_.fraction(); }

 private:
  std::int64_t id_ = 0;
  ProgressEstimator estimator_{StageSeconds{}};
  std::chrono::steady_clock::time_point begun_;
  std::chrono::steady_clock::time_point told_;
};

}  // namespace

struct QueueController::Parts {
  std::unique_ptr<QueueStore> store;
  std::unique_ptr<QueueRunner> runner;  ///< null: another program runs the queue
};

QueueController::QueueController(std::filesystem::path file, QueueEdit edit, QObject* parent)
    : QObject(parent), relay_(std::make_shared<Relay>(this)), parts_(std::make_shared<Parts>()) {
  commands_.setMaxThreadCount(1);
  search_.setMaxThreadCount(1);
  open(std::move(file), std::move(edit));
}

QueueController::~QueueController() {
  relay_->clear();
  stop_search_.request_stop();
  commands_.waitForDone();  // the last that may start a search
  search_.waitForDone();
  parts_->runner.reset();
  parts_->store.reset();
}

void QueueController::connectStore(Parts& parts) {
  QueueStore& store = *parts.store;
  store.set_listener([this, &store, relay = relay_](const QueueChange& change) {
    if (change.everything) {
      // Shared, because a call that is handed on gets copied, and thousands of rows are not.
      relay->post([this, items = std::make_shared<Items>(store.items()), pause = store.pause_state()] {
        model_.setItems(std::move(*items));
        takePause(pause);
      });
    } else {
      auto items = std::make_shared<Items>(store.items(change.changed));
      relay->post([this, megabytes = megabytesOf(*items), items, removed = change.removed] {
        model_.setMegabytes(megabytes);
        model_.updateItems(*items);
        if (!removed.empty()) model_.removeItems(removed);
      });
    }
  });
}

void QueueController::open(std::filesystem::path file, QueueEdit edit) {
  commands_.start([this, relay = relay_, parts = parts_, file = std::move(file), edit = std::move(edit)] {
    try {
      parts->store = std::make_unique<QueueStore>(file);
      QueueRecovery recovery;
      const bool ours = parts->store->claim();
      if (ours) {
        recovery = parts->store->recover();
        // Nothing left from last time: the queue starts when the user says so.
        if (!parts->store->pause_state().paused) parts->store->set_paused({true, {}});
      }
      connectStore(*parts);
      auto items = std::make_shared<Items>(parts->store->items());
      relay->post(
          [this, recovery, megabytes = megabytesOf(*items), items, pause = parts->store->pause_state()] {
            model_.setMegabytes(megabytes);
            model_.setItems(std::move(*items));
            is_read_ = true;
            takePause(pause);
            Q_EMIT opened(recovery);
          });
      if (!ours) {
        relay->post([this] { Q_EMIT refused(tr("The queue is run by another window of Video4Edit.")); });
        return;
      }
      QueueRunnerEvents events;
      events.on_progress = [this, relay, at_work = std::make_shared<ItemProgress>()](
                               std::int64_t id, const Progress& progress) {
        if (!at_work->take(id, progress)) return;
        relay->post([this, id, fraction = at_work->fraction()] { model_.setProgress(id, fraction); });
      };
      events.on_step = [this, relay](std::int64_t id, int step) {
        relay->post([this, id, step] { model_.beginStep(id, step); });
      };
      events.on_summary = [this, relay, store = parts->store.get()](const QueueSummary& summary) {
        if (!store->pause_state().paused) store->set_paused({true, {}});
        relay->post([this, summary] { Q_EMIT runFinished(summary); });
      };
      events.on_broken = [this, relay](const std::string& text) {
        relay->post([this, text = QString::fromStdString(text)] { Q_EMIT refused(text); });
      };
      parts->runner = std::make_unique<QueueRunner>(*parts->store, edit, events);
    } catch (const std::exception& error) {
      relay->post([this, text = QString::fromUtf8(error.what())] { Q_EMIT refused(text); });
    }
  });
}

void QueueController::post(std::function<void(Parts&)> work) {
  commands_.start([this, relay = relay_, parts = parts_, work = std::move(work)] {
    if (!parts->store) return;
    try {
      work(*parts);
    } catch (const std::exception& error) {
      relay->post([this, text = QString::fromUtf8(error.what())] { Q_EMIT refused(text); });
    }
  });
}

QString QueueController::pauseReason() const {
  return QString::fromStdString(pause_.reason);
}

void QueueController::takePause(const QueuePause& pause) {
  const bool changed = pause.paused != pause_.paused || pause.reason != pause_.reason;
  pause_ = pause;
  if (changed) Q_EMIT pauseChanged(pause.paused, pauseReason());
}

void QueueController::setDefaults(const QueueDefaults& defaults) {
  const QueueDefaults old = std::exchange(defaults_, defaults);
  Q_EMIT defaultsChanged();
  if (!rowsFollow(old, defaults) || !is_read_) return;
  post([old, defaults](Parts& parts) {
    parts.store->edit_waiting(
        [&](const QueueItem&, QueueRequest& request) { followDefaults(old, defaults, request); });
  });
}

void QueueController::addPaths(const QStringList& paths, const QueueDefaults& defaults) {
  std::vector<std::filesystem::path> files;
  for (const QString& path : paths) files.emplace_back(path.toStdString());
  // Behind the opening of the store, but not in the way of what the user does meanwhile.
  post([this, files, defaults, relay = relay_, stop = stop_search_.get_token()](Parts& parts) {
    search_.start([this, files, defaults, relay, stop, &parts] {
      int photos = 0;
      QList<SkippedFile> skipped;
      QList<qint64> added_ids;
      try {
        const auto results = resultsOf(*parts.store);
        find_photos(
            files,
            [&](const PhotoBatch& batch) {
              std::vector<QueueRequest> requests;
              for (const FoundPhoto& photo : batch.photos) {
                // Results that lie beside their photos are no photos to edit, unless one was asked for
                // itself.
                const bool of_folder = !photo.subfolder.empty();
                if (of_folder && results.contains(std::filesystem::absolute(photo.path).lexically_normal())) {
                  skipped.append({photo.path, tr("a result of this queue").toStdString()});
                  continue;
                }
                requests.push_back(requestOf(photo, defaults, ++photos));
              }
              for (const SkippedFile& file : batch.skipped) skipped.append(file);
              if (!requests.empty())
                for (const auto id : parts.store->add(requests)) added_ids.append(id);
              if (parts.runner) parts.runner->wake();
            },
            RunContext{stop, {}});
        relay->post([this, photos, skipped, added_ids] {
          if (!added_ids.isEmpty()) Q_EMIT added(added_ids);
          Q_EMIT pathsAdded(photos, skipped);
        });
      } catch (const Cancelled&) {
        // The program ends.
      } catch (const std::exception& error) {
        relay->post([this, text = QString::fromUtf8(error.what())] { Q_EMIT refused(text); });
      }
    });
  });
}

void QueueController::change(const QList<qint64>& ids, const ItemChange& change) {
  const std::set<std::int64_t> wanted(ids.begin(), ids.end());
  post([wanted, change, defaults = defaults_](Parts& parts) {
    const auto apply = [&](QueueRequest& request) {
      applyChange(change, defaults.settings, request);
      bringUpscaler(defaults, request);  // a look has no LoRAs
      nameOutput(request, defaults.output);
    };
    parts.store->edit_waiting([&](const QueueItem& item, QueueRequest& request) {
      if (wanted.contains(item.id)) apply(request);
    });
    for (QueueItem& item : parts.store->items(std::vector(wanted.begin(), wanted.end()))) {
      if (!is_over(item.state) || item.state == QueueState::Done) continue;
      apply(item.request);
      parts.store->edit(item.id, item.request);
      parts.store->retry(item.id);
    }
    if (parts.runner) parts.runner->wake();
  });
}

void QueueController::duplicate(const QList<qint64>& ids, qint64 before) {
  post([this, ids = toIds(ids), before, rule = defaults_.output, relay = relay_](Parts& parts) {
    std::vector<QueueRequest> copies;
    for (const QueueItem& item : parts.store->items(ids)) {
      copies.push_back(item.request);
      for (EditSettings& step : copies.back().before) ++step.seed;
      ++copies.back().settings.seed;
      nameOutput(copies.back(), rule);
    }
    const auto new_ids = parts.store->add(copies);
    if (before != 0) parts.store->move(new_ids, before);
    if (parts.runner) parts.runner->wake();
    relay->post(
        [this, added_ids = QList<qint64>(new_ids.begin(), new_ids.end())] { Q_EMIT added(added_ids); });
  });
}

void QueueController::move(const QList<qint64>& ids, qint64 before) {
  post([ids = toIds(ids), before](Parts& parts) { parts.store->move(ids, before); });
}

void QueueController::remove(const QList<qint64>& ids) {
  post([ids = toIds(ids)](Parts& parts) { parts.store->remove(ids); });
}

void QueueController::restore(const std::vector<QueueItem>& items) {
  post([items](Parts& parts) {
    parts.store->restore(items);
    if (parts.runner) parts.runner->wake();
  });
}

void QueueController::arrange(const QList<qint64>& order) {
  post([order = toIds(order)](Parts& parts) {
    const std::set<std::int64_t> named(order.begin(), order.end());
    std::set<std::int64_t> there;
    std::vector<std::int64_t> others;
    for (const QueueItem& item : parts.store->items()) {
      there.insert(item.id);
      if (!named.contains(item.id)) others.push_back(item.id);
    }
    std::vector<std::int64_t> all;
    std::copy_if(order.begin(), order.end(), std::back_inserter(all),
                 [&](std::int64_t id) { return there.contains(id); });
    all.insert(all.end(), others.begin(), others.end());
    parts.store->move(all, 0);
  });
}

void QueueController::skip(const QList<qint64>& ids) {
  post([ids = toIds(ids)](Parts& parts) {
    for (const auto id : ids) parts.runner ? parts.runner->skip(id) : parts.store->cancel(id);
  });
}

void QueueController::retry(const QList<qint64>& ids) {
  post([ids = toIds(ids)](Parts& parts) {
    std::string refusal;
    for (const auto id : ids) {
      try {
        parts.store->retry(id);
      } catch (const Error& error) {
        refusal = error.what();
      }
    }
    if (parts.runner) parts.runner->wake();
    if (!refusal.empty()) throw Error(ErrorCode::InvalidArgument, refusal);
  });
}

void QueueController::resume() {
  post([](Parts& parts) {
    if (parts.runner) parts.runner->resume();
  });
}

void QueueController::pauseAfterCurrent() {
  post([](Parts& parts) {
    if (parts.runner) parts.runner->pause_after_current();
  });
}

void QueueController::pauseNow() {
  post([](Parts& parts) {
    if (parts.runner) parts.runner->pause_now();
  });
}

}  // namespace v4e::ui
