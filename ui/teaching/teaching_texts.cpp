// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/teaching/teaching_texts.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ui/engine/failure_text.h"

namespace v4e::ui {
namespace {

QString say(const char* text, int count = -1) {
  return QCoreApplication::translate("Teaching", text, nullptr, count);
}

QString decibels(double value) {
  return say(QT_TRANSLATE_NOOP("Teaching", "%1 dB")).arg(QLocale().toString(value, 'f', 1));
}

QString names(const QList<LooseFile>& loose, LooseFile::Why why) {
  constexpr int kShown = 3;
  QStringList shown;
  int count = 0;
  for (const LooseFile& file : loose) {
    if (file.why != why) continue;
    if (++count <= kShown) shown << QFileInfo(QString::fromStdString(file.file.string())).fileName();
  }
  if (count == 0) return {};
  const QString list = shown.join(", ");
  return count <= kShown ? list
                         : say(QT_TRANSLATE_N_NOOP("Teaching", "%1 and %n more"), count - kShown).arg(list);
}

}  // namespace

QString durationText(double seconds) {
  constexpr double kMinute = 60;
  constexpr double kHour = 60 * kMinute;
  constexpr double kLong = 2 * kHour;
  if (seconds < kLong)
    return say(QT_TRANSLATE_N_NOOP("Teaching", "%n minute(s)"),
               std::max(1, static_cast<int>(std::lround(seconds / kMinute))));
  return say(QT_TRANSLATE_N_NOOP("Teaching", "%n hour(s)"), static_cast<int>(std::lround(seconds / kHour)));
}

QString faultText(PairFault fault) {
  switch (fault) {
    case PairFault::None:
      return {};
    case PairFault::OtherAspect:
      return say(QT_TRANSLATE_NOOP("Teaching", "They have too different shapes to show the same scene."));
    case PairFault::NothingChanged:
      return say(QT_TRANSLATE_NOOP("Teaching", "The edit is the same as the photo: nothing to learn."));
    case PairFault::LfsPointer:
      return say(QT_TRANSLATE_NOOP("Teaching", "A file is a pointer of Git LFS: fetch the picture itself."));
    case PairFault::Unreadable:
      return say(QT_TRANSLATE_NOOP("Teaching", "A picture cannot be opened."));
  }
  return {};
}

QString looseText(const QList<LooseFile>& loose) {
  using Why = LooseFile::Why;
  QStringList lines;
  if (const QString list = names(loose, Why::NoPartner); !list.isEmpty())
    lines
        << say(QT_TRANSLATE_NOOP("Teaching", "Without a partner: %1. Drop what belongs to them.")).arg(list);
  if (const QString list = names(loose, Why::SeveralPartners); !list.isEmpty())
    lines
        << say(QT_TRANSLATE_NOOP("Teaching", "More than two of one name: %1. Drop two at a time.")).arg(list);
  if (const QString list = names(loose, Why::NoPicture); !list.isEmpty())
    lines << say(QT_TRANSLATE_NOOP("Teaching", "No pictures: %1.")).arg(list);
  if (const QString list = names(loose, Why::Unreadable); !list.isEmpty())
    lines << say(QT_TRANSLATE_NOOP("Teaching", "Cannot be read: %1.")).arg(list);
  return lines.join('\n');
}

QString planText(const TeachingPlan& plan, const QString& modelName) {
  switch (plan.refusal) {
    case TeachingPlan::Refusal::None:
      break;
    case TeachingPlan::Refusal::TooFewPairs:
      return say(QT_TRANSLATE_N_NOOP("Teaching", "At least %n pairs are needed."),
                 static_cast<int>(kFewestPairs));
    case TeachingPlan::Refusal::Model:
      return say(QT_TRANSLATE_NOOP("Teaching", "%1 cannot be taught.")).arg(modelName) + ' ' +
             QString::fromStdString(plan.detail);
    case TeachingPlan::Refusal::Memory:
      return say(QT_TRANSLATE_NOOP("Teaching",
                                   "%1 needs about %2 of memory to be taught; %3 is free. Choose a smaller "
                                   "model, or teach it on a larger computer."))
          .arg(modelName, sizeText(plan.needs_bytes), sizeText(plan.free_bytes));
  }
  const QString takes =
      say(QT_TRANSLATE_NOOP("Teaching", "Takes about %1 on this computer and %2 of memory."))
          .arg(durationText(plan.seconds), sizeText(plan.needs_bytes));
  return takes + ' ' +
         say(QT_TRANSLATE_N_NOOP("Teaching", "%n pair(s) are kept apart, to show you how well it learned."),
             plan.held_out);
}

QString phaseText(const TeachingProgress& progress) {
  const auto counted = [&](const char* text) {
    return say(text).arg(std::min(progress.step + 1, std::max(1, progress.total))).arg(progress.total);
  };
  switch (progress.phase) {
    case TeachingProgress::Phase::Waiting:
      return say(QT_TRANSLATE_NOOP("Teaching", "Waits while other work is done first"));
    case TeachingProgress::Phase::Reading:
      return counted(QT_TRANSLATE_NOOP("Teaching", "Looking at pair %1 of %2"));
    case TeachingProgress::Phase::Learning:
      return counted(QT_TRANSLATE_NOOP("Teaching", "Learning: step %1 of %2"));
    case TeachingProgress::Phase::Showing:
      return counted(QT_TRANSLATE_NOOP("Teaching", "Trying it on pair %1 of %2 that it has not seen"));
  }
  return {};
}

QString verdictText(const LessonResult& result) {
  constexpr double kWell = 3;
  constexpr double kSome = 1;
  const double gain = result.made_db() - result.untouched_db();
  if (gain >= kWell) return say(QT_TRANSLATE_NOOP("Teaching", "It has learned your edit well."));
  if (gain >= kSome)
    return say(QT_TRANSLATE_NOOP(
        "Teaching", "It has learned some of your edit. Training longer, or more pairs, may help."));
  return say(
      QT_TRANSLATE_NOOP("Teaching",
                        "It has hardly learned your edit. It learns colours and tones best, from pairs "
                        "that were all edited in the same way."));
}

QString measureText(const LessonResult& result) {
  QString text =
      say(QT_TRANSLATE_N_NOOP("Teaching",
                              "On %n pair(s) that it had not seen, the model's edit is %1 near to yours; the "
                              "photo as it was is %2 near (more is nearer)."),
          static_cast<int>(result.held_out.size()))
          .arg(decibels(result.made_db()), decibels(result.untouched_db()));
  if (!result.last_round_was_better)
    text += ' ' + say(QT_TRANSLATE_NOOP("Teaching",
                                        "Training longer made it no better, so the earlier state was kept."));
  if (!result.left_out.empty())
    text += ' ' + say(QT_TRANSLATE_N_NOOP("Teaching", "%n pair(s) could not be used: %1"),
                      static_cast<int>(result.left_out.size()))
                      .arg(QString::fromStdString(result.left_out.front()));
  return text;
}

QString taughtText(const TaughtEdit& edit) {
  QStringList parts{QString::fromStdString(edit.model_name)};
  if (edit.pairs > 0) parts << say(QT_TRANSLATE_N_NOOP("Teaching", "%n pair(s)"), edit.pairs);
  if (edit.made_db > 0) parts << QString("%1 → %2").arg(decibels(edit.untouched_db), decibels(edit.made_db));
  return parts.join(" · ");
}

}  // namespace v4e::ui
