// SPDX-License-Identifier: GPL-3.0-or-later
// `v4e experiment`: the whole matrix of claims, in sizes that say nothing about them.
#include <gmock/gmock.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <sstream>

#include "core/base/json_file.h"
#include "tests/end_to_end/program.h"
#include "tests/end_to_end/tiny_archive.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// The shipped settings with the smallest of everything, all rows and all claims.
nlohmann::json tiny_settings() {
  auto settings = read_json_file(fs::path(V4E_SOURCE_DIR) / "packaging/experiments/claims_small.json");
  settings["model"]["transformer"].update(
      {{"num_attention_heads", 1}, {"attention_head_dim", 32}, {"num_layers", 2}, {"ffn_dim", 64}});
  settings["model"]["text_encoder"].update({{"d_model", 32}, {"d_kv", 16}, {"num_heads", 2}, {"d_ff", 32}});
  settings.update({{"size_px", 32},
                   {"triplets", 100},
                   {"clips", 20},
                   {"rollouts", 12},
                   {"rollout_steps", 2},
                   {"own_ways", 8},
                   {"noises", 1},
                   {"batch_size", 4},
                   {"pretraining_updates", 8},
                   {"teacher_updates", 4},
                   {"updates", 6},
                   {"looks", 2},
                   {"step_counts", {1, 4, 30}}});
  settings["colours"] = {{"cast", {"red"}}, {"bgcolour", {"white"}}, {"recolour", {"blue"}}};
  for (auto& row : settings["rows"]) row["seeds"] = 1;
  return settings;
}

class Experiment : public testing::Test {
 protected:
  void SetUp() override {
    write_tiny_archive(folder_.path() / "data.safetensors", 2);
    write_json_file(folder_.path() / "claims.json", tiny_settings());
  }
  [[nodiscard]] std::vector<std::string> words(const fs::path& output) const {
    return {"experiment", (folder_.path() / "claims.json").string(),
            "--data",     (folder_.path() / "data.safetensors").string(),
            "-o",         output.string()};
  }
  /// What was measured, without what hangs on the clock.
  [[nodiscard]] static nlohmann::json results(const fs::path& output) {
    return read_json_file(output / "results.json").at("rows");
  }
  static std::string text_of(const fs::path& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  TemporaryFolder folder_;
  TemporaryFolder log_;
  TemporaryFolder other_log_;
};

TEST_F(Experiment, TwoProgramsMakeTheWholeMatrixAndOneThatIsKilledEndsWithTheSameNumbers) {
  const auto together = folder_.path() / "together";
  {
    Program first(words(together), log_.path());
    Program second(words(together), other_log_.path());
    const auto one = first.wait();
    const auto two = second.wait();
    ASSERT_EQ(one.exit_code, 0) << one.err;
    ASSERT_EQ(two.exit_code, 0) << two.err;
  }
  EXPECT_TRUE(fs::exists(together / "figure.png"));
  const auto tables = text_of(together / "tables.md");
  const auto settings = tiny_settings();
  for (const auto& row : settings["rows"])
    EXPECT_THAT(tables, HasSubstr("| " + row.at("name").get<std::string>() + " | "));
  EXPECT_EQ(results(together).size(), settings["rows"].size());
  const auto all = read_json_file(together / "results.json");
  EXPECT_EQ(all.at("claims").size(), settings["claims"].size());
  for (const auto& claim : all.at("claims")) EXPECT_NE(claim.at("verdict"), "not measured") << claim;
  EXPECT_GT(all.at("ways").at("all").at("ways").get<int>(), 0);

  const auto killed = folder_.path() / "killed";
  {
    Program program(words(killed), log_.path());
    ASSERT_TRUE(program.wait_for_stderr("d1-seed1"));
    program.send(SIGKILL);
    EXPECT_EQ(program.wait().exit_code, -1);
  }
  ASSERT_FALSE(fs::exists(killed / "results.json"));
  const auto run = run_v4e(words(killed), log_.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(results(killed), results(together));
}

TEST_F(Experiment, RefusesAFolderOfOtherSettings) {
  const auto output = folder_.path() / "other";
  fs::create_directories(output);
  auto settings = tiny_settings();
  settings["seed"] = 2;
  write_json_file(output / "settings.json", settings);
  const auto run = run_v4e(words(output), log_.path());
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, HasSubstr("other settings"));
}

}  // namespace
}  // namespace v4e::test
