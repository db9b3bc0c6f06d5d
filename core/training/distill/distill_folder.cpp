// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distill/distill_folder.h"

#include <set>

#include "core/base/content_hash.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/training/pairs/model_identity.h"

namespace v4e::training {
namespace {

nlohmann::json block_identity(const DistillOptions& options, const BlockLossOptions& block) {
  return {{"teacher", transformer_identity(options.teacher->paths)},
          {"weight", block.weight ? nlohmann::json(*block.weight) : nlohmann::json("auto")},
          {"blocks", block.blocks},
          {"weights", block.weights},
          {"tokens", static_cast<int>(block.tokens)},
          {"distance", static_cast<int>(block.distance)}};
}

}  // namespace

nlohmann::json distill_identity(const DistillOptions& options, const Student& student, const EncodedSet& set,
                                double learning_rate, const BlockLossOptions& block) {
  nlohmann::json identity{
      {"set", set.identity()},
      {"pairs", set.entries().size()},
      {"transformer", transformer_identity(student.paths)},
      {"steps", options.steps},
      {"batch_size", options.batch_size},
      {"learning_rate", learning_rate},
      {"pure_noise_share", options.pure_noise_share},
      {"shift", options.shift},
      {"empty_texts", options.empty_texts},
      {"seed", options.seed},
      {"rank", options.lora.rank},
      {"weights",
       {options.weights.tail, options.weights.evolution, options.weights.source, options.weights.keep}}};
  if (options.compares_blocks()) identity["block"] = block_identity(options, block);
  if (options.moments != MomentKind::Float32) identity["moments"] = "bytes";
  if (!options.begin_from.empty()) identity["begin_from"] = hash_file(options.begin_from);
  return identity;
}

void claim_folder(const std::filesystem::path& folder, const nlohmann::json& identity,
                  const Company& company) {
  // The first process claims it, the others then find it claimed.
  if (!company.leads()) static_cast<void>(company.sum(0));
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    throw Error(ErrorCode::FileUnwritable,
                "cannot make the folder " + folder.string() + ": " + error.message());
  const auto path = folder / "distill.json";
  if (!std::filesystem::exists(path)) {
    write_json_file(path, identity);
  } else if (read_json_file(path, 256u << 20) != identity) {
    throw Error(ErrorCode::CheckpointMismatch,
                folder.string() +
                    " has a training with another set, model or other settings (see "
                    "distill.json): choose another folder, or remove that one");
  }
  if (company.leads()) static_cast<void>(company.sum(0));
}

void check_set(const EncodedSet& set, const Student& student) {
  if (set.identity().at("encoders") == encoder_identity(student.paths)) return;
  throw Error(ErrorCode::CheckpointMismatch,
              "the set was encoded by another model's encoders than those of " + student.name +
                  ": encode it with the model that is to learn");
}

std::string taught_texts(const EncodedSet& set) {
  constexpr std::size_t kMostTexts = 64;
  std::set<std::string> texts;
  for (const auto& entry : set.entries()) {
    texts.insert(entry.texts.begin(), entry.texts.end());
    if (texts.size() > kMostTexts) return "[]";
  }
  return nlohmann::json(texts).dump();
}

}  // namespace v4e::training
