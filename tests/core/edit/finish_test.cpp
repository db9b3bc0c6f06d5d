// SPDX-License-Identifier: GPL-3.0-or-later
// An edit made once more at 2K by ChronoEdit's upscaler.
#include "core/edit/finish.h"

#include <gmock/gmock.h>

#include "core/base/advice.h"
#include "core/edit/edit_steps.h"
#include "core/edit/lora_uses.h"
#include "tests/core/edit/editor_fixture.h"
#include "tests/end_to_end/tiny_chronoedit.h"

namespace v4e::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(FinishArea, Is2048AlongTheLongerSideInWholeBlocks) {
  EXPECT_EQ(finish_area_px({6000, 4000}), 2048 * 1376);
  EXPECT_EQ(finish_area_px({4000, 6000}), 2048 * 1376);
  EXPECT_EQ(finish_area_px({3000, 3000}), 2048 * 2048);
  const WorkingMap map = choose_working_map(6000, 4000, {.max_area_px = finish_area_px({6000, 4000})});
  EXPECT_EQ(map.width, 2048);
  EXPECT_EQ(map.height, 1376);
}

TEST(FinishSettings, TakeOverHowTheEditWorksAndLeaveWhatItWas) {
  EditSettings edit{.instruction = "add a hat",
                    .caption = "A hat appears.",
                    .model = "/models/chronoedit",
                    .steps = 8,
                    .guidance = 1.0,
                    .frames = 29,
                    .shift = 2.0,
                    .reasoning_steps = 4,
                    .seed = 7,
                    .strength = 0.5,
                    .loras = {{.file = "distill"}, {.file = "upsample", .strength = 0.9, .on = false}}};
  edit.region.kind = RegionChoice::Kind::Subject;
  const EditSettings finish = finish_settings(edit, 1, {3000, 2000});
  EXPECT_TRUE(is_finish(finish));
  EXPECT_FALSE(is_finish(edit));
  EXPECT_EQ(finish.model, edit.model);
  EXPECT_EQ(finish.steps, 8);
  EXPECT_EQ(finish.shift, 2.0);
  EXPECT_EQ(finish.seed, 7u);
  EXPECT_EQ(finish.region, edit.region);
  EXPECT_TRUE(finish.loras[0].on && finish.loras[1].on);
  EXPECT_EQ(finish.loras[1].strength, 0.9);
  EXPECT_FALSE(finish.frames || finish.reasoning_steps);
  EXPECT_EQ(finish.strength, 1);
  EXPECT_EQ(finish.working_area_px, 2048 * 1376);
  EXPECT_NO_THROW(finish.validate());
  EXPECT_TRUE(is_finish(edit_settings_from_text(to_text(finish), "the test"))) << "as projects keep it";
}

class Finish : public TinyEditorTest {
 protected:
  Finish() {
    write_tiny_chronoedit(folder_.path() / "chronoedit");
    upscaler_ = write_tiny_lora(folder_.path() / "upsample_lora_diffusers.safetensors");
  }
  [[nodiscard]] ModelDescription model() const { return describe_model(folder_.path() / "chronoedit"); }
  [[nodiscard]] Editor editor() const { return Editor(model(), {"cpu", "fp32"}, embedded_rewriter()); }
  static EditRequest request_with(std::vector<LoraChoice> loras) {
    EditRequest request = make_request("make it snow");
    request.settings.refine = RefineMode::Off;
    request.settings.loras = std::move(loras);
    return request;
  }
  static EditRequest step(EditSettings settings) {
    EditRequest request;
    request.settings = std::move(settings);
    return request;
  }

  std::string upscaler_;
};

TEST_F(Finish, TheUpscalerHasNoPartInOtherEdits) {
  Editor made = editor();
  const EditResult plain = made.edit(request_with({}));
  const EditResult with = made.edit(request_with({{.file = upscaler_}}));
  EXPECT_EQ(pixels(with.frames.back()), pixels(plain.frames.back()));
  EXPECT_THAT(left_out_notes(request_with({{.file = upscaler_}}).settings, model()),
              ElementsAre(HasSubstr("upsample_lora_diffusers.safetensors")));
  EXPECT_THAT(left_out_notes(request_with({{.file = upscaler_, .on = false}}).settings, model()), IsEmpty());
}

TEST_F(Finish, IsMadeOfTheEditByItsOwnWordsWithTheLora) {
  Editor made = editor();
  const EditRequest edit = request_with({{.file = upscaler_, .on = false}});
  const EditSettings finish = finish_of(edit.settings, model(), size_of(edit.photo->image));
  const SteppedEdit both = edit_steps(made, {edit, step(finish)});
  ASSERT_EQ(both.steps.size(), 2u);
  const EditResult& last = both.steps.back().whole;
  EXPECT_EQ(last.prompt, kFinishCaption);
  EXPECT_EQ(last.caption.kind, EditKind::Restore);
  EXPECT_EQ(last.map.width, 128) << "all that a photo of 120 pixels has, in blocks of 16";
  EXPECT_EQ(size_of(last.edited.image), size_of(edit.photo->image));
  EditSettings without = finish;
  without.loras.clear();
  const EditResult bare = edit_steps(made, {edit, step(without)}).steps.back().whole;
  EXPECT_NE(pixels(last.frames.back()), pixels(bare.frames.back())) << "the LoRA counts";
}

TEST_F(Finish, OutsideTheEditsRegionThePhotoStaysBitForBit) {
  Editor made = editor();
  EditRequest edit = request_with({{.file = upscaler_}});
  edit.settings.region.kind = RegionChoice::Kind::Rectangle;
  edit.settings.region.rectangle = {20, 10, 60, 40};
  const EditSettings finish = finish_of(edit.settings, model(), size_of(edit.photo->image));
  const Image edited = edit_steps(made, {edit, step(finish)}).whole.edited.image;
  const Image& photo = edit.photo->image;
  int changed = 0;
  for (int y = 0; y < photo.height(); ++y) {
    for (int x = 0; x < photo.width(); ++x) {
      const auto* was = photo.row<std::uint8_t>(y) + 3 * x;
      const auto* is = edited.row<std::uint8_t>(y) + 3 * x;
      if (std::equal(was, was + 3, is)) continue;
      ++changed;
      ASSERT_TRUE(x >= 20 && x < 80 && y >= 10 && y < 50) << x << ", " << y;
    }
  }
  EXPECT_GT(changed, 0);
}

TEST_F(Finish, WithoutAnUpscalerItIsSaidWhatIsNeeded) {
  try {
    (void)finish_of(request_with({{.file = "style.safetensors"}}).settings, model(), {100, 100});
    ADD_FAILURE() << "taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Unsupported);
    EXPECT_THAT(error.what(), HasSubstr("upsample_lora_diffusers.safetensors"));
    EXPECT_THAT(error.what(), HasSubstr("say once what it is for"));
    EXPECT_THAT(advice_of(error), ElementsAre(Advice::SayPurpose));
  }
  try {
    (void)finish_of(request_with({}).settings, model(), {100, 100});
    ADD_FAILURE() << "taken";
  } catch (const Error& error) {
    EXPECT_THAT(advice_of(error), IsEmpty()) << "there is no LoRA that it could be";
  }
}

}  // namespace
}  // namespace v4e::test
