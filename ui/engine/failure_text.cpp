// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/failure_text.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ui/engine/edit_engine.h"

namespace v4e::ui {
namespace {

QString stage_name(Stage stage) {
  switch (stage) {
    case Stage::Load:
      return EditEngine::tr("Loading the model");
    case Stage::Caption:
      return EditEngine::tr("Writing the caption");
    case Stage::EncodeText:
      return EditEngine::tr("Reading the instruction");
    case Stage::EncodeImage:
      return EditEngine::tr("Looking at the photo");
    case Stage::Denoise:
      return EditEngine::tr("Making the edit");
    case Stage::Decode:
      return EditEngine::tr("Developing the frames");
    case Stage::Merge:
      return EditEngine::tr("Fitting it into your photo");
    case Stage::Export:
      return EditEngine::tr("Saving");
    case Stage::Train:
      return EditEngine::tr("Training");
  }
  return {};
}

// 1, 2 … 10, then steps of 5, 10 and 30 seconds: a number that jumps about says less than a calm one.
int calm_seconds(double seconds) {
  const double step = seconds < 10 ? 1 : seconds < 30 ? 5 : seconds < 120 ? 10 : 30;
  return static_cast<int>(std::ceil(seconds / step) * step);
}

}  // namespace

QString failureSentence(ErrorCode code) {
  switch (code) {
    case ErrorCode::InvalidArgument:
      return EditEngine::tr("This cannot be done as asked.");
    case ErrorCode::FileUnreadable:
      return EditEngine::tr("A file cannot be read.");
    case ErrorCode::FileMalformed:
      return EditEngine::tr("A file is damaged or of another kind than its name says.");
    case ErrorCode::FileUnwritable:
      return EditEngine::tr("The file cannot be written.");
    case ErrorCode::CheckpointMismatch:
      return EditEngine::tr("These model files do not belong together.");
    case ErrorCode::OutOfMemory:
      return EditEngine::tr(
          "There is not enough memory. Close other programs, or try fewer frames or a smaller model.");
    case ErrorCode::Unsupported:
      return EditEngine::tr("This is not supported.");
    case ErrorCode::Internal:
      return EditEngine::tr("Something went wrong inside the program.");
  }
  return {};
}

QString stageSentence(const JobProgress& progress) {
  const QString name = stage_name(progress.stage);
  if (progress.total <= 1) return name;
  return EditEngine::tr("%1 · step %2 of %3")
      .arg(name)
      .arg(std::min(progress.step + 1, progress.total))
      .arg(progress.total);
}

QString timeLeftText(const JobProgress& progress) {
  if (!progress.seconds_left) return {};
  const int seconds = calm_seconds(*progress.seconds_left);
  if (seconds < 60) return EditEngine::tr("about %1 s left").arg(seconds);
  return EditEngine::tr("about %1 min left").arg((seconds + 30) / 60);
}

QString sizeText(std::int64_t bytes) {
  return QLocale().formattedDataSize(bytes, bytes < 1'000'000'000 ? 0 : 1, QLocale::DataSizeSIFormat);
}

}  // namespace v4e::ui
