// SPDX-License-Identifier: GPL-3.0-or-later
// Several variants of an edit, by tiny models.
#include "core/edit/compare_edits.h"

#include <gmock/gmock.h>

#include "tests/core/edit/editor_fixture.h"

namespace v4e::test {
namespace {

class CompareEdits : public TinyEditorTest {
 protected:
  CompareEdits() {
    write_tiny_model(folder_.path() / "listening", {.listens = true});
    write_tiny_model(folder_.path() / "painter", {.capabilities = {{"sketch"}}});
  }
  /// Keeps one editor at a time, as the programs do.
  OpenEditor opener() {
    return [this](const std::string& model) -> Editor& {
      if (opened_.empty() || opened_.back() != model) {
        opened_.push_back(model);
        editor_.emplace(describe_model(folder_.path() / model), EditorOptions{"cpu", "fp32"}, embedded_rewriter());
      }
      return *editor_;
    };
  }
  static EditSettings night(const std::string& model) {
    EditSettings settings;
    settings.instruction = "make it night";
    settings.model = model;
    return settings;
  }
  static std::string pixels(const Photo& photo) {
    return {reinterpret_cast<const char*>(photo.image.data()), photo.image.size_bytes()};
  }

  std::optional<Editor> editor_;
  std::vector<std::string> opened_;
};

TEST_F(CompareEdits, EachIsWhatItWouldBeAlone) {
  const EditRequest request = make_request("make it night");
  const EditSettings base = night("listening");
  const std::vector<EditVariant> variants{variant_from_text("seed=3", base), variant_from_text("model=tiny", base),
                                          variant_from_text("seed=4,steps=3,strength=0.5", base)};
  std::vector<std::size_t> begun;
  const ComparedEdits compared =
      compare_edits(opener(), request, variants, {}, [&begun](std::size_t place) { begun.push_back(place); });
  EXPECT_THAT(begun, testing::ElementsAre(0, 2, 1));
  // Planned, then made: no model is read more often than that.
  EXPECT_THAT(opened_, testing::ElementsAre("listening", "tiny", "listening", "tiny"));
  ASSERT_EQ(compared.edits.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    ASSERT_TRUE(compared.edits[i].edit) << i;
    EditRequest alone = request;
    alone.settings = variants[i].settings;
    const KeptEdit single = make_kept_edit(opener()(alone.settings.model), alone);
    EXPECT_EQ(pixels(compared.edits[i].edit->chain.whole.edited), pixels(single.chain.whole.edited)) << i;
    EXPECT_GT(compared.edits[i].seconds, 0) << i;
  }
  EXPECT_NE(pixels(compared.edits[0].edit->chain.whole.edited), pixels(compared.edits[2].edit->chain.whole.edited));
}

TEST_F(CompareEdits, NothingOutsideARegionChanges) {
  EditRequest request = make_request("make it black and white");
  EditSettings base = night("tiny");
  base.instruction = request.settings.instruction;
  base.region = region_from_text("10,10,40,40");
  const ComparedEdits compared = compare_edits(
      opener(), request, {variant_from_text("steps=1", base), variant_from_text("steps=2", base)});
  EXPECT_GT(compared.outside_share, 0.5);
  for (const ComparedEdit& one : compared.edits) {
    ASSERT_TRUE(one.outside);
    EXPECT_EQ(*one.outside, 0);
  }
  const nlohmann::json report = comparison_report(compared);
  EXPECT_EQ(report.at("variants")[0].at("outside").at("psnr_db"), 99);
  EXPECT_EQ(report.at("variants")[1].at("name"), "steps=2");
  EXPECT_EQ(report.at("variants")[1].at("edit").at("steps"), 2);
}

TEST_F(CompareEdits, AVariantThatFailsDoesNotStopTheOthers) {
  const EditSettings base = night("tiny");
  const OpenEditor open = opener();
  // Both are opened to be planned, and again to be made.
  int opened = 0;
  int last_to_fail = 3;
  const OpenEditor failing = [&](const std::string& model) -> Editor& {
    if (++opened > 2 && opened <= last_to_fail) throw Error(ErrorCode::FileUnreadable, "the disk with weights is gone");
    return open(model);
  };
  const std::vector<EditVariant> variants{variant_from_text("steps=2", base), variant_from_text("steps=1", base)};
  const ComparedEdits compared = compare_edits(failing, make_request("make it night"), variants);
  EXPECT_FALSE(compared.edits[0].edit);
  ASSERT_TRUE(compared.edits[0].failure);
  EXPECT_TRUE(compared.edits[1].edit);
  const nlohmann::json report = comparison_report(compared);
  EXPECT_THAT(report.at("variants")[0].at("error").get<std::string>(), testing::HasSubstr("the disk"));
  opened = 0;
  last_to_fail = 4;
  EXPECT_THROW((void)compare_edits(failing, make_request("make it night"), variants), Error);
}

TEST_F(CompareEdits, ALoraThatIsNotThereIsSaidBeforeAnyWork) {
  const EditSettings base = night("tiny");
  bool begun = false;
  EXPECT_THROW((void)compare_edits(opener(), make_request("make it night"),
                                   {variant_from_text("lora=/nowhere/lost.safetensors", base),
                                    variant_from_text("steps=1", base)},
                                   {}, [&begun](std::size_t) { begun = true; }),
               Error);
  EXPECT_FALSE(begun);
}

TEST_F(CompareEdits, WhatAModelHasNotLearntIsSaidBeforeAnyWork) {
  const EditSettings base = night("tiny");
  std::vector<std::size_t> begun;
  EXPECT_THROW((void)compare_edits(opener(), make_request("make it night"),
                                   {variant_from_text("steps=1", base), variant_from_text("model=painter", base)}, {},
                                   [&begun](std::size_t place) { begun.push_back(place); }),
               Error);
  EXPECT_TRUE(begun.empty());
}

TEST_F(CompareEdits, StopsAtOnce) {
  const EditSettings base = night("tiny");
  std::stop_source stop;
  int begun = 0;
  EditHooks hooks;
  hooks.run.stop = stop.get_token();
  EXPECT_THROW((void)compare_edits(opener(), make_request("make it night"),
                                   {variant_from_text("steps=1", base), variant_from_text("steps=2", base)}, hooks,
                                   [&](std::size_t) {
                                     if (++begun == 2) stop.request_stop();
                                   }),
               Cancelled);
  EXPECT_EQ(begun, 2);
}

}  // namespace
}  // namespace v4e::test
