// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/plan_text.h"

#include <cstdio>

namespace v4e {
namespace {

/// Two digits that count; large numbers have all of theirs, not an exponent.
std::string rough_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, value < 99.5 ? "%.2g" : "%.0f", value);
  return text;
}

std::string duration_text(double seconds) {
  const double hours = seconds / 3600;
  return hours < 1 ? rough_text(hours * 60) + " minutes" : rough_text(hours) + " hours";
}

}  // namespace

std::string gibibytes(std::int64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f GiB", static_cast<double>(bytes) / (1 << 30));
  return text;
}

std::string kept_text(const ResidencyPlan& plan) {
  std::string text =
      plan.stream_blocks ? "transformer read block by block in every step" : "transformer kept";
  if (plan.packed) text += plan.stream_blocks ? ", packed" : " packed";
  text += plan.encoders_on_cpu ? ", text encoder on the CPU"
          : plan.keep_encoders ? ", text encoder kept"
                               : ", text encoder released after use";
  return text + (plan.tile_vae ? ", VAE in tiles" : ", VAE in one piece");
}

std::string plan_text(const ResidencyPlan& plan, const ModelSizes& model, const EditShape& shape,
                      const ComputeMemory& memory) {
  const bool known = memory.free_bytes > 0;
  std::string text = !known ? "takes" : plan.fits ? "fits" : "does not fit, even so";
  text += ": " + kept_text(plan) + "; " + gibibytes(plan.peak_bytes());
  if (known) text += (plan.fits ? " of " : ", and there are ") + gibibytes(memory.free_bytes);
  text += "\nencode " + gibibytes(plan.encode_bytes) + ", sample " + gibibytes(plan.sample_bytes) +
          ", decode " + gibibytes(plan.decode_bytes) + "; " + std::to_string(shape.frames) + " frames of " +
          std::to_string(shape.area_px / 1000) + " thousand pixels in " +
          (memory.value_bytes == 2 ? "bf16" : "fp32");
  if (plan.stream_blocks)
    text += "; " + gibibytes(streamed_bytes(model, memory)) + " of weights go through in each step";
  return text;
}

std::string training_plan_text(const TrainingPlan& plan, const ComputeMemory& memory,
                               const TrainingTime& time) {
  const bool known = memory.free_bytes > 0;
  std::string text = !known ? "takes" : plan.fits ? "fits" : "does not fit";
  text += ": " + gibibytes(plan.peak_bytes());
  if (known) text += (plan.fits ? " of " : ", and there are ") + gibibytes(memory.free_bytes);
  text += "\nmodel " + gibibytes(plan.weights_bytes);
  if (plan.teacher_bytes > 0) text += ", teacher " + gibibytes(plan.teacher_bytes);
  text += ", LoRA with its optimiser " + gibibytes(plan.adapter_bytes) + ", a step's values " +
          gibibytes(plan.activation_bytes) + ", the program " + gibibytes(plan.program_bytes);
  if (plan.encode_bytes > 0) text += "; before that the text encoder " + gibibytes(plan.encode_bytes);
  text += "\nabout " + rough_text(time.step_s) + " s a step, " +
          duration_text(time.step_s * static_cast<double>(time.steps)) + " for " +
          std::to_string(time.steps) + " steps";
  if (time.first_s > 0) text += ", after " + duration_text(time.first_s) + " for the edits to learn from";
  return text + '\n';
}

}  // namespace v4e
