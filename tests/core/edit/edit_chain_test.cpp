// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/edit_chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "core/edit/edit_export.h"
#include "core/edit/edit_steps.h"
#include "tests/core/edit/editor_fixture.h"

namespace v4e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

bool same_pixels(const Image& left, const Image& right) {
  return left.size_bytes() == right.size_bytes() &&
         std::memcmp(left.data(), right.data(), left.size_bytes()) == 0;
}

class EditChainTest : public test::TinyEditorTest {};

TEST_F(EditChainTest, GivesWhatTheWishesGiveOneAfterTheOther) {
  Editor editor = make_editor();
  const ChainedEdit chain = edit_chain(editor, make_request("make it night, then make it black and white"));
  EditRequest step = make_request("make it night");
  const EditResult first = editor.edit(step);
  step.settings.instruction = "make it black and white";
  step.photo = std::make_shared<const Photo>(first.edited);
  const EditResult second = editor.edit(step);
  EXPECT_TRUE(same_pixels(chain.whole.edited.image, second.edited.image));
  EXPECT_THAT(chain.whole.frames, SizeIs(first.frames.size() + second.frames.size()));
  EXPECT_EQ(chain.whole.steps, first.steps + second.steps);
  ASSERT_THAT(chain.whole.wishes, SizeIs(2));
  EXPECT_EQ(chain.whole.prompt, first.prompt + ", then " + second.prompt);
  const auto report = edit_report(chain.whole);
  EXPECT_EQ(report.at("wishes").at(1).at("effect"), "bw");
}

TEST_F(EditChainTest, OneWishIsThePlainEdit) {
  Editor editor = make_editor();
  const EditRequest request = make_request("make it night");
  const ChainedEdit chain = edit_chain(editor, request);
  EXPECT_TRUE(same_pixels(chain.whole.edited.image, editor.edit(request).edited.image));
  EXPECT_THAT(chain.whole.wishes, IsEmpty());
}

TEST_F(EditChainTest, AnOwnCaptionStaysWhole) {
  const Editor editor = make_editor();
  EditRequest request = make_request("make it night and make it black and white");
  request.settings.caption = "day slowly turns into night";
  EXPECT_THAT(plan_chain(editor, request), SizeIs(1));
}

