// SPDX-License-Identifier: GPL-3.0-or-later
// The way from a photo to its finished edit, by the built-in model.
#include "core/edit/way.h"

#include <gmock/gmock.h>

#include <fstream>

#include "core/base/resources.h"
#include "core/edit/edit_chain.h"
#include "core/edit/ending.h"
#include "core/edit/kept_edit.h"
#include "core/edit/shown_frames.h"
#include "core/image/io/photo_io.h"
#include "core/image/samples.h"
#include "tests/core/edit/editor_fixture.h"

namespace v4e::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

/// The photo with less green and, in a corner, a white square.
Photo finished_edit(const Photo& photo) {
  Photo edit = photo;
  auto* out = reinterpret_cast<std::uint8_t*>(edit.image.mutable_data());
  for (int y = 0; y < edit.image.height(); ++y) {
    for (int x = 0; x < edit.image.width(); ++x, out += 3) {
      out[1] = static_cast<std::uint8_t>(out[1] / 2);
      if (x < 20 && y < 20) out[0] = out[1] = out[2] = 255;
    }
  }
  return edit;
}

Image flat(int width, int height, float value) {
  Image image(width, height, 3, SampleType::F32);
  auto* out = reinterpret_cast<float*>(image.mutable_data());
  std::fill_n(out, std::size_t{3} * static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
              value);
  return image;
}

class WayTest : public testing::Test {
 protected:
  WayTest() {
    request_.photo = std::make_shared<const Photo>(make_photo(120, 80));
    end_ = finished_edit(*request_.photo);
    write_photo(file_, end_);
    request_.settings.ending = file_;
    request_.settings.working_area_px = 96 * 64;
  }
  [[nodiscard]] static Editor nano() {
    return Editor(choose_model(""), {"cpu", "fp32"}, embedded_rewriter());
  }
  static std::string failure_of(const std::function<void()>& work) {
    try {
      work();
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing";
  }

  TemporaryFolder folder_;
  std::string file_ = folder_.path() / "finished.png";
  Photo end_;
  EditRequest request_;
};

TEST_F(WayTest, BeginsAtThePhotoAndEndsAtTheFinishedEdit) {
  Editor editor = nano();
  KeptEdit made = make_kept_edit(editor, request_);
  EditResult& whole = made.chain.whole;
  EXPECT_EQ(whole.frames.size(), 5u);
  EXPECT_EQ(whole.merge.way, MergeWay::Known);
  EXPECT_TRUE(std::ranges::equal(std::span(whole.edited.image.data(), whole.edited.image.size_bytes()),
                                 std::span(end_.image.data(), end_.image.size_bytes())));
  EXPECT_THAT(whole.notes, Contains(HasSubstr("FLF2V")));
  const auto change = change_of(shown_frames(whole));
  EXPECT_EQ(change.front(), 0);
  EXPECT_EQ(change.back(), 1);
  EXPECT_GT(change[2], 0.05) << "there are states between";
  EXPECT_LT(change[2], 0.95);
  // The photo again, and the same out of a project, whose frames have 8 bits.
  EditRequest again = made.request;
  again.settings.strength = 0;
  merge_chain_again(editor, again, made.chain);
  EXPECT_EQ(whole.edited.image.row<std::uint8_t>(40)[100], request_.photo->image.row<std::uint8_t>(40)[100]);
  KeptEdit restored = restore_kept_edit(editor, {.photo = request_.photo,
                                                 .settings = made.request.settings,
                                                 .prompt = whole.prompt,
                                                 .frames = model_frames(whole),
                                                 .model_name = "nano",
                                                 .device = "cpu",
                                                 .notes = {}});
  again.settings.strength = 1;
  merge_chain_again(editor, again, restored.chain);
  EXPECT_TRUE(std::ranges::equal(
      std::span(restored.chain.whole.edited.image.data(), restored.chain.whole.edited.image.size_bytes()),
      std::span(end_.image.data(), end_.image.size_bytes())));
}

TEST_F(WayTest, AFinishedEditThatIsGoneIsToldAndTheFramesRemain) {
  Editor editor = nano();
  KeptEdit made = make_kept_edit(editor, request_);
  std::filesystem::remove(file_);
  merge_chain_again(editor, made.request, made.chain);
  EXPECT_FALSE(made.chain.whole.edited.image.empty());
  EXPECT_THAT(made.chain.steps.front().result.notes, Contains(HasSubstr("small frames alone")));
  EXPECT_THAT(failure_of([&] { (void)make_kept_edit(editor, request_); }), HasSubstr("finished.png"));
}

TEST_F(WayTest, WhatFitsNotIsSaidBeforeTheModelRuns) {
  Editor editor = nano();
  write_photo(file_, *request_.photo);
  EXPECT_THAT(failure_of([&] { (void)editor.edit(request_); }), HasSubstr("same picture"));
  write_photo(file_, make_photo(80, 120));
  EXPECT_THAT(failure_of([&] { (void)editor.edit(request_); }), HasSubstr("proportions"));
  std::ofstream(file_) << "not a picture";
  EXPECT_THAT(failure_of([&] { (void)editor.edit(request_); }), HasSubstr("finished.png"));
  request_.settings.region = region_from_text("10,10,20,20");
  EXPECT_THAT(failure_of([&] { (void)editor.edit(request_); }), HasSubstr("region"));
}

TEST(Ending, IsBroughtToThePhotosSizeAndType) {
  const Photo photo = make_photo(120, 80);
  const Photo large = finished_edit(make_photo(240, 160));
  const Ending ending = laid_on(large, photo.image);
  EXPECT_EQ(size_of(ending.picture), size_of(photo.image));
  EXPECT_TRUE(ending.was_resized);
  EXPECT_THAT(ending.notes, Contains(HasSubstr("240 x 160")));
  const Ending deep = laid_on(finished_edit(photo), with_samples(photo.image, SampleType::U16));
  EXPECT_EQ(deep.picture.type(), SampleType::U16);
  EXPECT_FALSE(deep.was_resized);
  // Sides rounded to a model's blocks are no other section; a cropped edit is.
  EXPECT_NO_THROW((void)laid_on(finished_edit(make_photo(128, 84)), photo.image));
  EXPECT_THROW((void)laid_on(finished_edit(make_photo(100, 80)), photo.image), EndingError);
}

TEST(HoldEnds, TakesTheErrorsOfTheEndsOffTheFramesBetween) {
  // The model's photo is 0.1 too bright and its end 0.2 too dark; the middle is as far from both.
  std::vector<Image> frames{flat(8, 8, 0.3F), flat(8, 8, 0.45F), flat(8, 8, 0.6F)};
  hold_ends(frames, flat(8, 8, 0.2F), flat(8, 8, 0.8F));
  EXPECT_FLOAT_EQ(frames[0].row<float>(3)[5], 0.2F);
  EXPECT_NEAR(frames[1].row<float>(3)[5], 0.5F, 1e-5);
  EXPECT_FLOAT_EQ(frames[2].row<float>(3)[5], 0.8F);
}

TEST(WayCaption, SaysWhatHappensOrNothingInParticular) {
  const CaptionRewriter rewriter = embedded_rewriter();
  EditSettings settings;
  settings.ending = "x.png";
  EXPECT_EQ(way_caption(settings, rewriter).caption, kSteadyWay);
  settings.instruction = "make it snow";
  EXPECT_THAT(way_caption(settings, rewriter).caption, HasSubstr("snow"));
  settings.caption = "leaves turn red";
  EXPECT_EQ(way_caption(settings, rewriter).detailed_caption, "leaves turn red");
}

}  // namespace
}  // namespace v4e::test
