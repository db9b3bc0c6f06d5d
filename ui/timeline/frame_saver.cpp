// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/frame_saver.h"

#include <algorithm>

#include "ui/engine/export_settings.h"

namespace v4e::ui {

FrameSaver::FrameSaver(EditEngine& engine, QObject* parent) : QObject(parent), engine_(engine) {}

void FrameSaver::save(const std::shared_ptr<const EditResult>& result,
                      const std::vector<EditSettings>& before, double strength, const QString& path) {
  if (!result) return;
  jobs_.push_back(engine_.startMerge(result, strength));
  EditJob* job = jobs_.back().get();
  connect(job, &EditJob::finished, this, [this, job, before, path](const EditOutcome& outcome) {
    if (const auto* merged = std::get_if<std::shared_ptr<const EditResult>>(&outcome))
      write(**merged, before, path);
    if (const auto* failure = std::get_if<Failure>(&outcome)) Q_EMIT failed(*failure);
    const auto mine =
        std::find_if(jobs_.begin(), jobs_.end(), [job](const auto& each) { return each.get() == job; });
    // The job is the sender of this signal, so it may go only later.
    mine->release()->deleteLater();
    jobs_.erase(mine);
  });
}

void FrameSaver::write(const EditResult& result, const std::vector<EditSettings>& before,
                       const QString& path) {
  auto work = [result, before, path](const RunContext& context) {
    WriteOptions options;
    describeEdit(result, before, true, options);
    QStringList notes;
    for (const std::string& note : write_photo(path.toStdString(), *result.edited, options, context).notes) {
      notes << QString::fromStdString(note);
    }
    return notes;
  };
  runner_.run(std::move(work), [this, path](const Outcome<QStringList>& outcome) {
    if (const auto* notes = std::get_if<QStringList>(&outcome)) Q_EMIT saved(path, *notes);
    if (const auto* failure = std::get_if<Failure>(&outcome)) Q_EMIT failed(*failure);
  });
}

}  // namespace v4e::ui
