// SPDX-License-Identifier: GPL-3.0-or-later
// A model of a few random weights edits benchmarks in miniature.
#include "core/evaluation/benchmark/benchmark_run.h"

#include <gmock/gmock.h>

#include "core/image/io/photo_io.h"
#include "tests/core/edit/editor_fixture.h"
#include "tests/core/evaluation/benchmark/made_benchmarks.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using State = ItemOutcome::State;

class BenchmarkRun : public test::TinyEditorTest {
 protected:
  [[nodiscard]] fs::path at(const std::string& name) const { return folder_.path() / name; }

  /// Runs into out/ and counts what is made anew.
  std::vector<ItemOutcome> run(const Benchmark& benchmark, const BenchmarkRunOptions& options = small()) {
    Editor editor = make_editor();
    BenchmarkHooks hooks;
    new_ = 0;
    hooks.on_outcome = [this](std::size_t, const ItemOutcome&, bool is_new) { new_ += is_new ? 1 : 0; };
    return run_benchmark(benchmark, editor, BenchmarkFolder(at("out")), options, hooks);
  }

  [[nodiscard]] static BenchmarkRunOptions small() {
    BenchmarkRunOptions options;
    options.settings.steps = 1;
    return options;
  }

  int new_ = 0;
};

TEST_F(BenchmarkRun, EditsMeasuresAndCounts) {
  const Benchmark benchmark = read_benchmark("pie", test::write_pie(at("pie")));
  const auto outcomes = run(benchmark);
  ASSERT_EQ(outcomes.size(), 3u);
  EXPECT_EQ(outcomes[0].state, State::Done);
  EXPECT_EQ(outcomes[1].state, State::NotOffered);
  EXPECT_THAT(outcomes[1].reason, HasSubstr("dragon"));
  EXPECT_EQ(outcomes[2].state, State::Done);
  const Measures& composited = outcomes[0].measures.at("composited");
  EXPECT_TRUE(composited.contains("outside_psnr"));
  EXPECT_TRUE(outcomes[0].measures.at("raw").contains("inside_mse"));
  // The tiny model makes a film of several frames.
  for (const char* system : {"raw", "composited"}) {
    const Measures& measures = outcomes[0].measures.at(system);
    ASSERT_TRUE(measures.contains("evolution_jump")) << system;
    EXPECT_LE(measures.at("evolution_monotony"), 1) << system;
    EXPECT_TRUE(measures.contains("evolution_progress_50")) << system;
  }
  for (const char* system : {"raw", "composited"}) {
    const Photo edit = read_photo(at("out") / system / "annotation_images/9_style/000.png");
    EXPECT_EQ(edit.image.width(), 48) << system;
    EXPECT_EQ(edit.image.height(), 32) << system;
  }
  EXPECT_TRUE(fs::exists(at("out/pictures/000-photo.jpg")));
}

TEST_F(BenchmarkRun, GEditBenchHasThePhotoBesideTheEdit) {
  const Benchmark benchmark = read_benchmark("gedit", test::write_gedit(at("gedit")), {.language = "en"});
  run(benchmark);
  for (const char* system : {"raw", "composited"}) {
    EXPECT_TRUE(fs::exists(at("out") / system / "fullset/tone_transfer/en/a1.png")) << system;
    EXPECT_TRUE(fs::exists(at("out") / system / "fullset/tone_transfer/en/a1_SRCIMG.png")) << system;
  }
}

TEST_F(BenchmarkRun, MakesNothingTwice) {
  const Benchmark benchmark = read_benchmark("pie", test::write_pie(at("pie")));
  const auto first = run(benchmark);
  EXPECT_EQ(new_, 3);
  const auto second = run(benchmark);
  EXPECT_EQ(new_, 0);
  EXPECT_EQ(second[0].measures, first[0].measures);
  // An edit that is gone, another setting and another picture are made again.
  fs::remove(at("out/raw/annotation_images/9_style/000.png"));
  run(benchmark);
  EXPECT_EQ(new_, 1);
  BenchmarkRunOptions other = small();
  other.settings.seed = 1;
  run(benchmark, other);
  EXPECT_EQ(new_, 3);
  test::write_picture(at("pie/annotation_images/9_style/002.jpg"), 56, 32, 9);
  run(benchmark, other);
  EXPECT_EQ(new_, 1);
}

TEST_F(BenchmarkRun, ABrokenNoteOfAnItemIsMadeOnceMore) {
  const Benchmark benchmark = read_benchmark("pie", test::write_pie(at("pie")));
  run(benchmark);
  test::write_text(at("out/items/000.json"), "{\"id\": \"000\", \"sta");
  EXPECT_EQ(run(benchmark)[0].state, State::Done);
  EXPECT_EQ(new_, 1);
}

