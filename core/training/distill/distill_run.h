// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "core/base/run_context.h"
#include "core/pipelines/components.h"
#include "core/training/distill/distill_loss.h"
#include "core/training/distill/frozen_weights.h"
#include "core/training/distill/lora_set.h"
#include "core/training/distill/teacher_blocks.h"
#include "core/training/model_update.h"

namespace v4e::training {

struct DistillOptions {
  std::int64_t steps = 500;
  std::int64_t batch_size = 4;
  std::optional<double> learning_rate = {};  ///< default: 1e-4, and 1e-3 for models narrower than 1024
  double pure_noise_share = 0.1;             ///< of examples at sigma 1, from where few steps start
  double shift = 3;          ///< the others are at shift_sigma(sigmoid(N(0, 1)), shift): near noise
  double empty_texts = 0.1;  ///< share without words, for models that are asked with guidance; else none
  std::uint64_t seed = 1;
  LoraOptions lora = {};
  DistillWeights weights = {};               ///< its block is not used: see `block`
  std::optional<TeacherModel> teacher = {};  ///< whose blocks are compared; empty: none are
  BlockLossOptions block = {};
  std::filesystem::path begin_from = {};  ///< a LoRA of an earlier training to go on from; empty: none
  /// WanDitOptions::checkpoint_blocks: less memory, more time, the same result.
  bool checkpoint_blocks = false;
  FrozenWeights frozen = FrozenWeights::Auto;  ///< of the student
  MomentKind moments = MomentKind::Float32;
  /// The teacher's blocks are read in each step, one after the other, instead of being kept.
  bool stream_teacher = false;
  double checkpoint_seconds = 120;
  double look_seconds = 120;  ///< time between looks at pairs that are not trained on

  [[nodiscard]] bool compares_blocks() const { return teacher.has_value() && block.weight != 0.0; }
  /// Throws Error(InvalidArgument).
  void validate() const;
};

/// The model that learns, and how it is asked when it is used.
struct Student {
  ComponentPaths paths;
  std::string name;
  int sampling_steps = 2;
  double guidance_scale = 1;
};

struct DistillPaths {
  std::filesystem::path set;     ///< core/training/pairs/encoded_set.h
  std::filesystem::path output;  ///< gets lora.safetensors, report.json, samples.png, checkpoints and logs
};

/// How near to the wanted pictures, in dB of PSNR over all pixels of the pairs of one split: mean of pairs.
struct HeldOutQuality {
  std::size_t pairs = 0;
  double untouched = 0;  ///< of the photos as they are
  double before = 0;     ///< of the model without what it has learnt, asked with the same words
  double after = 0;
};

struct DistillReport {
  std::int64_t steps = 0;
  std::int64_t best_step =
      0;  ///< whose weights were kept: the best of those looked at on "val", else the last
  HeldOutQuality val;
  HeldOutQuality test;
};

/// Teaches a model an edit from encoded pairs, as a LoRA: by their last frames, and by all frames of pairs
/// that a teacher rolled out (core/dataset/rollout_dataset.h), of which that teacher's hidden states are
/// compared with the student's too, where it is given. Goes on where an earlier run was stopped or killed.
/// `say` gets a line every few seconds, the context each step; terms.jsonl (TermLog) gets what each term of
/// the loss was. A stop counts within a block of the transformer. Throws Cancelled after saving where it was,
/// Error(CheckpointMismatch) where the set was encoded by another model or the output belongs to another
/// training, what TeacherBlocks throws, and what reading and writing throw.
///
/// With company every process calls it, with paths that all of them see; the first one writes, and has the
/// report. A stop then counts behind the step, and PeerLost may be thrown.
DistillReport distill(const DistillOptions& options, const Student& student, const DistillPaths& paths,
                      at::Device device, const RunContext& context,
                      const std::function<void(const std::string&)>& say, const Company& company = {});

}  // namespace v4e::training
