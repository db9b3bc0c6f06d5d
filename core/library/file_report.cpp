// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/file_report.h"

#include <c10/util/accumulate.h>

#include "core/base/error.h"
#include "core/checkpoints/all_in_one.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/recognise.h"
#include "core/library/kind_memory.h"
#include "core/library/known_models.h"
#include "core/models/wan_dit/keys.h"
#include "core/pipelines/part_config.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

std::string container_text(const fs::path& path) {
  switch (detect_format(find_weights(path))) {
    case CheckpointFormat::Safetensors:
      return "safetensors";
    case CheckpointFormat::ShardedSafetensors:
      return "safetensors in several files";
    case CheckpointFormat::TorchPickle:
      return "PyTorch";
    case CheckpointFormat::Gguf:
      return "GGUF";
  }
  return "";
}

std::int64_t bytes_on_disk(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return static_cast<std::int64_t>(fs::file_size(path, ignored));
  std::int64_t total = 0;
  for (const auto& entry : fs::directory_iterator(path, ignored)) {
    if (entry.is_regular_file(ignored)) total += static_cast<std::int64_t>(entry.file_size(ignored));
  }
  return total;
}

/// Of the original Wan, ComfyUI or diffusers: what the part's sizes make it.
void describe_part(const fs::path& path, ModelPart part, const std::string& answer, FileReport& report) {
  switch (part) {
    case ModelPart::Transformer: {
      const WanDitConfig config = read_transformer_config(path);
      const auto weights = open_checkpoint(path, wan_dit_family());
      const std::string said = answer.empty() ? remembered_kind(release_fingerprint(*weights)) : answer;
      const IdentifiedModel found = identify_model(config, *weights, path, said);
      if (found.model != nullptr)
        report.kind = found.model->name;
      else
        report.problem = found.reason + "; say which model kind it is";
      if (found.alternatives.size() > 1) {
        report.reason = found.reason + "; it could be";
        const char* separator = " ";
        for (const KnownModel* model : found.alternatives) {
          report.reason += separator + std::string(model->id);
          separator = ", ";
        }
      }
      break;
    }
    case ModelPart::TextEncoder:
      report.kind =
          "the text encoder UMT5 (width " + std::to_string(read_text_encoder_config(path).d_model) + ")";
      break;
    case ModelPart::Vae:
      report.kind = read_vae_config(path).is_residual ? "the VAE of Wan2.2 TI2V" : "the VAE of Wan";
      break;
    case ModelPart::ImageEncoder:
      report.kind = "the image encoder CLIP (width " +
                    std::to_string(read_image_encoder_config(path).hidden_size) + ")";
      break;
  }
}

std::optional<KnownPurpose> purpose_of(const fs::path& path, const StateDictReader& reader) {
  try {
    return known_purpose(reader, path.filename().string());
  } catch (const Error&) {
    return std::nullopt;  // whoever reads all of it says what is wrong
  }
}

}  // namespace

FileReport report_file(const fs::path& path, const StateDictReader& reader, const std::string& answer) {
  FileReport report;
  report.container = container_text(path);
  report.disk_bytes = bytes_on_disk(path);
  for (const std::string& name : reader.names()) {
    const TensorInfo info = reader.info(name);
    report.parameters += c10::multiply_integers(info.shape);
    report.storages[storage_text(info)] += c10::multiply_integers(info.shape);
  }
  const Recognised found = recognise(reader);
  report.kind = found.text;
  if (found.kind == Recognised::Kind::Lora) {
    report.problem = "it changes a model and is none: give it as a LoRA beside one";
    report.purpose = purpose_of(path, reader);
  }
  if (found.kind == Recognised::Kind::Foreign) report.problem = "it is not supported";
  if (found.kind == Recognised::Kind::Unknown) report.problem = "its names are of no part of Wan";
  if (found.kind != Recognised::Kind::Part) return report;
  report.part = found.part;
  try {
    describe_part(path, *found.part, answer, report);
    for (const ModelPart part : parts_in_one_file(reader)) {
      if (part == *found.part) continue;
      FileReport other;
      describe_part(path, part, answer, other);
      report.kind += " + " + other.kind;
    }
  } catch (const Error& error) {
    report.problem = error.what();
  }
  return report;
}

}  // namespace v4e
