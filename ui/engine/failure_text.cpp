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
      return EditEngine::tr("Reading the photo");
    case Stage::Denoise:
      return EditEngine::tr("Making the edit");
    case Stage::Decode:
      return EditEngine::tr("Preparing the frames");
    case Stage::Merge:
      return EditEngine::tr("Blending into your photo");
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
      return EditEngine::tr("This does not work.");
    case ErrorCode::FileUnreadable:
      return EditEngine::tr("Could not read the file.");
    case ErrorCode::FileMalformed:
      return EditEngine::tr("This file is damaged, or is not what its name says.");
    case ErrorCode::FileUnwritable:
      return EditEngine::tr("Could not save the file.");
    case ErrorCode::CheckpointMismatch:
      return EditEngine::tr("These model files do not match.");
    case ErrorCode::OutOfMemory:
      return EditEngine::tr(
          "There is not enough memory. Close other programs, or try fewer frames or a smaller model.");
    case ErrorCode::Unsupported:
      return EditEngine::tr("This is not supported.");
    case ErrorCode::Internal:
      return EditEngine::tr("Something went wrong in the program.");
  }
  return {};
}

QString stageSentence(const JobProgress& progress) {
  const QString name = stage_name(progress.stage);
  if (progress.chain_steps == 1) return EditEngine::tr("Updating the step");
  if (progress.chain_steps > 1)
    return EditEngine::tr("Updating %1 of %2 steps").arg(progress.chain_step).arg(progress.chain_steps);
  if (progress.look_steps > 1)
    return EditEngine::tr("Step %1 of %2 · %3").arg(progress.look_step).arg(progress.look_steps).arg(name);
  if (progress.variations > 1)
    return EditEngine::tr("Variation %1 of %2 · %3")
        .arg(progress.variation)
        .arg(progress.variations)
        .arg(name);
  if (progress.total <= 1) return name;
  return EditEngine::tr("%1 · step %2 of %3")
      .arg(name)
      .arg(std::min(progress.step + 1, progress.total))
      .arg(progress.total);
}

QString timeLeftText(const JobProgress& progress) {
  if (!progress.seconds_left) return {};
  return timeLeftText(*progress.seconds_left);
}

QString timeLeftText(double seconds) {
  constexpr int kMinute = 60;
  constexpr int kHour = 60 * kMinute;
  const int calm = calm_seconds(seconds);
  if (calm < 2 * kMinute) return EditEngine::tr("about %1 s left").arg(calm);
  if (calm < 2 * kHour) return EditEngine::tr("about %1 min left").arg((calm + kMinute / 2) / kMinute);
  return EditEngine::tr("about %1 h left").arg((calm + kHour / 2) / kHour);
}

QString sizeText(std::int64_t bytes) {
  return QLocale().formattedDataSize(bytes, bytes < 1'000'000'000 ? 0 : 1, QLocale::DataSizeSIFormat);
}

}  // namespace v4e::ui
