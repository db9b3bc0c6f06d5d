// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/edit_gate.h"

#include <chrono>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/evaluation/metrics.h"
#include "core/evaluation/question.h"
#include "core/training/seeds.h"

namespace v4e {
namespace {

constexpr double kMinGainDb = 5;
constexpr double kMinEditDb = 19;  // however much was gained: at 18.9 blocks were plain to see, at 19.5 not
constexpr double kMaxMeanRatio = 0.30;
constexpr double kMaxUnseenCost = 0.10;

class EffectRun {
 public:
  EffectRun(Editor& editor, const RunContext& context, const AnswerHook& on_answer)
      : editor_(editor), context_(context), on_answer_(on_answer) {}

  EffectGate measure(const training::TripletMaker& maker, const std::vector<std::size_t>& variants,
                     const GateOptions& options) {
    EffectGate gate;
    gate.effect = training::effects()[variants.front()].id;
    training::TripletOptions triplets;
    triplets.size_px = options.size_px;
    triplets.heldout = true;
    for (int i = 0; i < options.examples; ++i) {
      const auto variant = variants[static_cast<std::size_t>(i) % variants.size()];
      const auto seed = training::mixed_seed(options.seed + variant, static_cast<std::uint64_t>(i)) >> 1;
      add(gate, ask(editor_.model(), maker, variant, triplets, seed));
    }
    return gate;
  }

 private:
  void add(EffectGate& gate, const Question& question) {
    ++gate.examples;
    gate.copy_error += mean_squared_error(question.photo->image, question.target);
    const Image seen = edited(question, question.seen, gate);
    gate.error += mean_squared_error(seen, question.target);
    gate.unseen_error += mean_squared_error(edited(question, question.unseen, gate), question.target);
    if (on_answer_) on_answer_({gate.effect, question, seen});
  }

  /// An instruction that gives no edit leaves the photo as it is.
  Image edited(const Question& question, const std::string& instruction, EffectGate& gate) {
    const Answer made = answer(editor_, question, instruction, false, context_);
    if (gate.problem.empty()) gate.problem = made.problem;
    if (!made.problem.empty()) return question.photo->image;
    if (&instruction == &question.seen) gate.ways.emplace_back(to_string(made.result.merge.way));
    return made.result.edited.image;
  }

  Editor& editor_;
  const RunContext& context_;
  const AnswerHook& on_answer_;
};

}  // namespace

double EffectGate::ratio() const {
  return copy_error > 0 ? error / copy_error : 1;
}

double EffectGate::gain_db() const {
  const double floor = std::numeric_limits<double>::min();
  return -10 * std::log10(std::max(ratio(), floor));
}

double EffectGate::unseen_cost() const {
  return error > 0 ? unseen_error / error - 1 : 0;
}

bool EffectGate::passes() const {
  const bool is_near = error <= examples * std::pow(10.0, -kMinEditDb / 10);
  return is_near && gain_db() >= kMinGainDb;
}

std::vector<std::string> GateReport::listed() const {
  std::vector<std::string> ids;
  for (const auto& gate : effects) {
    if (gate.passes()) ids.push_back(gate.effect);
  }
  return ids;
}

std::vector<std::string> GateReport::listed_with_region() const {
  std::vector<std::string> ids;
  for (const auto& gate : parts) {
    if (gate.passes()) ids.push_back(gate.effect);
  }
  return ids;
}

double GateReport::ratio() const {
  double sum = 0;
  int count = 0;
  for (const auto& gate : effects) {
    if (!gate.passes()) continue;
    sum += gate.ratio();
    ++count;
  }
  return count > 0 ? sum / count : 1;
}

double GateReport::unseen_cost() const {
  double seen = 0;
  double unseen = 0;
  for (const auto& gate : effects) {
    if (!gate.passes() || gate.copy_error <= 0) continue;
    seen += gate.ratio();
    unseen += gate.unseen_error / gate.copy_error;
  }
  return seen > 0 ? unseen / seen - 1 : 0;
}

bool GateReport::passes() const {
  return !listed().empty() && ratio() <= kMaxMeanRatio && unseen_cost() <= kMaxUnseenCost;
}

nlohmann::json GateReport::to_json() const {
  nlohmann::json list = nlohmann::json::array();
  for (const auto& gate : effects) {
    list.push_back({{"effect", gate.effect},
                    {"examples", gate.examples},
                    {"ratio", gate.ratio()},
                    {"gain_db", gate.gain_db()},
                    {"copy_psnr_db", psnr_db(gate.copy_error / gate.examples)},
                    {"edit_psnr_db", psnr_db(gate.error / gate.examples)},
                    {"unseen_cost", gate.unseen_cost()},
                    {"ways", gate.ways},
                    {"problem", gate.problem},
                    {"passes", gate.passes()}});
  }
  nlohmann::json of_parts = nlohmann::json::array();
  for (const auto& gate : parts) of_parts.push_back(v4e::to_json(gate));
  nlohmann::json json{{"model", model_name},
                      {"size_px", options.size_px},
                      {"seed", options.seed},
                      {"effects", list},
                      {"listed", listed()},
                      {"parts", of_parts},
                      {"listed_with_region", listed_with_region()},
                      {"ratio", ratio()},
                      {"unseen_cost", unseen_cost()},
                      {"seconds", seconds},
                      {"passes", passes()}};
  networks.put_into(json);
  return json;
}

GateReport run_gate(Editor& editor, const training::TripletMaker& examples, const GateOptions& options,
                    const RunContext& context, const std::function<void(const EffectGate&)>& done,
                    const AnswerHook& on_answer) {
  options.validate();
  const auto start = std::chrono::steady_clock::now();
  GateReport report;
  report.model_name = editor.model().name;
  report.options = options;
  for (const auto& id : training::effect_ids()) {
    const auto variants = training::variants_of(id);
    if (training::effects()[variants.front()].local) continue;
    report.effects.push_back(EffectRun(editor, context, on_answer).measure(examples, variants, options));
    if (done) done(report.effects.back());
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace v4e
