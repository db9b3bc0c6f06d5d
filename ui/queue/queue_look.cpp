// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_look.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStringList>
#include <utility>

#include "core/base/error.h"
#include "ui/engine/failure_text.h"
#include "ui/queue/shape_fields.h"

namespace v4e::ui {
namespace {

struct QueueLookTexts {
  Q_DECLARE_TR_FUNCTIONS(v4e::ui::QueueLookTexts)
};

ReadLook planned(const QString& name, const Look& look, const LookShelf& shelf) {
  LookPlan plan = shelf.plan(look, false);
  std::function<QString()> note;
  if (plan.problem && plan.model_is_missing) {
    note = [missing = plan.problem, instead = shelf.chosen_model()] {
      return missing() + ' ' + QueueLookTexts::tr("%1 will be used instead.").arg(instead);
    };
    plan = shelf.plan(look, true);
  }
  if (plan.problem) return {std::nullopt, plan.problem};
  QueueLook made{name, {}};
  auto settings = plan.steps.begin();
  for (const LookStep& step : look.steps) {
    if (step.on) made.steps.push_back({std::move(*settings++), step.keeps_seed, true});
  }
  return {std::move(made), note};
}

}  // namespace

ReadLook readLook(const QString& path, const LookShelf& shelf) {
  try {
    return planned(QFileInfo(path).completeBaseName(), read_look(path.toStdString()), shelf);
  } catch (const Error&) {
    const Failure failure = current_failure();
    return {std::nullopt,
            [failure] { return failureSentence(failure.code) + ' ' + QString::fromStdString(failure.text); }};
  }
}

std::optional<QueueLook> lookOf(const QueueRequest& request) {
  if (request.look.empty()) return std::nullopt;
  QueueLook look{QString::fromStdString(request.look), {}};
  for (EditSettings& step : steps_of(request)) look.steps.push_back({std::move(step), true, true});
  return look;
}

void askForLook(const QueueLook& look, std::uint64_t seed, QueueRequest& request) {
  std::vector<EditSettings> steps;
  for (const LookStep& step : look.steps) {
    steps.push_back(step.settings);
    if (!step.keeps_seed) steps.back().seed = seed;
  }
  set_steps(std::move(steps), request);
  request.look = look.name.toStdString();
}

void askForInstruction(const std::string& instruction, const EditSettings& base, QueueRequest& request) {
  if (!request.look.empty() || !request.before.empty()) {
    const std::uint64_t seed = request.settings.seed;
    set_steps({base}, request);
    request.settings.seed = seed;
    request.look.clear();
  }
  request.settings.instruction = instruction;
}

QString lookText(const QString& name, std::size_t steps) {
  return QueueLookTexts::tr("Look: %1 – %n step(s)", nullptr, static_cast<int>(steps)).arg(name);
}

QString orderText(const QueueRequest& request) {
  QStringList parts;
  if (!request.look.empty()) {
    parts << lookText(QString::fromStdString(request.look), request.before.size() + 1);
  } else {
    parts << QString::fromStdString(words_of(request));
  }
  parts << shapeText(request.shape);
  if (request.finish) parts << QueueLookTexts::tr("finished at 2K");
  parts.removeAll(QString());
  return parts.join(QStringLiteral(" · "));
}

QString stepLines(const QueueRequest& request) {
  if (request.before.empty()) return {};
  QStringList lines;
  for (const EditSettings& step : steps_of(request))
    lines << QString("%1. %2").arg(lines.size() + 1).arg(QString::fromStdString(step.instruction));
  if (request.finish)
    lines << QString("%1. %2").arg(lines.size() + 1).arg(QueueLookTexts::tr("finished at 2K"));
  return lines.join('\n');
}

}  // namespace v4e::ui