TEST_F(BenchmarkRun, AMissingPictureFailsItsItemAndIsTriedAgain) {
  const Benchmark benchmark = read_benchmark("pie", test::write_pie(at("pie")));
  const fs::path picture = at("pie/annotation_images/9_style/000.jpg");
  fs::remove(picture);
  const auto outcomes = run(benchmark);
  EXPECT_EQ(outcomes[0].state, State::Failed);
  EXPECT_THAT(outcomes[0].reason, HasSubstr("000.jpg"));
  EXPECT_EQ(outcomes[2].state, State::Done);
  test::write_text(picture, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n");
  EXPECT_THAT(run(benchmark)[0].reason, HasSubstr("git lfs pull"));
  test::write_picture(picture, 48, 32, 1);
  EXPECT_EQ(run(benchmark)[0].state, State::Done);
}

TEST_F(BenchmarkRun, TurnsInARowBeginFromTheEditBefore) {
  const Benchmark benchmark = read_benchmark("magicbrush", test::write_magic_brush(at("brush")));
  const auto outcomes = run(benchmark);
  ASSERT_EQ(outcomes.size(), 6u);
  for (const auto& outcome : outcomes) EXPECT_EQ(outcome.state, State::Done) << outcome.id << outcome.reason;
  EXPECT_TRUE(outcomes[2].measures.at("raw").contains("target_l1"));
  // What the second turn began from is the first one's edit, not the data set's picture.
  const auto bytes = [this](const char* name) {
    const Image image = read_photo(at(name)).image;
    return pixels(image);
  };
  EXPECT_EQ(bytes("out/pictures/7_iter_2-photo.jpg"), bytes("out/pictures/7_1-composited.jpg"));
  EXPECT_NE(bytes("out/pictures/7_inde_2-photo.jpg"), bytes("out/pictures/7_1-composited.jpg"));
}

TEST_F(BenchmarkRun, ARowEndsWhereATurnIsNotMade) {
  Benchmark benchmark = read_benchmark("magicbrush", test::write_magic_brush(at("brush")));
  benchmark.items[0].instruction = "add a dragon";
  const auto outcomes = run(benchmark);
  EXPECT_EQ(outcomes[0].state, State::NotOffered);
  EXPECT_EQ(outcomes[1].state, State::Done);
  EXPECT_EQ(outcomes[2].state, State::NotOffered);
  EXPECT_THAT(outcomes[2].reason, HasSubstr("7_1"));
  EXPECT_EQ(outcomes[4].state, State::NotOffered);
}

TEST_F(BenchmarkRun, MasksHoldAnEditWhereTheyAreAskedTo) {
  const Benchmark benchmark =
      read_benchmark("pie", test::write_pie(at("pie")), {.groups = {"change style"}, .most_per_group = 1});
  BenchmarkRunOptions options = small();
  options.with_masks = true;
  const auto outcomes = run(benchmark, options);
  ASSERT_EQ(outcomes[0].state, State::Done) << outcomes[0].reason;
  EXPECT_EQ(outcomes[0].measures.at("composited").at("outside_mse"), 0);
}

TEST_F(BenchmarkRun, StopsBetweenItemsAndGoesOn) {
  const Benchmark benchmark = read_benchmark("pie", test::write_pie(at("pie")));
  Editor editor = make_editor();
  std::stop_source stop;
  BenchmarkHooks hooks;
  hooks.edit.run.stop = stop.get_token();
  hooks.on_outcome = [&](std::size_t, const ItemOutcome&, bool) { stop.request_stop(); };
  EXPECT_THROW((void)run_benchmark(benchmark, editor, BenchmarkFolder(at("out")), small(), hooks), Cancelled);
  EXPECT_EQ(run(benchmark).size(), 3u);
  EXPECT_EQ(new_, 2);
}

TEST_F(BenchmarkRun, WeightsAreHashedOnce) {
  std::map<std::string, std::string> known;
  const ModelDescription model = describe_model(at("tiny"));
  const auto hashes = weight_hashes(model, {}, known);
  EXPECT_GE(hashes.size(), 3u);
  for (const auto& [name, hash] : hashes) EXPECT_EQ(hash.size(), 64u) << name;
  for (auto& [file, hash] : known) hash = "kept";
  EXPECT_EQ(weight_hashes(model, {}, known).begin()->second, "kept");
}

}  // namespace
}  // namespace v4e
