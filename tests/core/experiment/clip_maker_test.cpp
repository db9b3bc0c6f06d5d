// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/clip_maker.h"

#include <torch/types.h>

#include <algorithm>
#include <regex>
#include <set>

#include "core/base/json_file.h"
#include "core/experiment/claims_variants.h"
#include "core/experiment/clip_nuisance.h"
#include "core/pipelines/noise.h"
#include "core/training/named_colours.h"
#include "core/training/seeds.h"
#include "tests/core/experiment/experiment_fixture.h"

namespace v4e::training {
namespace {

constexpr std::int64_t kSize = 32;

class ClipMakerTest : public ExperimentTest {
 protected:
  static std::vector<std::string> edit_colours() {
    std::vector<std::string> colours;
    for (const auto& variant : source().variants) colours.push_back(variant.colour);
    return colours;
  }
  static at::Tensor noise(std::uint64_t seed) { return draw_noise({48, kSize / 8, kSize / 8}, seed); }
  static std::set<std::string> words_of(const std::string& text) {
    static const std::regex kWord("[a-z]+");
    std::set<std::string> words;
    for (auto at = std::sregex_iterator(text.begin(), text.end(), kWord); at != std::sregex_iterator(); ++at)
      words.insert(at->str());
    return words;
  }
};

/// Every caption that a clip can have, of a thing called "kite".
std::vector<std::string> all_captions() {
  std::vector<std::string> captions = nuisance_captions();
  captions.emplace_back(kCameraStands);
  captions.emplace_back(kNothingMoves);
  for (const auto& process : clip_processes()) {
    for (const auto& pattern : process.captions) captions.push_back(clip_caption(pattern, "kite", "teal"));
  }
  return captions;
}

TEST_F(ClipMakerTest, CaptionsNameNoEditAndAskForNothing) {
  const auto json =
      read_json_file(std::filesystem::path(V4E_SOURCE_DIR) / "resources/captions/nano_instructions.json");
  std::set<std::string> forbidden;
  for (const auto& id : effect_ids()) forbidden.insert(id);
  // What instructions begin with: verbs, but for these.
  for (const auto& [id, wordings] : json.at("effects").items()) {
    for (const char* part : {"train", "heldout"}) {
      for (const auto& wording : wordings.at(part)) {
        std::string text = wording.get<std::string>();
        std::ranges::transform(text, text.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        forbidden.insert(text.substr(0, text.find(' ')));
      }
    }
  }
  for (const char* word : {"a", "the", "i", "more", "what", "with"}) forbidden.erase(word);
  ASSERT_TRUE(forbidden.contains("make") && forbidden.contains("turn") && forbidden.contains("snow"));
  for (const auto& caption : all_captions()) {
    for (const auto& word : words_of(caption))
      EXPECT_FALSE(forbidden.contains(word)) << caption << ": " << word;
  }
}

TEST_F(ClipMakerTest, ProcessesOfGroupsAAndBAreThoseOfTheEditsAndCHasNone) {
  std::map<std::string, char> shown;
  for (const auto& process : clip_processes()) {
    if (process.group != 'D') shown[process.edit] = process.group;
  }
  for (const auto& variant : source().variants) {
    const auto group = group_of(variant.id);
    if (group == 'C') {
      EXPECT_FALSE(shown.contains(variant.id)) << variant.id;
      EXPECT_EQ(clip_caption_of(variant, "kite"), "");
    } else {
      ASSERT_TRUE(shown.contains(variant.id)) << variant.id;
      EXPECT_EQ(shown.at(variant.id), group) << variant.id;
      EXPECT_NE(clip_caption_of(variant, "kite"), "");
    }
  }
}

TEST_F(ClipMakerTest, ThingsInClipsTakeOnColoursThatNoEditHas) {
  const ClipMaker maker(*shared_->maker, edit_colours());
  const auto edits = edit_colours();
  int coloured = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const auto clip = maker.make(kSize, noise(seed), mixed_seed(9, seed));
    if (clip.process != "turns" && clip.process != "backdrop" && clip.process != "glass") continue;
    ++coloured;
    for (const auto& colour : edits) {
      if (!colour.empty()) {
        EXPECT_FALSE(words_of(clip.caption).contains(colour)) << clip.caption;
      }
    }
  }
  EXPECT_GT(coloured, 0);
}

TEST_F(ClipMakerTest, BeginsWithThePhotoAndIsNeverAnEdit) {
  const ClipMaker maker(*shared_->maker, edit_colours());
  for (const auto& process : clip_processes()) {
    std::mt19937_64 random(11);
    const auto clip = maker.make_one(process, kSize, noise(4), random);
    ASSERT_EQ(clip.frames.sizes(), at::IntArrayRef({kClipFrames, 3, kSize, kSize})) << process.name;
    EXPECT_TRUE(clip.frames.isfinite().all().item<bool>()) << process.name;
    EXPECT_GE(clip.frames.min().item<double>(), 0);
    EXPECT_LE(clip.frames.max().item<double>(), 1);
    const bool moves = !torch::allclose(clip.frames[0], clip.frames[8], 0, 1e-3);
    EXPECT_EQ(moves, process.name != "still") << process.name;
    if (process.group == 'D' || process.name == "appears" || process.name == "leaves") continue;
    // The edit of the very same scene, whatever its colour, is another picture.
    Scene scene;
    scene.photo = clip.frames[0];
    scene.subject = torch::ones({1, kSize, kSize});
    scene.background = clip.frames[0];
    for (const auto& variant : source().variants) {
      if (variant.id != process.edit) continue;
      const auto edit = unfolding(variant, scene, noise(4), {}).at(1);
      EXPECT_GT((edit - clip.frames[8]).abs().max().item<double>(), 1e-3) << process.name;
    }
  }
}

TEST_F(ClipMakerTest, HalfOfTheClipsHaveANuisance) {
  const ClipMaker maker(*shared_->maker, edit_colours());
  int nuisances = 0;
  int stands = 0;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    const auto clip = maker.make(kSize, noise(seed), mixed_seed(3, seed));
    nuisances += clip.nuisance.empty() ? 0 : 1;
    const bool told = clip.caption.ends_with(kCameraStands);
    stands += told ? 1 : 0;
    EXPECT_FALSE(told && !clip.nuisance.empty()) << clip.caption;
  }
  // Binomial of 120 at 1/2 and 1/4: four deviations.
  EXPECT_NEAR(nuisances, 60, 22);
  EXPECT_NEAR(stands, 30, 19);
}

TEST(Nuisances, LeaveTheFirstFrameAndMoveTheLast) {
  const auto frames =
      torch::linspace(0, 1, 32).view({1, 1, 1, 32}).expand({kClipFrames, 3, 32, 32}).contiguous();
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    std::mt19937_64 random(seed);
    const auto nuisance = draw_nuisance(random);
    seen.insert(nuisance.name);
    const auto made = with_nuisance(frames, nuisance, random);
    EXPECT_TRUE(torch::equal(made[0], frames[0])) << nuisance.name;
    EXPECT_GT((made - frames).abs().max().item<double>(), 0.005) << nuisance.name;
  }
  EXPECT_EQ(seen.size(), nuisance_captions().size());
}

TEST(Nuisances, APanMovesWhatIsSeenByItsShare) {
  auto frames = torch::zeros({kClipFrames, 3, 32, 32});
  frames.slice(3, 15, 17).fill_(1);
  std::mt19937_64 random(2);
  const auto made = with_nuisance(frames, {"pan", ""}, random);
  const auto columns = torch::arange(32).to(torch::kFloat);
  const auto centre = [&](std::int64_t k) {
    const auto profile = made[k][0].sum(0);
    return ((profile * columns).sum() / profile.sum()).item<double>();
  };
  EXPECT_NEAR(centre(4) - centre(0), (centre(8) - centre(0)) / 2, 0.2);
  EXPECT_GT(std::abs(centre(8) - centre(0)), 0.1);
}

}  // namespace
}  // namespace v4e::training
