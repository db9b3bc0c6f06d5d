// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/part_gate.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <opencv2/photo.hpp>
#include <utility>

#include "core/base/error.h"
#include "core/edit/frame_tensors.h"
#include "core/evaluation/marked_damage.h"
#include "core/evaluation/metrics.h"
#include "core/evaluation/question.h"
#include "core/image/mat_view.h"
#include "core/pipelines/push_pull.h"
#include "core/training/seeds.h"

namespace v4e {
namespace {

constexpr const char* kRepair = "repair";
constexpr double kMinSharpness = 0.6;
constexpr double kMaxGrid = 1.1;
constexpr std::array<int, 2> kGridPeriods{8, 16};

const std::map<std::string, double>& needed_by_effect() {
  static const std::map<std::string, double> table{
      {"recolour", 24}, {"bgcolour", 35}, {"bggradient", 35}, {"bgblur", 30}};
  return table;
}

/// [3, H, W] in 0..1 of 8-bit pixels.
at::Tensor tensor_of(const Image& image) {
  V4E_ASSERT(image.channels() == 3 && image.type() == SampleType::U8);
  // from_blob does not write; the cast is its signature's.
  const at::Tensor bytes =
      at::from_blob(const_cast<std::byte*>(image.data()), {image.height(), image.width(), 3}, at::kByte);
  return bytes.to(at::kFloat).div(255).permute({2, 0, 1});
}

/// The region as a mask of what is to be filled.
Image hole_of(const Image& region) {
  Image hole(region.width(), region.height(), 1, SampleType::U8);
  cv::Mat mat = view_mutable_mat(hole);
  cv::compare(view_mat(region), kKnownBelow, mat, cv::CMP_GE);
  return hole;
}

Image inpainted(const Image& photo, const Image& hole, int method) {
  constexpr double kRadiusPx = 3;
  Image filled(photo.width(), photo.height(), 3, SampleType::U8);
  cv::Mat mat = view_mutable_mat(filled);
  cv::inpaint(view_mat(photo), view_mat(hole), mat, kRadiusPx, method);
  return filled;
}

Image push_pulled(const Image& photo, const Image& region) {
  const at::Tensor hole = at::from_blob(const_cast<std::byte*>(region.data()),
                                        {1, 1, region.height(), region.width()}, at::kFloat);
  return to_byte_image(push_pull_fill(tensor_of(photo).unsqueeze(0), hole)[0].permute({1, 2, 0}));
}

std::int64_t changed_outside(const Question& question, const Image& edited) {
  cv::Mat different;
  cv::absdiff(view_mat(question.photo->image), view_mat(edited), different);
  cv::Mat outside;
  cv::compare(view_mat(*question.region), 0, outside, cv::CMP_EQ);
  cv::Mat any;
  cv::transform(different, any, cv::Matx13f(1, 1, 1));
  return cv::countNonZero((any > 0) & outside);
}

double grid_over(const Image& edited, const Image& target, const Image& region) {
  double worst = 0;
  for (const int period : kGridPeriods) {
    worst = std::max(worst, grid_energy(edited, region, period) / grid_energy(target, region, period));
  }
  return worst;
}

class PartRun {
 public:
  PartRun(Editor& editor, const RunContext& context, const AnswerHook& on_answer)
      : editor_(editor), context_(context), on_answer_(on_answer) {}

  void add(PartGate& gate, const Question& question) {
    ++gate.examples;
    const Image& photo = question.photo->image;
    gate.copy_error += error(photo, question);
    const Answer made = answer(editor_, question, question.seen, true, context_);
    if (gate.problem.empty()) gate.problem = made.problem;
    const Image& edited = made.problem.empty() ? made.result.edited.image : photo;
    gate.error += error(edited, question);
    gate.changed_outside += changed_outside(question, edited);
    gate.sharpness += sharpness_over(edited, question);
    gate.grid += grid_over(edited, question.target, *question.region);
    if (gate.effect == "remove" || gate.effect == kRepair) add_peers(gate, question);
    if (on_answer_) on_answer_({gate.effect, question, edited, true});
  }

 private:
  static double error(const Image& edited, const Question& question) {
    return mean_squared_error(edited, question.target, *question.region);
  }
  static double sharpness_over(const Image& edited, const Question& question) {
    return laplacian_energy(edited, *question.region) /
           std::max(laplacian_energy(question.target, *question.region), 1e-9);
  }

  static void add_peers(PartGate& gate, const Question& question) {
    const Image& photo = question.photo->image;
    const Image hole = hole_of(*question.region);
    if (gate.peers.empty()) gate.peers = {{"Telea"}, {"Navier-Stokes"}, {"push-pull"}};
    const std::array fills{inpainted(photo, hole, cv::INPAINT_TELEA), inpainted(photo, hole, cv::INPAINT_NS),
                           push_pulled(photo, *question.region)};
    for (std::size_t i = 0; i < fills.size(); ++i) {
      gate.peers[i].error += error(fills[i], question);
      gate.peers[i].sharpness += sharpness_over(fills[i], question);
    }
  }

