// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of a region, by a model of a few random weights.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

#include "core/base/advice.h"
#include "core/base/json_file.h"
#include "core/edit/edit_export.h"
#include "core/edit/edit_steps.h"
#include "core/edit/kept_edit.h"
#include "core/image/samples.h"
#include "tests/core/edit/editor_fixture.h"

namespace v4e {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

bool have_same_pixels(const Image& left, const Image& right) {
  return left.size_bytes() == right.size_bytes() && left.width() == right.width() &&
         std::memcmp(left.data(), right.data(), left.size_bytes()) == 0;
}

/// Whether a pixel has the same bits in both.
bool same_at(const Image& left, const Image& right, int x, int y) {
  const std::size_t bytes = left.row_bytes() / static_cast<std::size_t>(left.width());
  const std::size_t at = bytes * static_cast<std::size_t>(x);
  return std::memcmp(left.row<std::byte>(y) + at, right.row<std::byte>(y) + at, bytes) == 0;
}

class RegionEditing : public test::TinyEditorTest {
 protected:
  /// Of a photo that is large for the model; a caption that no rule knows is an edit of the region itself.
  static EditRequest request_of(const PixelArea& area, const std::string& instruction = "make it night",
                                SampleType type = SampleType::U8) {
    EditRequest request = make_request(instruction);
    request.photo = std::make_shared<const Photo>(test::make_photo(480, 320, 3, type));
    request.settings.region.kind = RegionChoice::Kind::Rectangle;
    request.settings.region.rectangle = area;
    request.settings.merge = MergeWay::Global;  // the random edit is too faint for the program to see one
    return request;
  }
  static EditRequest local(const PixelArea& area, SampleType type = SampleType::U8) {
    EditRequest request = request_of(area, "", type);
    request.settings.caption = "the thing slowly becomes another one";
    return request;
  }
};

constexpr PixelArea kBox{300, 100, 40, 30};

void expect_inside_only(const Image& edited, const Image& photo, const PixelArea& area) {
  int changed = 0;
  for (int y = 0; y < photo.height(); ++y) {
    for (int x = 0; x < photo.width(); ++x) {
      const bool inside = x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
      const bool same = same_at(edited, photo, x, y);
      EXPECT_TRUE(inside || same) << x << ' ' << y;
      changed += inside && !same ? 1 : 0;
    }
  }
  EXPECT_GT(changed, area.width * area.height / 2);
}

TEST_F(RegionEditing, OutsideKeepsThePhotosBits) {
  Editor editor = make_editor();
  for (const SampleType type : {SampleType::U8, SampleType::U16}) {
    for (EditRequest request : {local(kBox, type), request_of(kBox, "make it night", type)}) {
      const EditResult result = editor.edit(request);
      expect_inside_only(result.edited.image, request.photo->image, kBox);
      for (int y = 0; y < 320; ++y) {
        for (int x = 0; x < 480; ++x) {
          if (result.merge.mask.row<std::uint8_t>(y)[x] > 0) continue;
          ASSERT_TRUE(same_at(result.edited.image, request.photo->image, x, y)) << x << ' ' << y;
        }
      }
    }
  }
}

TEST_F(RegionEditing, IsMadeAtItsOwnResolution) {
  Editor editor = make_editor();
  const EditResult result = editor.edit(local(kBox));
  ASSERT_TRUE(result.region);
  EXPECT_LT(result.region->part.width, 4 * kBox.width);
  EXPECT_EQ(result.map.photo_width, result.region->part.width);
  const EditResult whole = editor.edit(request_of(kBox));
  EXPECT_EQ(whole.region->part, (PixelArea{0, 0, 480, 320})) << "night is of the whole scene";
  EXPECT_GT(result.map.scale, 2 * whole.map.scale);
  EXPECT_EQ(edit_report(result).at("region").at("kind"), "300,100,40,30");
}

TEST_F(RegionEditing, OfAllOfThePhotoIsTheEditWithout) {
  Editor editor = make_editor();
  EditRequest request = local({0, 0, 480, 320});
  const EditResult region = editor.edit(request);
  EXPECT_FALSE(region.region);
  request.settings.region = {};
  EXPECT_TRUE(have_same_pixels(region.edited.image, editor.edit(request).edited.image));
}

TEST_F(RegionEditing, MergesAgainAtAnyStrengthPartAndSize) {
  Editor editor = make_editor();
  EditRequest request = local(kBox);
  EditResult result = editor.edit(request);
  const Image whole = result.edited.image;
  request.settings.strength = 0.5;
  editor.merge_again(request, result);
  EXPECT_FALSE(have_same_pixels(result.edited.image, whole));
  expect_inside_only(result.edited.image, request.photo->image, kBox);
  request.settings.strength = 1;
  for (const PixelArea& area :
       {PixelArea{280, 90, 100, 20}, PixelArea{310, 110, 10, 10}, PixelArea{0, 0, 20, 20}}) {
    request.area = area;
    editor.merge_again(request, result);
    EXPECT_TRUE(have_same_pixels(result.edited.image, cropped(whole, area))) << area.x;
  }
  request.area.reset();
  request.scale = 0.3;
  editor.merge_again(request, result);
  EXPECT_EQ(size_of(result.edited.image), (PixelSize{144, 96}));
  request.scale = 1;
  editor.merge_again(request, result);
  EXPECT_TRUE(have_same_pixels(result.edited.image, whole));
}

/// Of a photo of 480 x 320 pixels.
std::shared_ptr<MergeEdits> selection_of(const PixelArea& area) {
  auto edits = std::make_shared<MergeEdits>();
  edits->mask = Image(480, 320, 1, SampleType::U8);
  for (int y = area.y; y < area.y + area.height; ++y) {
    std::byte* row = edits->mask.mutable_data() + 480 * static_cast<std::size_t>(y);
    std::memset(row + area.x, 255, static_cast<std::size_t>(area.width));
  }
  return edits;
}

TEST_F(RegionEditing, WhatIsSelectedSinceCounts) {
  Editor editor = make_editor();
  EditRequest whole = request_of(kBox);
  EditResult result = editor.edit(whole);
  for (const PixelArea& other : {PixelArea{310, 105, 20, 20}, PixelArea{100, 50, 60, 80}}) {
    whole.edits = selection_of(other);
    editor.merge_again(whole, result);
    expect_inside_only(result.edited.image, whole.photo->image, other);
  }
  // The model did not see what lies beyond its part of the photo.
  EditRequest part = local(kBox);
  result = editor.edit(part);
  part.edits = selection_of({0, 0, 100, 90});
  editor.merge_again(part, result);
  EXPECT_TRUE(have_same_pixels(result.edited.image, part.photo->image));
  part.edits = nullptr;
  editor.merge_again(part, result);
  expect_inside_only(result.edited.image, part.photo->image, kBox);
}

TEST_F(RegionEditing, GoesTogetherWithMoments) {
  Editor editor = make_editor();
  EditRequest request = local(kBox);
  EditResult result = editor.edit(request);
  auto moment = std::make_shared<MergeEdits>();
  moment->regions.push_back({selection_of({0, 0, 320, 320})->mask, 0.0});  // there, the photo as it was
  request.edits = moment;
  editor.merge_again(request, result);
  expect_inside_only(result.edited.image, request.photo->image, {320, 100, 20, 30});
}

TEST_F(RegionEditing, IsShownInThePhotoWhileItIsMadeAndAfter) {
  Editor editor = make_editor();
  EditHooks hooks;
  std::vector<Image> previews;
  hooks.on_preview = [&](const std::vector<Image>& frames, int) { previews = frames; };
  const EditResult result = editor.edit(local(kBox), hooks);
  const std::vector<Image> shown = shown_frames(result);
  ASSERT_THAT(shown, SizeIs(5));
  const Image photo = with_samples(result.region->photo, SampleType::U8);
  EXPECT_NEAR(double(photo.width()) / photo.height(), 1.5, 0.05);
  for (const std::vector<Image>& pictures : {shown, previews}) {
    EXPECT_EQ(size_of(pictures.back()), size_of(photo));
    EXPECT_TRUE(same_at(pictures.back(), photo, 0, 0));
    const int x = 320 * photo.width() / 480;
    const int y = 115 * photo.height() / 320;
    EXPECT_FALSE(same_at(pictures.back(), photo, x, y));
  }
}

TEST_F(RegionEditing, ComesBackFromAProject) {
  Editor editor = make_editor();
  for (const EditRequest& request : {local(kBox), request_of(kBox)}) {
    const KeptEdit kept = make_kept_edit(editor, request);
    const EditResult& whole = kept.chain.whole;
    StoredEdit stored;
    stored.photo = request.photo;
    stored.settings = kept.request.settings;
    stored.prompt = whole.prompt;
    stored.frames = model_frames(whole);
    stored.region = kept.request.region;
    stored.part = *kept.request.part;
    KeptEdit again = restore_kept_edit(editor, stored);
    merge_chain_again(editor, again.request, again.chain);
    EXPECT_EQ(shown_frames(again.chain.whole).size(), whole.frames.size());
    const Image& edited = again.chain.whole.edited.image;
    expect_inside_only(edited, request.photo->image, kBox);
    const auto difference = [&](int x, int y) {
      return std::abs(int{edited.row<std::uint8_t>(y)[3 * x]} -
                      int{whole.edited.image.row<std::uint8_t>(y)[3 * x]});
    };
    for (int x = 300; x < 340; ++x) EXPECT_LE(difference(x, 115), 4) << "its frames have 8 bits";
  }
}

TEST_F(RegionEditing, OfSeveralWishesIsOfOnePart) {
  Editor editor = make_editor();
  const EditRequest request = request_of(kBox, "make it night, then make it black and white");
  const ChainedEdit chain = edit_chain(editor, request);
  ASSERT_THAT(chain.steps, SizeIs(2));
  EXPECT_EQ(chain.steps[1].result.region->mask, chain.steps[0].result.region->mask);
  EXPECT_THAT(shown_frames(chain.whole), SizeIs(10));
  expect_inside_only(chain.whole.edited.image, request.photo->image, kBox);
}

TEST_F(RegionEditing, StepsOfDifferentRegionsAreOneFilm) {
  Editor editor = make_editor();
  EditRequest all = request_of(kBox);
  all.settings.region = {};
  const SteppedEdit edit = edit_steps(editor, {request_of(kBox), local({20, 20, 60, 40}), all});
  const std::vector<Image> shown = shown_frames(edit.whole);
  ASSERT_THAT(shown, SizeIs(15));
  for (const Image& frame : shown) EXPECT_EQ(size_of(frame), size_of(shown.front()));
  const EvolutionFrames film = merged_evolution(editor, edit);
  EXPECT_EQ(film.count, 15U);
  EXPECT_TRUE(have_same_pixels(film.frame(9, {}), edit.steps[1].whole.edited.image));
}

TEST_F(RegionEditing, TheSubjectIsFoundByWhatTheEditorIsGiven) {
  Editor editor = make_editor();
  EditRequest request = local(kBox);
  request.settings.region = {};
  request.settings.region.kind = RegionChoice::Kind::Subject;
  editor.set_subject_source({});
  try {
    (void)editor.edit(request);
    FAIL() << "nothing finds it";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Unsupported);
  }
  editor.set_subject_source([](const Image& picture, const RunContext&) {
    Image mask(picture.width(), picture.height(), 1, SampleType::U8);
    for (int y = 100; y < 130; ++y) std::memset(mask.mutable_data() + 480 * y + 300, 255, 40);
    return mask;
  });
  expect_inside_only(editor.edit(request).edited.image, request.photo->image, kBox);
}