TEST_F(EditChainTest, RefusesBeforeTheFirstStepWhatNoStepCanDo) {
  const Editor editor = make_editor();
  try {
    (void)plan_chain(editor, make_request("make it night and replace the dog with a cat"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Unsupported);
    EXPECT_THAT(error.what(), HasSubstr("replace the dog with a cat"));
  }
}

TEST_F(EditChainTest, ProgressGoesForwardThroughAllSteps) {
  Editor editor = make_editor();
  std::vector<double> denoised;
  EditHooks hooks;
  hooks.run.on_progress = [&denoised](const Progress& progress) {
    EXPECT_LE(progress.step, progress.total);
    if (progress.stage == Stage::Denoise)
      denoised.push_back(static_cast<double>(progress.step) / progress.total);
  };
  (void)edit_chain(editor, make_request("make it night, then make it black and white"), hooks);
  EXPECT_TRUE(std::is_sorted(denoised.begin(), denoised.end()));
  EXPECT_DOUBLE_EQ(denoised.back(), 1.0);
}

TEST_F(EditChainTest, StopsInTheSecondStep) {
  Editor editor = make_editor();
  std::stop_source stop;
  EditHooks hooks;
  hooks.run.stop = stop.get_token();
  hooks.run.on_progress = [&stop](const Progress& progress) {
    if (progress.stage == Stage::Denoise && 2 * progress.step > progress.total) stop.request_stop();
  };
  EXPECT_THROW((void)edit_chain(editor, make_request("make it night, then make it black and white"), hooks),
               Cancelled);
}

TEST_F(EditChainTest, KeepingWhatThereIsSaysWhatWasNotBegun) {
  Editor editor = make_editor();
  std::stop_source keep;
  EditHooks hooks;
  hooks.keep = keep.get_token();
  hooks.on_preview = [&keep](const std::vector<Image>&, int) { keep.request_stop(); };
  const ChainedEdit chain =
      edit_chain(editor, make_request("make it night, then make it black and white"), hooks);
  EXPECT_THAT(chain.steps, SizeIs(1));
  EXPECT_THAT(chain.whole.notes, testing::Contains(HasSubstr("make it black and white")));
}

TEST_F(EditChainTest, PositionsRunThroughAllFrames) {
  Editor editor = make_editor();
  const EditRequest request = make_request("make it night, then make it black and white");
  ChainedEdit chain = edit_chain(editor, request);
  const Image last = chain.whole.edited.image;
  const Image after_first = chain.steps[0].result.edited.image;
  EditRequest moved = request;
  moved.settings.strength = 0;
  merge_chain_again(editor, moved, chain);
  EXPECT_TRUE(same_pixels(chain.whole.edited.image, request.photo->image));
  moved.settings.strength = 0.5;  // between the last frame of the one and the first of the other
  merge_chain_again(editor, moved, chain);
  EXPECT_TRUE(same_pixels(chain.whole.edited.image, after_first));
  moved.settings.strength = 1;
  merge_chain_again(editor, moved, chain);
  EXPECT_TRUE(same_pixels(chain.whole.edited.image, last));
}

TEST_F(EditChainTest, WhatNoStepTouchesStaysBitForBit) {
  Editor editor = make_editor();
  EditRequest request = make_request("make it night, then make it black and white");
  const int width = request.photo->image.width();
  Image mask(width, request.photo->image.height(), 1, SampleType::U8);
  auto* weights = reinterpret_cast<std::uint8_t*>(mask.mutable_data());
  for (std::size_t i = 0; i < mask.size_bytes(); ++i)
    weights[i] = static_cast<int>(i) % width < width / 2 ? 255 : 0;
  auto edits = std::make_shared<MergeEdits>();
  edits->mask = mask;
  request.edits = std::move(edits);
  const ChainedEdit chain = edit_chain(editor, request);
  const Image& edited = chain.whole.edited.image;
  ASSERT_EQ(edited.type(), SampleType::U8);
  for (int y = 0; y < edited.height(); ++y) {
    const std::size_t from =
        static_cast<std::size_t>(width - 10) * static_cast<std::size_t>(edited.channels());
    EXPECT_EQ(
        std::memcmp(edited.row<std::uint8_t>(y) + from, request.photo->image.row<std::uint8_t>(y) + from,
                    10 * static_cast<std::size_t>(edited.channels())),
        0)
        << y;
  }
}

/// A request whose edit counts in the left half only.
EditRequest left_half(EditRequest request) {
  const Image& photo = request.photo->image;
  auto edits = std::make_shared<MergeEdits>();
  edits->mask = Image(photo.width(), photo.height(), 1, SampleType::U8);
  auto* weights = reinterpret_cast<std::uint8_t*>(edits->mask.mutable_data());
  for (std::size_t i = 0; i < edits->mask.size_bytes(); ++i)
    weights[i] = static_cast<int>(i) % photo.width() < photo.width() / 2 ? 255 : 0;
  request.edits = std::move(edits);
  return request;
}

TEST_F(EditChainTest, TenStepsLeaveWhatNoneTouchesBitForBit) {
  Editor editor = make_editor();
  const EditRequest request = left_half(make_request("make it night"));
  std::vector<EditRequest> steps(10, request);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i].settings.instruction = i % 2 == 0 ? "make it night" : "make it a pencil sketch";
    steps[i].settings.seed = i;
    steps[i].settings.strength = static_cast<double>(i + 1) / 10;
  }
  const SteppedEdit edit = edit_steps(editor, steps);
  // An early one is switched off, and what follows made again.
  steps.erase(steps.begin() + 2);
  const SteppedEdit fewer = edit_steps(editor, steps);
  const Image& photo = request.photo->image;
  EXPECT_FALSE(same_pixels(edit.whole.edited.image, fewer.whole.edited.image));
  for (const SteppedEdit* each : {&edit, &fewer}) {
    const Image& edited = each->whole.edited.image;
    EXPECT_FALSE(same_pixels(edited, photo));
    for (int y = 0; y < photo.height(); ++y) {
      const auto from = static_cast<std::size_t>(photo.width() - 10) * 3;
      EXPECT_EQ(std::memcmp(edited.row<std::uint8_t>(y) + from, photo.row<std::uint8_t>(y) + from, 30), 0)
          << y;
    }
  }
}

