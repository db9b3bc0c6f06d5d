// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/edit_gate.h"

#include <ATen/ATen.h>

#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/base/error.h"
#include "core/edit/frame_tensors.h"
#include "core/evaluation/metrics.h"
#include "core/pipelines/video_pipeline.h"
#include "core/training/seeds.h"

namespace v4e {
namespace {

constexpr double kMinGainDb = 5;
constexpr double kMinEditDb = 19;  // however much was gained: at 18.9 blocks were plain to see, at 19.5 not
constexpr double kMinOutsideUnchanged = 0.9;
constexpr double kMaxMeanRatio = 0.30;
constexpr double kMaxUnseenCost = 0.10;
constexpr std::int64_t kRimPx = 8;  // around a region: soft edges and shadows belong to neither side

/// One held-out question and its answer.
struct Question {
  std::shared_ptr<Photo> photo;
  Image target;
  Image region;
  at::Tensor outside;  // bool [H, W]: surely not part of the edit
  std::string seen;
  std::string unseen;
  std::uint64_t seed = 0;
};

Image mask_image(const at::Tensor& mask) {
  const auto plane = mask.contiguous();
  Image image(static_cast<int>(plane.size(1)), static_cast<int>(plane.size(0)), 1, SampleType::F32);
  std::memcpy(image.mutable_data(), plane.data_ptr<float>(), image.size_bytes());
  return image;
}

Image picture(const at::Tensor& frame) {
  return to_byte_image((frame / 2 + 0.5).permute({1, 2, 0}));
}

/// [1, z, h, w]: what the editor itself draws for a photo of this size.
at::Tensor editors_noise(const ModelDescription& model, std::int64_t size_px, std::uint64_t seed) {
  Components components(model.paths, {});
  VideoRequest request;
  request.num_frames = model.default_frames;
  request.height = request.width = size_px;
  request.seed = seed;
  return VideoPipeline(components).prepare_noise(request).select(2, -1);
}

Question ask(const ModelDescription& model, const training::TripletMaker& maker, std::size_t effect,
             const GateOptions& options, std::uint64_t seed) {
  training::TripletOptions triplets;
  triplets.size_px = options.size_px;
  triplets.heldout = true;
  triplets.instruction_share = 1;
  Question question;
  question.seed = seed;
  // Where flakes fall depends on it.
  const auto noise = editors_noise(model, options.size_px, seed);
  const auto batch = maker.batch_of(effect, triplets, noise, seed);
  triplets.heldout_wordings = true;
  question.unseen = maker.batch_of(effect, triplets, noise, seed).texts.front();
  question.seen = batch.texts.front();
  question.photo = std::make_shared<Photo>();
  question.photo->image = picture(batch.video[0].select(1, 0));
  question.target = picture(batch.video[0].select(1, 4));
  const auto region = batch.region[0];
  question.region = mask_image(region[0]);
  question.outside = at::max_pool2d(region.unsqueeze(0), 2 * kRimPx + 1, 1, kRimPx)[0][0] < 0.02;
  return question;
}

/// A view [H, W, 3] of 8-bit pixels.
at::Tensor bytes_of(const Image& image) {
  V4E_ASSERT(image.channels() == 3 && image.type() == SampleType::U8);
  // from_blob does not write; the cast is its signature's.
  return at::from_blob(const_cast<std::byte*>(image.data()), {image.height(), image.width(), 3}, at::kByte);
}

double unchanged_share(const Question& question, const Image& edited) {
  const auto same = (bytes_of(question.photo->image) == bytes_of(edited)).all(2);
  const auto count = question.outside.sum().item<double>();
  return count > 0 ? (same & question.outside).sum().item<double>() / count : 1;
}

class EffectRun {
 public:
  EffectRun(Editor& editor, const RunContext& context) : editor_(editor), context_(context) {}

  EffectGate measure(const training::TripletMaker& maker, const std::vector<std::size_t>& variants,
                     const GateOptions& options) {
    EffectGate gate;
    gate.effect = training::effects()[variants.front()].id;
    gate.local = training::effects()[variants.front()].needs_subject;
    gate.outside_unchanged = 0;
    for (int i = 0; i < options.examples; ++i) {
      const auto variant = variants[static_cast<std::size_t>(i) % variants.size()];
      const auto seed = training::mixed_seed(options.seed + variant, static_cast<std::uint64_t>(i)) >> 1;
      add(gate, ask(editor_.model(), maker, variant, options, seed));
    }
    gate.outside_unchanged /= options.examples;
    return gate;
  }

 private:
  void add(EffectGate& gate, const Question& question) {
    ++gate.examples;
    gate.copy_error += mean_squared_error(question.photo->image, question.target, question.region);
    EditResult result;
    gate.error += error_of(question, question.seen, gate, &result);
    gate.ways.emplace_back(to_string(result.merge.way));
    gate.outside_unchanged +=
        result.edited.image.empty() ? 1 : unchanged_share(question, result.edited.image);
    gate.unseen_error += error_of(question, question.unseen, gate, &result);
  }

  /// An instruction that gives no edit leaves the photo as it is.
  double error_of(const Question& question, const std::string& instruction, EffectGate& gate,
                  EditResult* result) {
    EditRequest request;
    request.photo = question.photo;
    request.settings.instruction = instruction;
    request.settings.seed = question.seed;
    request.force = true;
    EditHooks hooks;
    hooks.run.stop = context_.stop;
    try {
      *result = editor_.edit(request, hooks);
      return mean_squared_error(result->edited.image, question.target, question.region);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::InvalidArgument && error.code() != ErrorCode::Unsupported) throw;
      if (gate.problem.empty()) gate.problem = error.what();
      return mean_squared_error(question.photo->image, question.target, question.region);
    }
  }

  Editor& editor_;
  const RunContext& context_;
};

}  // namespace

void GateOptions::validate() const {
  if (examples < 1 || examples > 1000) {
    throw Error(ErrorCode::InvalidArgument, "the number of examples must be 1 to 1000");
  }
  if (size_px < 64 || size_px > 256 || size_px % 16 != 0) {
    throw Error(ErrorCode::InvalidArgument, "the size must be a multiple of 16 from 64 to 256");
  }
}

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
  return is_near && gain_db() >= kMinGainDb && (!local || outside_unchanged >= kMinOutsideUnchanged);
}

std::vector<std::string> GateReport::listed() const {
  std::vector<std::string> ids;
  for (const auto& gate : effects) {
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
                    {"outside_unchanged", gate.outside_unchanged},
                    {"local", gate.local},
                    {"ways", gate.ways},
                    {"problem", gate.problem},
                    {"passes", gate.passes()}});
  }
  return {{"model", model_name},
          {"size_px", options.size_px},
          {"seed", options.seed},
          {"effects", list},
          {"listed", listed()},
          {"ratio", ratio()},
          {"unseen_cost", unseen_cost()},
          {"seconds", seconds},
          {"passes", passes()}};
}

GateReport run_gate(Editor& editor, const training::TripletMaker& examples, const GateOptions& options,
                    const RunContext& context, const std::function<void(const EffectGate&)>& done) {
  options.validate();
  const auto start = std::chrono::steady_clock::now();
  GateReport report;
  report.model_name = editor.model().name;
  report.options = options;
  const auto& all = training::effects();
  for (const auto& id : training::effect_ids()) {
    std::vector<std::size_t> variants;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].id == id) variants.push_back(i);
    }
    report.effects.push_back(EffectRun(editor, context).measure(examples, variants, options));
    if (done) done(report.effects.back());
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace v4e
