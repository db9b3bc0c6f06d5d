// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/rollout_dataset.h"

#include <ATen/ATen.h>

#include <cstring>

#include "core/base/error.h"
#include "core/training/pairs/model_identity.h"
#include "core/training/pairs/pair_encoder.h"

namespace v4e {
namespace {

constexpr double kFadeWeight = 0.3;
constexpr int kFormat = 2;  ///< 2: with what the teacher saw

/// [H, W, 3] or [H, W] uint8.
Image image_of(const at::Tensor& bytes) {
  const at::Tensor whole = bytes.contiguous();
  Image image(static_cast<int>(whole.size(1)), static_cast<int>(whole.size(0)), whole.dim() == 3 ? 3 : 1,
              SampleType::U8);
  std::memcpy(image.mutable_data(), whole.const_data_ptr(), image.size_bytes());
  return image;
}

/// [F, 3, H, W] in 0 … 1.
std::vector<Image> images_of(const at::Tensor& frames) {
  const at::Tensor bytes = frames.mul(255).round().clamp(0, 255).to(at::kByte).permute({0, 2, 3, 1});
  std::vector<Image> images;
  for (std::int64_t k = 0; k < bytes.size(0); ++k) images.push_back(image_of(bytes[k]));
  return images;
}

std::string caption_of(const PairRecord& record) {
  if (!record.evolution.empty()) return record.evolution;
  return record.instructions.empty() ? std::string() : record.instructions.front();
}

class WayExtension final : public PairExtension {
 public:
  WayExtension(Components& student, Components& teacher, const RolloutOptions& options)
      : pipeline_(student),
        encoder_(student, pipeline_, options.teacher.num_frames),
        teacher_(teacher, options.teacher),
        options_(options),
        identity_({{"format", kFormat},
                   {"teacher", options.teacher_name},
                   {"transformer", training::transformer_identity(teacher.paths())},
                   {"settings", training::to_json(options.teacher)},
                   {"limits", to_json(options.limits)}}) {}

  [[nodiscard]] nlohmann::json identity() const override { return identity_; }

  void extend(const PairRecord& record, const training::PairPictures& pictures, training::EncodedShard& shard,
              const RunContext& context) override {
    training::EncodedShard::Item& pair = shard.items.back();
    const auto caption = options_.caption ? options_.caption(record) : caption_of(record);
    const auto made = teacher_.roll_out(pictures, caption, pair.entry.id, context);
    const RolloutScores scores =
        measure_rollout({.source = image_of(pictures.source),
                         .target = image_of(pictures.target),
                         .mask = pictures.mask.defined() ? image_of(pictures.mask) : Image(),
                         .frames = images_of(made.frames)},
                        context);
    const RolloutVerdict verdict = judge_rollout(scores, options_.limits);
    shard.rollouts.push_back({{"id", pair.entry.id},
                              {"kind", record.kind},
                              {"caption", caption},
                              {"failed", verdict.failed},
                              {"fade", verdict.is_fade},
                              {"scores", to_json(scores)}});
    if (verdict.passes()) add_way(pictures, made, verdict.is_fade ? kFadeWeight : 1, shard, context);
  }

 private:
  void add_way(const training::PairPictures& pictures, const training::Rollout& made, double weight,
               training::EncodedShard& shard, const RunContext& context) {
    training::EncodedShard::Item way;
    way.entry = shard.items.back().entry;
    way.pair = encoder_.encode(pictures, context, made.latents);
    way.pair.evolution_weight = way.entry.evolution_weight = weight;
    way.pair.teacher = made.input;
    const bool is_longer = way.pair.target.size(1) != way.entry.frames;
    way.entry.frames = way.pair.target.size(1);
    if (is_longer) {
      way.entry.id += "~way";
      shard.items.push_back(std::move(way));
    } else {
      shard.items.back() = std::move(way);
    }
  }

  VideoPipeline pipeline_;
  training::PairEncoder encoder_;
  training::Teacher teacher_;
  const RolloutOptions& options_;
  nlohmann::json identity_;
};

void check_same_vae(Components& student, Components& teacher) {
  if (student.paths().vae == teacher.paths().vae) return;
  if (training::encoder_identity(student.paths()).at("vae") ==
      training::encoder_identity(teacher.paths()).at("vae"))
    return;
  throw Error(ErrorCode::CheckpointMismatch,
              "the teacher's VAE (" + teacher.paths().vae.string() +
                  ") is not the one of the model that is to "
                  "learn (" +
                  student.paths().vae.string() +
                  "), so that one's latents mean nothing to the other; where both are the same VAE in other "
                  "files, give both models the same files");
}

}  // namespace

EncodeReport roll_out_dataset(const Dataset& dataset, Components& student, Components& teacher,
                              const std::filesystem::path& folder, const RolloutOptions& options,
                              const RunContext& context, const std::function<void(const std::string&)>& say) {
  check_same_vae(student, teacher);
  WayExtension extension(student, teacher, options);
  return encode_dataset(dataset, student, folder, options.encode, context, say, &extension);
}

}  // namespace v4e
