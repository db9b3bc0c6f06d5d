// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/claims_model.h"

#include <torch/types.h>

#include "core/experiment/claims_measure.h"
#include "core/experiment/claims_objective.h"
#include "core/experiment/few_step_row.h"
#include "core/pipelines/noise.h"
#include "tests/core/experiment/experiment_fixture.h"

namespace v4e::training {
namespace {

using ClaimsModelTest = ExperimentTest;

TEST_F(ClaimsModelTest, TheStudentsConditionIsThePipelines) {
  const auto photo = film().select(2, 0);
  KnownFrames known{.first_image = photo * 2 - 1, .last_image = {}, .num_frames = kClipFrames};
  const auto& conditioning = model().conditioning();
  const auto wanted = conditioning.denoised_part(conditioning.encode(*model().nano().vae, known, {}, {}));
  const auto still = model().encode(photo.unsqueeze(2)).select(2, 0);
  EXPECT_TRUE(torch::allclose(model().condition(Given::First, still, {}), wanted, 0, 1e-5));
}

TEST_F(ClaimsModelTest, TheTeacherIsToldTheEndAndTheMaskSaysSo) {
  const auto latents = model().encode(film());
  const auto still = latents.select(2, 0);
  const auto moving = latents.narrow(2, 1, 2);
  const auto end = model().end_of(still, moving);
  // The end of a clip is what its last frame is as a photo.
  EXPECT_TRUE(torch::allclose(end, model().encode(film().narrow(2, 8, 1)).select(2, 0), 0, 1e-4));
  const auto first = model().condition(Given::First, still, {});
  const auto both = model().condition(Given::FirstAndLast, still, end);
  EXPECT_TRUE(torch::equal(both.select(2, 0), first.select(2, 0)));
  EXPECT_TRUE(torch::equal(both.select(2, 1).slice(1, 4), end));
  EXPECT_EQ(both.slice(1, 0, 4).sum().item<double>(),
            16);  // one of four channels, one of two frames, 4 x 4 cells
  EXPECT_EQ(first.slice(1, 0, 4).abs().sum().item<double>(), 0);
  EXPECT_EQ(model().condition(Given::Nothing, still, {}).abs().sum().item<double>(), 0);
}

/// To what a codec loses that is fitted to few films.
TEST_F(ClaimsModelTest, ACrossFadeIsOne) {
  const auto latents = model().encode(film());
  const auto still = latents.select(2, 0);
  const auto end = model().end_of(still, latents.narrow(2, 1, 2));
  const auto frames = model().decode(still, ClaimsModel::cross_fade(still, end))[0];
  const auto photo = model().decode(still, ClaimsModel::cross_fade(still, still))[0][0];
  const auto edit = model().decode(end, ClaimsModel::cross_fade(end, end))[0][8];
  for (int k = 0; k < kClipFrames; ++k)
    EXPECT_LT((frames[k] - photo - (edit - photo) * (k / 8.0)).abs().max().item<double>(), 0.04) << k;
  EXPECT_TRUE(torch::allclose(model().last_frame(ClaimsModel::cross_fade(still, end))[0], edit, 0, 1e-4));
}

TEST_F(ClaimsModelTest, AWayGetsTheEditsOwnEnd) {
  const auto latents = model().encode(film());
  const auto still = latents.select(2, 0);
  const auto end = model().end_of(still, latents.narrow(2, 1, 2));
  const auto made = draw_noise(latents.narrow(2, 1, 2).sizes(), 5);
  const auto way = model().with_end(made, end);
  EXPECT_TRUE(torch::equal(way.select(2, 0), made.select(2, 0)));
  EXPECT_TRUE(torch::allclose(model().last_frame(way),
                              model().last_frame(ClaimsModel::cross_fade(still, end)), 0, 1e-4));
}

TEST_F(ClaimsModelTest, WeightsOfStateAndWayAreAllWeights) {
  EXPECT_NEAR(model().all_weights().mean().item<double>(), 1, 1e-5);
  EXPECT_TRUE(torch::equal(model().state_weights() + model().way_weights(), model().all_weights()));
  EXPECT_EQ((model().state_weights() > 0).sum().item<int>(), 40);
}

TEST_F(ClaimsModelTest, EqualTextsAreEncodedAlike) {
  const auto states = model().encode_texts_once({"mist rolls in", "", "mist rolls in"});
  EXPECT_TRUE(torch::equal(states[0], states[2]));
  EXPECT_FALSE(torch::equal(states[0], states[1]));
}

/// The edit of one item that is right inside and wrong by 0.1 outside.
TEST_F(ClaimsModelTest, ScoresOfConstructedPictures) {
  HeldOutSet set;
  set.photo = torch::full({1, 3, 16, 16}, 51, torch::kUInt8);  // 0.2
  set.coded = torch::full({1, 3, 16, 16}, 26, torch::kUInt8);  // 0.102
  set.target = set.photo.clone();
  set.target.slice(2, 0, 8).fill_(153);  // 0.6 in the upper half
  set.mask = torch::zeros({1, 16, 16}, torch::kUInt8);
  set.mask.slice(1, 0, 8).fill_(255);
  set.is_local = torch::ones({1}, torch::kUInt8);
  set.place = torch::full({1}, 4, torch::kInt);
  set.latents.variant = torch::full({1}, 2, torch::kInt);
  auto edit = set.target.to(torch::kFloat) / 255;
  edit.slice(2, 8, 16).add_(0.1);
  const auto score = scores_of(edit, set, {0}).front();
  EXPECT_EQ(score.variant, 2);
  EXPECT_EQ(score.place, 4);
  EXPECT_NEAR(score.error, 128 * 0.01, 1e-4);
  EXPECT_NEAR(score.copy_error, 128 * 0.16, 1e-4);
  EXPECT_NEAR(score.outside_area, 6 * 16, 1e-6);  // the mask and two rows more are not outside
  EXPECT_NEAR(score.outside, 6 * 16 * (0.3 - 26 / 255.0) * (0.3 - 26 / 255.0), 1e-4);
  // Two rows of the Laplacian see the step of 0.3, or of 0.4 in the wanted edit: their squares over 14 rows.
  EXPECT_NEAR(score.detail, 2 * 0.09 / 14, 1e-5);
  EXPECT_NEAR(score.wanted_detail, 2 * 0.16 / 14, 1e-5);
}

TEST_F(ClaimsModelTest, DriftIsWhatTheRestOfThePictureMoved) {
  HeldOutSet set;
  const auto photo = (film().select(2, 0)[0] * 255).to(torch::kUInt8);
  const auto large = torch::upsample_bicubic2d(photo.to(torch::kFloat).unsqueeze(0), {96, 96}, false);
  set.photo = large.clamp(0, 255).to(torch::kUInt8);
  set.coded = set.photo;
  set.mask = torch::zeros({1, 96, 96}, torch::kUInt8);
  set.is_local = torch::ones({1}, torch::kUInt8);
  const auto same = set.photo.to(torch::kFloat) / 255;
  EXPECT_NEAR(drift_px(same, set, {0}), 0, 0.05);
  EXPECT_NEAR(drift_px(same.roll({3}, {3}), set, {0}), 3, 0.5);
}

/// Sums of the objective on one batch of made-up triplets.
class TripletObjectiveTest : public ExperimentTest {
 protected:
  void SetUp() override { triplets_ = make_triplets(source(), model(), {}); }
  [[nodiscard]] TripletLessons lessons() {
    TripletLessons all{triplets_};
    all.count = triplets_.size();
    all.batch_size = 6;
    all.updates = 10;
    return all;
  }
  [[nodiscard]] Ways ways(double weight) const {
    const auto still = triplets_.still.to(torch::kFloat);
    return {ClaimsModel::cross_fade(still, triplets_.end.to(torch::kFloat)).to(torch::kBFloat16),
            torch::full({triplets_.size()}, weight)};
  }
  LatentSet triplets_;
};

TEST_F(TripletObjectiveTest, AModelThatChangesNothingHasTheErrorOfThePhoto) {
  // New models make what they are shown: |still - end|² over itself and the little that keeps it finite.
  TripletObjective objective(model(), lessons());
  const auto terms = objective.terms(0, false);
  EXPECT_GT(terms.tail.item<double>(), 0.5);
  EXPECT_LE(terms.tail.item<double>(), 1.0);
  EXPECT_FALSE(terms.evolution.defined());
  EXPECT_FALSE(terms.keep.defined());
  EXPECT_FALSE(terms.block.defined());
}

TEST_F(TripletObjectiveTest, WaysThatFailedCountAsNone) {
  const auto passed = ways(1);
  const auto failed = ways(0);
  auto own = lessons();
  own.ways = &passed;
  EXPECT_GT(TripletObjective(model(), own).terms(0, false).evolution.item<double>(), 0);
  own.ways = &failed;
  EXPECT_EQ(TripletObjective(model(), own).terms(0, false).evolution.item<double>(), 0);
}

TEST_F(TripletObjectiveTest, ATeacherThatIsTheStudentDiffersByWhatItIsTold) {
  auto own = lessons();
  own.teacher = &model();
  own.block_weight_file = shared_->folder.path() / "block.json";
  TripletObjective objective(model(), own);
  const auto terms = objective.terms(0, true);
  ASSERT_TRUE(terms.block.defined());
  EXPECT_GT(terms.block.item<double>(), 0);
}

TEST_F(TripletObjectiveTest, TheSameStepHasTheSameLoss) {
  TripletObjective objective(model(), lessons());
  const auto first = objective.loss(3).item<double>();
  EXPECT_NE(objective.loss(4).item<double>(), first);
  EXPECT_EQ(objective.loss(3).item<double>(), first);
}

TEST_F(TripletObjectiveTest, FlakesComeOfTheNoiseThatIsDrawn) {
  // Of snow the noise is the item's own, of everything else it is new in each step.
  const auto batch = draw_claims_batch(model(), triplets_, triplets_.size(), 60, 1, 0);
  int own = 0;
  for (std::int64_t i = 0; i < 60; ++i) {
    const auto item = batch.items[i].item<std::int64_t>();
    const auto noise = item_noise(triplets_.stream, item, batch.still.sizes().slice(1));
    const bool is_snow =
        source().variants[static_cast<std::size_t>(triplets_.variant[item].item<int>())].id == "snow";
    EXPECT_EQ(torch::equal(batch.noise[i], noise), is_snow);
    own += is_snow ? 1 : 0;
  }
  EXPECT_GT(own, 0);
}

using FewStepRowTest = TripletObjectiveTest;

TEST_F(FewStepRowTest, WaysEndWhereTheModelsOwnSamplerDoes) {
  const auto ways = make_own_ways(model(), triplets_, 3, 2, /*parts=*/1, {});
  ASSERT_EQ(ways.steps(), 2);
  EXPECT_EQ(ways.sigmas.front(), 1);
  EXPECT_EQ(ways.sigmas.back(), 0);
  const auto still = triplets_.still.narrow(0, 0, 3).to(torch::kFloat);
  std::vector<at::Tensor> noise;
  std::vector<std::string> texts;
  for (std::int64_t i = 0; i < 3; ++i) {
    noise.push_back(item_noise(triplets_.stream, i, still.sizes().slice(1)));
    texts.push_back(triplets_.text_of(i));
  }
  const auto sampled =
      model().sample(texts, model().condition(Given::First, still, {}), torch::stack(noise), {.steps = 2});
  EXPECT_TRUE(torch::allclose(ways.states.select(1, 2).to(torch::kFloat), sampled, 2e-2, 2e-2));
  ways.save(shared_->folder.path() / "ways.safetensors");
  const auto read = OwnWays::open(shared_->folder.path() / "ways.safetensors");
  EXPECT_TRUE(torch::equal(read.states, ways.states));
  EXPECT_EQ(read.sigmas, ways.sigmas);
}

/// In as many steps as were stored the model makes its own way already, but for bf16 and the wanted edit.
TEST_F(FewStepRowTest, AModelFollowsItsOwnWayAndNoOther) {
  const auto own = make_own_ways(model(), triplets_, 6, 2, 1, {});
  auto other = own;
  other.states = own.states.clone();
  other.states.select(1, 1).add_(1);
  double followed = 0;
  double strange = 0;
  for (std::int64_t step = 0; step < 12; ++step) {
    followed += FewStepObjective(model(), triplets_, own, 4, 1).loss(step).item<double>();
    strange += FewStepObjective(model(), triplets_, other, 4, 1).loss(step).item<double>();
  }
  EXPECT_LT(followed, strange / 4);
  const auto loss = FewStepObjective(model(), triplets_, own, 4, 1).loss(5);
  EXPECT_TRUE(loss.requires_grad());
  EXPECT_EQ(loss.item<double>(), FewStepObjective(model(), triplets_, own, 4, 1).loss(5).item<double>());
}

TEST(ClipObjectives, GiveThePhotoThePairOrNothing) {
  EXPECT_EQ(ClipObjective::given_at(0.0), Given::First);
  EXPECT_EQ(ClipObjective::given_at(0.49), Given::First);
  EXPECT_EQ(ClipObjective::given_at(0.51), Given::FirstAndLast);
  EXPECT_EQ(ClipObjective::given_at(0.89), Given::FirstAndLast);
  EXPECT_EQ(ClipObjective::given_at(0.91), Given::Nothing);
}

}  // namespace
}  // namespace v4e::training