/// The index of the model with another list of what it can do; nothing: no limits.
void set_capabilities(const std::filesystem::path& model, const char* key,
                      const std::optional<std::vector<std::string>>& effects) {
  const std::filesystem::path file = model / "model_index.json";
  nlohmann::json index = read_json_file(file);
  index.erase(key);
  if (effects) index[key] = *effects;
  std::ofstream(file) << index;
}

TEST_F(RegionEditing, WhatPointsAtSomethingNeedsARegion) {
  set_capabilities(folder_.path() / "tiny", "v4e_capabilities", std::nullopt);
  const Editor editor = make_editor();
  const auto refused = [&](const EditRequest& request) {
    try {
      (void)editor.plan(request);
    } catch (const AdvisedError& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
      return error.advice() == std::vector<Advice>{Advice::ChooseRegion};
    }
    return false;
  };
  EditRequest request = request_of(kBox, "remove this");
  EXPECT_FALSE(refused(request));
  request.settings.region = {};
  EXPECT_TRUE(refused(request));
  request.force = true;
  EXPECT_FALSE(refused(request));
  request.force = false;
  request.settings.instruction = "remove the dog";
  EXPECT_FALSE(refused(request)) << "a large model finds it";
}

TEST_F(RegionEditing, TheSubjectIsNotEditedInPlaceOfTheBackground) {
  set_capabilities(folder_.path() / "tiny", "v4e_capabilities", std::nullopt);
  const Editor editor = make_editor();
  EditRequest request = request_of(kBox, "blur the background");
  EXPECT_EQ(editor.plan(request).kind, EditKind::Background) << "a region of one's own counts";
  request.settings.region.kind = RegionChoice::Kind::Background;
  EXPECT_EQ(editor.plan(request).kind, EditKind::Background);
  request.settings.region.kind = RegionChoice::Kind::Subject;
  EXPECT_THROW((void)editor.plan(request), AdvisedError);
  request.force = true;
  EXPECT_EQ(editor.plan(request).kind, EditKind::Background);
  request.force = false;
  request.settings.instruction = "make it night";
  EXPECT_NO_THROW((void)editor.plan(request));
}

