// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/claims_sets.h"

#include <torch/types.h>

#include <set>

#include "core/experiment/claims_variants.h"
#include "tests/core/experiment/experiment_fixture.h"

namespace v4e::training {
namespace {

using ClaimsSetsTest = ExperimentTest;

ClaimsSource with_triplets(const ClaimsSource& source, ClaimsSettings& settings, std::int64_t count) {
  settings = source.settings;
  settings.triplets = count;
  return {settings, source.data, source.wordings, source.maker, source.variants};
}

TEST_F(ClaimsSetsTest, ASmallerSetIsTheBeginningOfALargerOne) {
  ClaimsSettings few;
  ClaimsSettings many;
  const auto small = make_triplets(with_triplets(source(), few, 40), model(), {});
  const auto large = make_triplets(with_triplets(source(), many, 50), model(), {});
  ASSERT_EQ(small.size(), 40);
  ASSERT_EQ(large.size(), 50);
  EXPECT_TRUE(torch::equal(large.still.narrow(0, 0, 40), small.still));
  EXPECT_TRUE(torch::equal(large.end.narrow(0, 0, 40), small.end));
  for (std::int64_t i = 0; i < 40; ++i) EXPECT_EQ(large.text_of(i), small.text_of(i));
  std::set<int> variants;
  for (std::int64_t i = 0; i < 38; ++i) variants.insert(small.variant[i].item<int>());
  EXPECT_EQ(variants.size(), 38U);
}

TEST_F(ClaimsSetsTest, AreReadAsTheyWereWritten) {
  auto set = make_triplets(source(), model(), {});
  const auto path = shared_->folder.path() / "triplets.safetensors";
  set.save(path);
  const auto back = LatentSet::open(path);
  EXPECT_TRUE(torch::equal(back.still, set.still));
  EXPECT_TRUE(torch::equal(back.mask, set.mask));
  EXPECT_EQ(back.stream, set.stream);
  EXPECT_EQ(back.caption_of(7), set.caption_of(7));
  EXPECT_FALSE(back.moving.defined());
}

TEST_F(ClaimsSetsTest, TripletsHaveInstructionsAndTheTeacherHasCaptions) {
  const auto set = make_triplets(source(), model(), {});
  for (std::int64_t i = 0; i < set.size(); ++i) {
    const auto& variant = source().variants[static_cast<std::size_t>(set.variant[i].item<int>())];
    EXPECT_NE(set.text_of(i), set.caption_of(i)) << variant.id;
    if (variant.id == "fog") {
      EXPECT_EQ(set.caption_of(i), "mist rolls in");
    }
  }
}

TEST_F(ClaimsSetsTest, TheControlSeesTheSamePhotosAsStillClips) {
  const auto sets = make_clip_sets(source(), model(), {});
  EXPECT_TRUE(torch::equal(sets.images.still, sets.video.still));
  EXPECT_TRUE(torch::equal(sets.images.end, sets.images.still));
  ASSERT_EQ(sets.video.moving.sizes(), at::IntArrayRef({12, 48, 2, 4, 4}));
  for (std::int64_t i = 0; i < 12; ++i) {
    EXPECT_EQ(sets.images.text_of(i).empty(), sets.video.text_of(i).empty());
    if (!sets.images.text_of(i).empty()) {
      EXPECT_EQ(sets.images.text_of(i), kNothingMoves);
    }
  }
}

TEST_F(ClaimsSetsTest, HeldOutEditsAreOfHeldOutPhotosAndOfNoOthers) {
  const auto held_out = make_held_out(source(), model(), {});
  ASSERT_EQ(held_out.size(), 3 * 38);
  EXPECT_EQ(held_out.states.sizes(), at::IntArrayRef({3 * 38, 7, 3, 32, 32}));
  // In item order: the photo's number, then the variant.
  EXPECT_EQ(held_out.place[38].item<int>(), 1);
  EXPECT_EQ(held_out.latents.variant[40].item<int>(), 2);
  // Photo 0 chooses weights, 1 and 2 are reported.
  EXPECT_EQ(held_out.items(true, false).size(), 38U);
  EXPECT_EQ(held_out.items(false, false).size(), 2 * 38U);
  const auto triplets = make_triplets(source(), model(), {});
  const auto clips = make_clip_sets(source(), model(), {});
  // Photos to train on are light, those held out dark; an object that is laid into one may be either.
  const auto lightness = [](const LatentSet& set, std::int64_t item) {
    const auto still = set.still.narrow(0, item, 1).to(torch::kFloat);
    return model().decode(still, ClaimsModel::cross_fade(still, still)).mean().item<double>();
  };
  const auto is_plain = [](const LatentSet& set, std::int64_t item) {
    const auto& variant = source().variants[static_cast<std::size_t>(set.variant[item].item<int>())];
    return !variant.local && variant.id != "restore" && variant.id != "colourise";
  };
  for (std::int64_t i = 0; i < held_out.size(); ++i) {
    if (is_plain(held_out.latents, i)) {
      EXPECT_LT(lightness(held_out.latents, i), 0.4);
    }
  }
  for (std::int64_t i = 0; i < triplets.size(); ++i) {
    if (is_plain(triplets, i)) {
      EXPECT_GT(lightness(triplets, i), 0.45);
    }
  }
  for (std::int64_t i = 0; i < clips.video.size(); ++i) EXPECT_GT(lightness(clips.video, i), 0.35);
  const auto names = source().data.cutout_names(true);
  for (std::int64_t i = 0; i < triplets.size(); ++i) {
    for (const auto& name : names)
      EXPECT_EQ(triplets.text_of(i).find(name), std::string::npos) << triplets.text_of(i);
  }
  for (std::int64_t i = 0; i < clips.video.size(); ++i) {
    for (const auto& name : names) EXPECT_EQ(clips.video.text_of(i).find(name), std::string::npos);
  }
}

TEST_F(ClaimsSetsTest, UnseenWordingsAreOfNoTriplet) {
  const auto held_out = make_held_out(source(), model(), {});
  ClaimsSettings many;
  const auto triplets = make_triplets(with_triplets(source(), many, 400), model(), {});
  const std::set<std::string> trained(triplets.table.begin(), triplets.table.end());
  for (std::int64_t i = 0; i < held_out.size(); ++i) {
    const auto& unseen = held_out.latents.table[static_cast<std::size_t>(held_out.unseen[i].item<int>())];
    EXPECT_FALSE(trained.contains(unseen)) << unseen;
  }
}

}  // namespace
}  // namespace v4e::training
