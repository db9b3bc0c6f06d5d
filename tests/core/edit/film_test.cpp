// SPDX-License-Identifier: GPL-3.0-or-later
// Films that an image-to-video model makes of a photo: thinned out, and with their end made once more.
#include <gmock/gmock.h>

#include "core/edit/editor_state.h"
#include "core/library/model_methods.h"
#include "tests/core/edit/editor_fixture.h"
#include "tests/core/pipelines/tiny_model.h"

namespace v4e::test {
namespace {

using testing::HasSubstr;

ModelDescription film_model() {
  ModelDescription model;
  model.name = "tiny I2V";
  model.paths = tiny_model(false, "unipc");
  model.methods = methods_of(model.paths, false);
  model.default_steps = 4;
  model.default_guidance = 1;
  model.default_frames = 17;
  model.working_area_px = 64 * 48;
  return model;
}

class Film : public TinyEditorTest {
 protected:
  static EditRequest film_request() {
    EditRequest request = make_request("make it snow");
    request.settings.refine = RefineMode::Off;
    return request;
  }
  static EditResult edit(const EditRequest& request) {
    Editor editor(film_model(), {"cpu", "fp32"}, embedded_rewriter());
    return editor.edit(request);
  }
};

TEST_F(Film, IsShorterWhereItIsThinnedOut) {
  EditRequest request = film_request();
  EXPECT_EQ(edit(request).frames.size(), 17U);
  request.settings.keep_every = 2;
  const EditResult made = edit(request);
  EXPECT_EQ(made.frames.size(), 9U);
  EXPECT_EQ(made.settings.keep_every, 2);
}

TEST_F(Film, EndsInItsSharpestLateFrameMadeOnceMore) {
  EditRequest request = film_request();
  const EditResult plain = edit(request);
  request.settings.still_sigma = 0.5;
  const EditResult still = edit(request);
  const std::size_t chosen = sharpest_late_frame(plain.frames);
  ASSERT_EQ(still.frames.size(), chosen + 1);
  for (std::size_t i = 0; i < chosen; ++i) EXPECT_EQ(pixels(still.frames[i]), pixels(plain.frames[i])) << i;
  EXPECT_NE(pixels(still.frames.back()), pixels(plain.frames[chosen]));
  EXPECT_EQ(still.steps, plain.steps) << "those that were asked for";
  EXPECT_EQ(pixels(still.frames.back()), pixels(edit(request).frames.back())) << "it is made again the same";
}

TEST_F(Film, TheSharpestFrameIsSoughtInTheLastThird) {
  const auto striped = [](float contrast) {
    Image image(16, 16, 3, SampleType::F32);
    auto* values = reinterpret_cast<float*>(image.mutable_data());
    for (std::size_t i = 0; i < 16 * 16 * 3; ++i) values[i] = i / 3 % 2 == 0 ? 0.5F : 0.5F + contrast;
    return image;
  };
  const auto sought = [&striped](const std::vector<float>& contrasts) {
    std::vector<Image> frames;
    for (const float contrast : contrasts) frames.push_back(striped(contrast));
    return sharpest_late_frame(frames);
  };
  EXPECT_EQ(sought({0.4F, 0.4F, 0.4F, 0.1F, 0.2F, 0.3F, 0.1F}), 5U);
  EXPECT_EQ(sought({0.4F, 0.1F, 0.1F, 0.1F}), 3U) << "of equals the last";
  EXPECT_EQ(sought({0.4F, 0.1F}), 1U);
}

TEST_F(Film, OtherMethodsRefuseWhatIsForFilms) {
  const Editor editor = make_editor();
  EditRequest request = make_request("make it night");
  request.settings.keep_every = 3;
  EXPECT_THROW((void)editor.plan(request), Error);
  request.settings.keep_every.reset();
  request.settings.still_sigma = 0.5;
  try {
    (void)editor.plan(request);
    ADD_FAILURE() << "taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Unsupported);
    EXPECT_THAT(error.what(), HasSubstr("image-to-video"));
  }
}

}  // namespace
}  // namespace v4e::test
