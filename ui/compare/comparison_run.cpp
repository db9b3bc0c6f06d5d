// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparison_run.h"

#include <algorithm>
#include <utility>

#include "core/base/log.h"
#include "core/edit/outside_change.h"

namespace v4e::ui {

ComparisonRun::ComparisonRun(EditEngine& engine, QObject* parent) : QObject(parent), engine_(engine) {}

ComparisonRun::~ComparisonRun() = default;

const ComparisonRun::Entry* ComparisonRun::madeBefore(const EditRequest& request,
                                                      const EditSettings& settings) const {
  if (request.photo != request_.photo || request.edits != request_.edits) return nullptr;
  const auto same = std::ranges::find_if(entries_, [&settings](const Entry& entry) {
    return entry.state == State::Done && entry.settings == settings;
  });
  return same == entries_.end() ? nullptr : &*same;
}

void ComparisonRun::start(const EditRequest& request, const std::vector<EditVariant>& variants) {
  check_variants(variants);
  stop();
  runner_.cancelAll();  // what is measured may be of more variants than there are now
  std::vector<Entry> entries;
  waiting_.clear();
  for (const EditVariant& variant : variants) {
    const Entry* made = madeBefore(request, variant.settings);
    entries.push_back(made ? *made : Entry{.settings = variant.settings});
    entries.back().outside.reset();  // of other variants it was another area
  }
  for (const std::size_t place : working_order(variants)) {
    if (!entries[place].result) waiting_.push_back(place);
  }
  entries_ = std::move(entries);
  request_ = request;
  has_outside_.reset();
  Q_EMIT started();
  startNext();
}

void ComparisonRun::stop() {
  runner_.cancelAll();
  waiting_.clear();
  if (!job_) return;
  // The job may be the sender of the signal that led here, so it may go only later.
  job_->disconnect(this);
  job_->stopNow();
  job_.release()->deleteLater();
  for (std::size_t place = 0; place < entries_.size(); ++place) {
    State& state = entries_[place].state;
    if (state != State::Running && state != State::Waiting) continue;
    state = State::Stopped;
    Q_EMIT changed(static_cast<int>(place));
  }
  end();
}

void ComparisonRun::clear() {
  stop();
  runner_.cancelAll();
  entries_.clear();
  request_ = {};
  Q_EMIT started();
}

void ComparisonRun::startNext() {
  if (waiting_.empty()) return end();
  running_ = waiting_.front();
  waiting_.erase(waiting_.begin());
  Entry& entry = entries_[running_];
  entry.state = State::Running;
  EditRequest request = request_;
  request.settings = entry.settings;
  logger("ui").info("variant {} of {} begins", running_ + 1, entries_.size());
  job_ = engine_.startEdit(std::move(request));
  stage_clock_.invalidate();
  connect(job_.get(), &EditJob::progressed, this, &ComparisonRun::takeProgress);
  connect(job_.get(), &EditJob::previewed, this, [this](const QList<QImage>& frames, int) {
    if (!frames.isEmpty()) Q_EMIT previewed(static_cast<int>(running_), frames.last());
  });
  connect(job_.get(), &EditJob::finished, this,
          [this](const EditOutcome& outcome) { finish(running_, outcome); });
  Q_EMIT changed(static_cast<int>(running_));
}

void ComparisonRun::countTime() {
  Entry& entry = entries_[running_];
  // Until its first word it waited for other jobs.
  const bool works = stage_clock_.isValid() && entry.progress.stage != Stage::Load;
  if (works) entry.seconds += static_cast<double>(stage_clock_.elapsed()) / 1000;
  stage_clock_.start();
}

void ComparisonRun::takeProgress(const JobProgress& progress) {
  countTime();
  entries_[running_].progress = progress;
  Q_EMIT changed(static_cast<int>(running_));
}

void ComparisonRun::finish(std::size_t place, const EditOutcome& outcome) {
  // The job is the sender of this signal, so it may go only later.
  job_.release()->deleteLater();
  Entry& entry = entries_[place];
  countTime();
  entry.state = State::Stopped;
  if (const auto* made = std::get_if<EditEngine::ResultPtr>(&outcome)) {
    entry.state = State::Done;
    entry.result = *made;
  } else if (const auto* failure = std::get_if<Failure>(&outcome)) {
    entry.state = State::Failed;
    entry.failure = *failure;
  }
  Q_EMIT changed(static_cast<int>(place));
  startNext();
}

void ComparisonRun::end() {
  Q_EMIT ended();
  measure();
}

void ComparisonRun::measure() {
  std::vector<std::size_t> places;
  std::vector<EditTrace> traces;
  for (std::size_t place = 0; place < entries_.size(); ++place) {
    const auto& result = entries_[place].result;
    if (!result || result->frames.empty()) continue;
    places.push_back(place);
    traces.push_back({result->frames.front(), result->frames.back(), result->change_mask});
  }
  if (traces.empty()) return;
  has_outside_.reset();
  runner_.run([traces](const RunContext& context) { return outside_changes(traces, context); },
              [this, places](const Outcome<OutsideChanges>& outcome) {
                const auto* changes = std::get_if<OutsideChanges>(&outcome);
                if (!changes) return;
                has_outside_ = !changes->rms.empty();
                for (std::size_t i = 0; i < places.size(); ++i) {
                  if (!changes->rms.empty()) entries_[places[i]].outside = changes->rms[i];
                  Q_EMIT changed(static_cast<int>(places[i]));
                }
              });
}

}  // namespace v4e::ui
