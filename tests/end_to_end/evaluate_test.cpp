// SPDX-License-Identifier: GPL-3.0-or-later
// v4e evaluate through the real program: the built-in model on a made-up archive.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "core/checkpoints/formats/safetensors.h"
#include "tests/core/models/made_lpips.h"
#include "tests/end_to_end/program.h"
#include "tests/end_to_end/tiny_archive.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;

class Evaluate : public testing::Test {
 protected:
  void SetUp() override {
    write_tiny_archive(work_.path() / "data.safetensors");
    save_safetensors(work_.path() / "lpips.safetensors", made_lpips(LpipsBackbone::AlexNet));
  }
  [[nodiscard]] RunResult evaluate(const std::vector<std::string>& more) const {
    std::vector<std::string> words{"evaluate",   "nano", "--data", file("data.safetensors"),
                                   "--examples", "1",    "--size", "64",
                                   "--device",   "cpu"};
    words.insert(words.end(), more.begin(), more.end());
    return run_v4e(words, log_.path());
  }
  [[nodiscard]] std::string file(const char* name) const { return (work_.path() / name).string(); }

  TemporaryFolder work_;
  TemporaryFolder log_;
};

/// null: there is none.
nlohmann::json entry_of(const nlohmann::json& list, const std::string& effect) {
  for (const auto& entry : list) {
    if (entry.at("effect") == effect) return entry;
  }
  return nullptr;
}

TEST_F(Evaluate, MeasuresWithTheNetworksThatItIsGiven) {
  const auto tower = fs::path(V4E_SOURCE_DIR) / "tests/goldens/clip/hf";
  const RunResult made =
      evaluate({"--lpips", file("lpips.safetensors"), "--image-encoder", tower.string(), "--json"});
  // Whether the model passes on so few made-up pictures is not asked.
  ASSERT_LE(made.exit_code, 1) << made.err;
  const auto report = nlohmann::json::parse(made.out);
  EXPECT_EQ(report.at("networks").size(), 2u);
  std::vector<std::string> keys;
  for (const auto& kind : report.at("kinds")) keys.push_back(kind.at("key"));
  for (const char* key : {"lpips_alex", "outside_lpips_alex", "target_lpips_alex", "clip_32_14_structure",
                          "target_clip_32_14_unprojected_image"})
    EXPECT_THAT(keys, Contains(key));
  const auto whole = entry_of(report.at("effects"), "bw").at("measures");
  EXPECT_EQ(whole.at("edit").at("lpips_alex").at("items"), 1);
  EXPECT_GT(whole.at("edit").at("lpips_alex").at("mean"), 0);
  EXPECT_GT(whole.at("photo").at("target_lpips_alex").at("mean"), 0);
  EXPECT_FALSE(whole.at("edit").contains("outside_lpips_alex"));
  // Twice as many of regions; outside of them the edit is the photo.
  const auto part = entry_of(report.at("parts"), "repair").at("measures");
  EXPECT_EQ(part.at("edit").at("outside_lpips_alex"), nlohmann::json({{"mean", 0.0}, {"items", 2}}));
  EXPECT_GT(part.at("edit").at("lpips_alex").at("mean"), 0);
}

TEST_F(Evaluate, FindsWrongWeightsBeforeTheWork) {
  const RunResult made = evaluate({"--lpips", file("data.safetensors")});
  EXPECT_EQ(made.exit_code, 6) << made.err;
  EXPECT_THAT(made.err, HasSubstr("AlexNet"));
  EXPECT_THAT(made.err, testing::Not(HasSubstr("error ratio")));
  EXPECT_EQ(evaluate({"--best-of", "2", "--lpips", file("lpips.safetensors")}).exit_code, 2)
      << "the choice among tries is not measured by networks";
}

}  // namespace
}  // namespace v4e::test
