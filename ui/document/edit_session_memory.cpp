// SPDX-License-Identifier: GPL-3.0-or-later
// Whether there is memory enough for an edit, and the ways out where there is not.
#include "ui/document/edit_session.h"
#include "ui/engine/failure_text.h"

namespace v4e::ui {

EditSession::MemoryNeed EditSession::needOf(const EditSettings& order) {
  return {order.model, order.frames.value_or(1), order.working_area_px.value_or(0)};
}

bool EditSession::isTried(const MemoryNeed& need) const {
  return need.model == fitting_.model && need.frames == fitting_.frames && need.area_px <= fitting_.area_px;
}

/// The models, the order's own at the size that it is asked for.
std::vector<MemoryCandidate> EditSession::candidates(const EditSettings& order) const {
  std::vector<MemoryCandidate> all = memoryCandidates(engine_.models());
  for (MemoryCandidate& each : all) {
    if (each.id == order.model) each.area_px = order.working_area_px.value_or(each.area_px);
  }
  return all;
}

/// Says so where memory is short, and what the plan is then.
std::optional<MemoryPlan> EditSession::tellShortMemory(const EditSettings& order) {
  MemoryPlan plan = plan_memory(candidates(order), order.model, order.frames.value_or(1));
  if (plan.fits || isTried(needOf(order))) return std::nullopt;
  const ModelInfo* model = engine_.model(QString::fromStdString(order.model));
  messages_.showNote(
      [name = QString::fromStdString(model->name), least = plan.least_bytes, free = plan.free_bytes] {
        return tr("%1 takes at least %2 of memory for this, and %3 are free.")
            .arg(name, sizeText(least), sizeText(free));
      });
  return plan;
}

bool EditSession::warnsOfMemory(const EditSettings& order) {
  const std::optional<MemoryPlan> plan = tellShortMemory(order);
  if (!plan) return false;
  offerWays(order, plan->ways);
  // An estimate forbids nothing.
  messages_.offer([] { return tr("Edit anyway"); },
                  [this, need = needOf(order)] {
                    fitting_ = need;
                    Q_EMIT editWanted();
                  });
  return true;
}

void EditSession::offerWays(const EditSettings& order, const std::vector<MemoryWay>& ways) {
  for (const MemoryWay& way : ways) {
    const QString id = QString::fromStdString(way.model_id);
    if (way.model_id == order.model) {
      messages_.offer([frames = way.frames] { return tr("Try with %n frame(s)", nullptr, frames); },
                      [this, way] {
                        Q_EMIT framesWanted(way.frames);
                        Q_EMIT editWanted();
                      });
    } else if (const ModelInfo* model = engine_.model(id)) {
      const QString name = QString::fromStdString(model->name);
      messages_.offer(
          [name, bytes = way.least_bytes] { return tr("Use %1 (%2)").arg(name, sizeText(bytes)); },
          [this, id] {
            Q_EMIT modelWanted(id);
            Q_EMIT editWanted();
          });
    }
  }
}

void EditSession::offerLessMemory(const EditSettings& order) {
  const std::vector<MemoryWay> ways = smaller_ways(candidates(order), order.model, order.frames.value_or(1));
  offerWays(order, ways);
  if (ways.empty() && engine_.models().size() > 1)
    messages_.offer([] { return tr("Choose another model…"); }, [this] { Q_EMIT modelsWanted(); });
}

}  // namespace v4e::ui
