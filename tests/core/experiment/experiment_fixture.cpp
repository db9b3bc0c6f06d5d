// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/experiment/experiment_fixture.h"

#include <torch/types.h>

#include "core/base/json_file.h"
#include "core/base/resources.h"
#include "core/experiment/claims_variants.h"
#include "core/training/training_run.h"
#include "tests/end_to_end/tiny_archive.h"

namespace v4e::training {

std::unique_ptr<ExperimentTest::Shared> ExperimentTest::shared_;

void ExperimentTest::SetUpTestSuite() {
  if (shared_) return;  // one for all suites
  const std::filesystem::path root = V4E_SOURCE_DIR;
  shared_ = std::make_unique<Shared>();
  const auto archive = shared_->folder.path() / "data.safetensors";
  test::write_tiny_archive(archive, 3);
  const auto nano = root / "resources/models/nano";
  auto& settings = shared_->settings;
  auto json = read_json_file(root / "packaging/experiments/claims_small.json");
  json["size_px"] = 32;
  json["triplets"] = 60;
  json["rollouts"] = 60;
  json["clips"] = 12;
  json["noises"] = 1;
  write_json_file(shared_->folder.path() / "claims.json", json);
  settings = ClaimsSettings::from_file(shared_->folder.path() / "claims.json", nano / "recipe.json");
  shared_->data = std::make_unique<TrainingData>(archive);
  shared_->wordings = std::make_unique<Wordings>(root / "resources/captions");
  shared_->maker = std::make_unique<TripletMaker>(*shared_->data, *shared_->wordings, draw_weights({}));
  shared_->source = std::make_unique<ClaimsSource>(ClaimsSource{
      settings, *shared_->data, *shared_->wordings, *shared_->maker, claims_variants(settings.colours)});
  make_shared_parts(settings, fit_codec(settings.recipe, *shared_->maker, 24), claims_texts(*shared_->source),
                    shared_->folder.path() / "shared");
  shared_->model = std::make_unique<ClaimsModel>(settings, shared_->folder.path() / "shared", 3);
}

at::Tensor ExperimentTest::film() {
  std::mt19937_64 random(5);
  const auto from = shared_->data->random_crop(0, false, 32, random);
  const auto to = shared_->data->random_crop(1, false, 32, random);
  std::vector<at::Tensor> frames;
  for (int k = 0; k < kClipFrames; ++k) frames.push_back(from + (to - from) * std::min(1.0, k / 5.0));
  return torch::stack(frames, 1).unsqueeze(0);
}

}  // namespace v4e::training