  Editor& editor_;
  const RunContext& context_;
  const AnswerHook& on_answer_;
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

PartPictures part_pictures(const AnsweredQuestion& example) {
  const Question& question = example.question;
  const at::Tensor photo = tensor_of(question.photo->image);
  const at::Tensor region =
      at::from_blob(const_cast<std::byte*>(question.region->data()),
                    {1, question.region->height(), question.region->width()}, at::kFloat);
  return {photo, photo * (0.35 + 0.65 * region), tensor_of(example.edited), tensor_of(question.target)};
}

double PartGate::psnr_db() const {
  return examples > 0 ? v4e::psnr_db(error / examples) : 0;
}

double PartGate::needed_db() const {
  if (const auto found = needed_by_effect().find(effect); found != needed_by_effect().end())
    return found->second;
  if (peers.empty()) return std::numeric_limits<double>::infinity();  // nothing to compare with
  return v4e::psnr_db(std::ranges::min(peers, {}, &Peer::error).error / std::max(examples, 1));
}

bool PartGate::passes() const {
  if (examples == 0 || changed_outside > 0 || psnr_db() < needed_db()) return false;
  if (effect == kRepair) return sharpness >= std::ranges::max(peers, {}, &Peer::sharpness).sharpness;
  return peers.empty() || (sharpness >= kMinSharpness * examples && grid <= kMaxGrid * examples);
}

nlohmann::json to_json(const PartGate& gate) {
  const double count = std::max(gate.examples, 1);
  nlohmann::json peers = nlohmann::json::object();
  for (const Peer& peer : gate.peers)
    peers[peer.name] = {{"psnr_db", psnr_db(peer.error / count)}, {"sharpness", peer.sharpness / count}};
  return {{"effect", gate.effect},
          {"examples", gate.examples},
          {"copy_psnr_db", psnr_db(gate.copy_error / count)},
          {"edit_psnr_db", gate.psnr_db()},
          {"needed_db", gate.needed_db()},
          {"sharpness", gate.sharpness / count},
          {"grid", gate.grid / count},
          {"changed_outside", gate.changed_outside},
          {"peers", peers},
          {"problem", gate.problem},
          {"passes", gate.passes()}};
}

namespace {

/// A held-out photo as it is, damaged, and marked where it is.
Question damaged_question(const ModelDescription& model, const training::TripletMaker& examples,
                          const training::TripletOptions& options, std::size_t number, std::uint64_t seed) {
  // What that effect would do to the photo does not count.
  Question question = ask(model, examples, training::variants_of("bw").front(), options, seed);
  const bool is_scratched = number % 2 == 0;
  MarkedDamage damage =
      with_damage(question.photo->image, is_scratched ? DamageKind::Scratches : DamageKind::Stains, seed);
  question.target = std::exchange(question.photo->image, std::move(damage.photo));
  question.region = std::make_shared<const Image>(std::move(damage.region));
  question.seen = is_scratched ? "repair the scratches" : "remove the stains";
  question.unseen = question.seen;
  return question;
}

}  // namespace

std::vector<PartGate> run_part_gate(Editor& editor, const training::TripletMaker& examples,
                                    std::size_t places, const GateOptions& options, const RunContext& context,
                                    const std::function<void(const PartGate&)>& done,
                                    const AnswerHook& on_answer) {
  options.validate();
  PartRun run(editor, context, on_answer);
  std::vector<PartGate> gates;
  const auto measure = [&](const std::string& effect, std::size_t count, const auto& question) {
    PartGate gate;
    gate.effect = effect;
    for (std::size_t i = 0; i < count; ++i) run.add(gate, question(i));
    gates.push_back(gate);
    if (done) done(gates.back());
  };
  const std::size_t twice = 2 * static_cast<std::size_t>(options.examples);
  for (const auto& id : training::effect_ids()) {
    const auto& all = training::effects();
    auto variants = training::variants_of(id);
    // Of two colours none is spoken of in instructions, and their captions are read like those.
    std::erase_if(variants,
                  [&](std::size_t variant) { return !all[variant].spoken() && id != "bggradient"; });
    if (variants.empty() || !all[variants.front()].local) continue;
    const std::size_t count =
        id == "remove" ? std::max(places, static_cast<std::size_t>(options.examples)) : twice;
    measure(id, count, [&](std::size_t i) {
      training::TripletOptions triplets;
      triplets.heldout = true;
      triplets.size_px = options.size_px;
      triplets.exact_regions = true;
      triplets.real_share = 1;
      triplets.place = i % places;
      const auto variant = variants[i % variants.size()];
      const auto seed = training::mixed_seed(options.seed + variant, i) >> 1;
      return ask(editor.model(), examples, variant, triplets, seed);
    });
  }
  measure(kRepair, twice, [&](std::size_t i) {
    training::TripletOptions triplets;
    triplets.heldout = true;
    triplets.size_px = options.size_px;
    const auto seed = training::mixed_seed(options.seed ^ 0x7e9a, i) >> 1;
    return damaged_question(editor.model(), examples, triplets, i, seed);
  });
  return gates;
}

}  // namespace v4e
