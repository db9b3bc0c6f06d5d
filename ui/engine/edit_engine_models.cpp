// SPDX-License-Identifier: GPL-3.0-or-later
// What is found out and kept about models and LoRAs.
#include "ui/engine/edit_engine.h"

#include <utility>

namespace v4e::ui {

void EditEngine::checkLora(const std::string& file, const std::string& modelId,
                           std::function<void(const LoraReport&)> done) {
  checker_.submit(
      [this, file, modelId](const RunContext&) {
        EngineBackend* made = made_;
        // Models are known from a backend alone, so there is one.
        if (!made) throw Error(ErrorCode::Internal, "no model has been looked for yet");
        return made->checkLora(file, modelId);
      },
      [relay = relay_, done = std::move(done)](const Outcome<LoraReport>& outcome) {
        if (std::holds_alternative<Stopped>(outcome)) return;
        LoraReport report;
        if (const auto* found = std::get_if<LoraReport>(&outcome)) report = *found;
        if (const auto* failure = std::get_if<Failure>(&outcome)) report.detail = failure->text;
        relay->post([done, report] { done(report); });
      });
}

void EditEngine::keepLoraPurpose(const std::string& file, const std::string& modelId, LoraPurpose purpose,
                                 std::function<void()> done) {
  checker_.submit(
      [this, file, modelId, purpose](const RunContext&) {
        EngineBackend* made = made_;
        if (!made) throw Error(ErrorCode::Internal, "no model has been looked for yet");
        made->keepLoraPurpose(file, modelId, purpose);
        return std::monostate{};
      },
      [this, relay = relay_, done = std::move(done)](const Outcome<std::monostate>& outcome) {
        if (const auto* failure = std::get_if<Failure>(&outcome))
          relay->post([this, shown = *failure] { Q_EMIT failed(shown); });
        relay->post(done);
      });
}

void EditEngine::answerKind(const KindQuestion& question, const std::string& id, std::function<void()> done) {
  worker_.submit(
      [this, question, id](const RunContext&) {
        backend().answerKind(question, id);
        return std::monostate{};
      },
      [this, relay = relay_, done = std::move(done)](const Outcome<std::monostate>& outcome) {
        if (const auto* failure = std::get_if<Failure>(&outcome))
          relay->post([this, shown = *failure] { Q_EMIT failed(shown); });
        else if (!std::holds_alternative<Stopped>(outcome))
          relay->post(done);
      });
  goBeforeLessons();
}

}  // namespace v4e::ui
