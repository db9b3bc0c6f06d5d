// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/dataset/pair_finder.h"
#include "core/dataset/picture_store.h"
#include "core/teaching/lesson.h"
#include "core/teaching/taught_edits.h"
#include "core/teaching/teaching_plan.h"
#include "ui/engine/teach_job.h"

namespace v4e::ui {

/// "4 minutes", "2 hours": about.
[[nodiscard]] QString durationText(double seconds);

/// Why a pair cannot be used; empty where it can.
[[nodiscard]] QString faultText(PairFault fault);

/// Files that belong to no pair, by the reason; empty where there are none.
[[nodiscard]] QString looseText(const QList<LooseFile>& loose);

/// What will happen, or why it cannot.
[[nodiscard]] QString planText(const TeachingPlan& plan, const QString& modelName);

/// What happens now.
[[nodiscard]] QString phaseText(const TeachingProgress& progress);

/// How well it was learnt, in plain words.
[[nodiscard]] QString verdictText(const LessonResult& result);
/// The numbers behind that.
[[nodiscard]] QString measureText(const LessonResult& result);

/// What there is to say of a taught edit besides its name.
[[nodiscard]] QString taughtText(const TaughtEdit& edit);

}  // namespace v4e::ui
