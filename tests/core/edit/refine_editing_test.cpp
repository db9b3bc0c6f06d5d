// SPDX-License-Identifier: GPL-3.0-or-later
// The second run of an edit that changed a small part of the photo, by a model of a few random weights.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <opencv2/core.hpp>

#include "core/edit/editor_state.h"
#include "core/edit/model_defaults.h"
#include "core/image/mat_view.h"
#include "tests/core/edit/editor_fixture.h"

namespace v4e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t kArea_px = 192 * 128;
constexpr int kWidth = 960;
constexpr int kHeight = 640;
constexpr PixelArea kThing{600, 300, 60, 60};

class RefineEditing : public test::TinyEditorTest {
 protected:
  RefineEditing()
      : state_(describe_model(folder_.path() / "tiny"), EditorOptions{"cpu", "fp32"}, embedded_rewriter()),
        request_(make_request("remove the cat")) {
    request_.photo = std::make_shared<const Photo>(test::make_photo(kWidth, kHeight));
    request_.settings.working_area_px = kArea_px;
  }

  const EditSpace& space() { return state_.space_of(request_.photo, EditGreys::Free, {}); }

  /// What a first run gives: all of the photo seen small, and one thing in it that fades to white.
  EditResult first_run() {
    EditResult result;
    result.caption = state_.rewriter.rewrite(request_.settings.instruction, false);
    result.settings = with_defaults(request_.settings, state_.model);
    result.prompt = result.caption.caption;
    (void)state_.components();
    result.map = choose_working_map(kWidth, kHeight, {.max_area_px = kArea_px, .multiple = state_.block_px()});
    const Image seen = make_working_image(space().plain(), result.map);
    const double scale = result.map.scale;
    const cv::Rect thing(cvRound(kThing.x * scale), cvRound(kThing.y * scale), cvRound(kThing.width * scale),
                         cvRound(kThing.height * scale));
    for (int i = 0; i < 5; ++i) {
      Image frame = seen;
      cv::Mat part = view_mutable_mat(frame)(thing);
      part += (cv::Scalar::all(1) - part) * (i / 4.0);
      result.frames.push_back(std::move(frame));
    }
    return result;
  }

  Editor::State state_;
  EditRequest request_;
};

bool lies_in(int x, int y, const PixelArea& area) {
  return x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
}

TEST_F(RefineEditing, MakesTheThingOnceMoreFromNearAndNothingElse) {
  EditResult result = first_run();
  const WorkingMap far = result.map;
  state_.refine(request_, space(), result, {}, {});
  ASSERT_TRUE(result.refined) << testing::PrintToString(result.notes);
  ASSERT_TRUE(result.region);
  EXPECT_THAT(result.frames, SizeIs(5));
  EXPECT_GE(result.map.scale, 1.5 * far.scale);
  EXPECT_EQ(result.frames.back().width(), result.map.width);
  const PixelArea part = result.region->part;
  EXPECT_TRUE(lies_in(kThing.x, kThing.y, part));
  EXPECT_TRUE(lies_in(kThing.x + kThing.width, kThing.y + kThing.height, part));

  state_.merge(request_, space(), result, {});
  const Image& before = request_.photo->image;
  const Image& after = result.edited.image;
  int changed = 0;
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const std::ptrdiff_t at = 3 * std::ptrdiff_t{x};
      const bool same = std::memcmp(before.row<std::uint8_t>(y) + at, after.row<std::uint8_t>(y) + at, 3) == 0;
      ASSERT_TRUE(same || lies_in(x, y, part)) << x << ',' << y;
      changed += same ? 0 : 1;
    }
  }
  EXPECT_GT(changed, kThing.width * kThing.height / 2);
}

TEST_F(RefineEditing, IsLeftOutWhereItIsSwitchedOff) {
  request_.settings.refine = RefineMode::Off;
  EditResult result = first_run();
  const WorkingMap far = result.map;
  state_.refine(request_, space(), result, {}, {});
  EXPECT_FALSE(result.refined);
  EXPECT_EQ(result.map.width, far.width);
  EXPECT_THAT(result.notes, IsEmpty());
}

TEST_F(RefineEditing, SaysWhyItWasNotDoneWhereItWasAskedFor) {
  request_.settings.refine = RefineMode::On;
  EditResult unchanged = first_run();
  for (Image& frame : unchanged.frames) frame = unchanged.frames.front();
  state_.refine(request_, space(), unchanged, {}, {});
  EXPECT_FALSE(unchanged.refined);
  EXPECT_THAT(unchanged.notes, ElementsAre(HasSubstr("nothing changed")));

  request_.settings.instruction = "make it night";
  EditResult whole = first_run();
  state_.refine(request_, space(), whole, {}, {});
  EXPECT_FALSE(whole.refined);
  EXPECT_THAT(whole.notes, ElementsAre(HasSubstr("all of the photo")));
}

TEST_F(RefineEditing, CanBeCancelled) {
  EditResult result = first_run();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(state_.refine(request_, space(), result, {}, {stop.get_token(), {}}), Cancelled);
}

}  // namespace
}  // namespace v4e