// So a step is made again in one go.
TEST_F(EditChainTest, StrengthAndMaskCountAsIfTheyCameAfterwards) {
  Editor editor = make_editor();
  EditRequest request = left_half(make_request("make it night"));
  request.settings.strength = 0.4;
  const ChainedEdit at_once = edit_chain(editor, request);
  EditRequest plain = make_request("make it night");
  plain.photo = request.photo;
  ChainedEdit afterwards = edit_chain(editor, plain);
  EXPECT_FALSE(same_pixels(at_once.whole.edited.image, afterwards.whole.edited.image));
  merge_chain_again(editor, request, afterwards);
  EXPECT_TRUE(same_pixels(at_once.whole.edited.image, afterwards.whole.edited.image));
}

TEST_F(EditChainTest, StepsAreEditsOfEditsAtTheirStrength) {
  Editor editor = make_editor();
  EditRequest first = make_request("make it night");
  first.settings.strength = 0.5;
  EditRequest second = make_request("make it black and white");
  second.settings.seed = 3;
  const SteppedEdit edit = edit_steps(editor, {first, second});
  const EditResult night = editor.edit(first);
  second.photo = std::make_shared<const Photo>(night.edited);
  const EditResult warm = editor.edit(second);
  EXPECT_TRUE(same_pixels(edit.whole.edited.image, warm.edited.image));
  EXPECT_THAT(edit.whole.frames, SizeIs(3 + 5)) << "the first ones lead to its strength";
  EXPECT_EQ(edit.whole.settings, warm.settings);
  ASSERT_THAT(edit.whole.before, SizeIs(1));
  EXPECT_EQ(edit.whole.before[0].instruction, "make it night");
  EXPECT_EQ(edit.whole.before[0].strength, 0.5);
  const EvolutionFrames frames = merged_evolution(editor, edit);
  ASSERT_EQ(frames.count, 8U);
  EXPECT_TRUE(same_pixels(frames.frame(2, {}), night.edited.image)) << "where the second one begins";
  EXPECT_TRUE(same_pixels(frames.frame(7, {}), warm.edited.image));
}

TEST_F(EditChainTest, StoredFramesGiveTheChainAgain) {
  Editor editor = make_editor();
  const EditRequest request = make_request("make it night, then make it black and white");
  ChainedEdit chain = edit_chain(editor, request);
  EditResult stored;
  stored.frames = chain.whole.frames;
  stored.map = chain.whole.map;
  ChainedEdit restored = restore_chain(editor, request, stored, 2);
  ASSERT_THAT(restored.steps, SizeIs(2));
  merge_chain_again(editor, request, restored);
  EXPECT_TRUE(same_pixels(restored.whole.edited.image, chain.whole.edited.image));
  EXPECT_THAT(restore_chain(editor, request, stored, 1).steps, SizeIs(1)) << "edited as one, by older rules";
  EXPECT_THAT(restore_chain(editor, request, stored, 3).steps, SizeIs(1))
      << "the rules split it otherwise now";
}

TEST_F(EditChainTest, AChainThatWasStoppedComesBackAsFarAsItGot) {
  Editor editor = make_editor();
  const EditRequest request =
      make_request("make it night, then make it black and white, then make it a sketch");
  ChainedEdit chain = edit_chain(editor, request);
  ASSERT_THAT(chain.steps, SizeIs(3));
  EditResult stored;
  stored.map = chain.whole.map;
  for (std::size_t i = 0; i < 2; ++i)
    stored.frames.insert(stored.frames.end(), chain.steps[i].result.frames.begin(),
                         chain.steps[i].result.frames.end());
  ChainedEdit restored = restore_chain(editor, request, std::move(stored), 2);
  ASSERT_THAT(restored.steps, SizeIs(2));
  merge_chain_again(editor, request, restored);
  EXPECT_TRUE(same_pixels(restored.whole.edited.image, chain.steps[1].result.edited.image));
}

}  // namespace
}  // namespace v4e