TEST_F(RegionEditing, WhatAModelCanDoToAPartAsksForThePart) {
  set_capabilities(folder_.path() / "tiny", "v4e_capabilities", std::vector<std::string>{"darker", "bw"});
  const Editor editor = make_editor();
  for (const char* instruction : {"make the sky darker", "make the background black and white"}) {
    EditRequest request = make_request(instruction);
    try {
      (void)editor.plan(request);
      FAIL() << instruction;
    } catch (const AdvisedError& error) {
      EXPECT_EQ(error.advice(), std::vector<Advice>{Advice::ChooseRegion}) << error.what();
    }
    request.settings.region.kind = RegionChoice::Kind::Background;
    EXPECT_THAT(editor.plan(request).effect, testing::AnyOf("darker", "bw"));
  }
}

TEST_F(RegionEditing, AModelMayHaveLearntMoreOfRegions) {
  set_capabilities(folder_.path() / "tiny", "v4e_capabilities", std::vector<std::string>{"bw", "cast"});
  set_capabilities(folder_.path() / "tiny", "v4e_region_capabilities", std::vector<std::string>{"recolour"});
  const Editor editor = make_editor();
  EditRequest request = request_of(kBox, "make the suit blue");
  EXPECT_EQ(editor.plan(request).effect, "recolour");
  request.settings.instruction = "make it blue";
  EXPECT_EQ(editor.plan(request).effect, "recolour");
  request.settings.region = {};
  EXPECT_EQ(editor.plan(request).effect, "cast");
  request.settings.instruction = "make the suit blue";
  try {
    (void)editor.plan(request);
    FAIL();
  } catch (const AdvisedError& error) {
    EXPECT_EQ(error.advice(), std::vector<Advice>{Advice::ChooseRegion}) << error.what();
  }
}

TEST_F(RegionEditing, WhatWasLearntOfRegionsIsMadeOfTheRegionAlone) {
  const auto made = [this] {
    Editor editor = make_editor();
    return editor.edit(request_of(kBox)).frames.back();
  };
  set_capabilities(folder_.path() / "tiny", "v4e_capabilities", std::vector<std::string>{"night"});
  EditRequest whole = request_of(kBox);
  whole.settings.region = {};
  const Image without = make_editor().edit(whole).frames.back();
  EXPECT_TRUE(have_same_pixels(made(), without)) << "night is made everywhere, and the region taken of it";
  set_capabilities(folder_.path() / "tiny", "v4e_region_capabilities", std::vector<std::string>{"night"});
  EXPECT_FALSE(have_same_pixels(made(), without));
}

}  // namespace
}  // namespace v4e
