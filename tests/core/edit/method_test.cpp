// SPDX-License-Identifier: GPL-3.0-or-later
// The method by which a model edits: chosen by the weights, asked for, or refused in words.
#include <gmock/gmock.h>

#include "core/library/model_methods.h"
#include "tests/core/edit/editor_fixture.h"
#include "tests/core/pipelines/tiny_model.h"

namespace v4e::test {
namespace {

using testing::HasSubstr;

/// Text to video, or text and image, of a few random weights.
ModelDescription text_model(bool takes_images) {
  ModelDescription model;
  model.name = takes_images ? "tiny TI2V" : "tiny T2V";
  model.paths = tiny_model(true, "euler");
  model.paths.expand_timesteps = takes_images;
  model.methods = methods_of(model.paths, false);
  model.default_steps = 2;
  model.default_guidance = 1;
  model.working_area_px = 64 * 48;
  return model;
}

class Method : public TinyEditorTest {
 protected:
  static Editor editor_of(ModelDescription model) {
    return Editor(std::move(model), {"cpu", "fp32"}, embedded_rewriter());
  }
  static EditResult edit(bool takes_images, std::optional<EditMethod> method) {
    Editor editor = editor_of(text_model(takes_images));
    EditRequest request = make_request("make it snow");
    request.settings.method = method;
    return editor.edit(request);
  }
  static std::string refusal(const Editor& editor, const EditRequest& request) {
    try {
      (void)editor.plan(request);
      return "taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::Unsupported);
      return error.what();
    }
  }
};

TEST_F(Method, ATextToVideoModelEditsWithThePhotoHeld) {
  const EditResult made = edit(false, std::nullopt);
  ASSERT_EQ(made.frames.size(), 5u);
  EXPECT_EQ(size_of(made.edited.image), (PixelSize{120, 80}));
  EXPECT_NE(pixels(made.frames.front()), pixels(made.frames.back()));
  EXPECT_EQ(pixels(made.frames.back()), pixels(edit(false, EditMethod::ZeroShotT2v).frames.back()))
      << "it is the only one that such weights can";
}

TEST_F(Method, WeightsThatCanSeveralTakeTheOneThatIsAskedFor) {
  const Image usual = edit(true, std::nullopt).frames.back();
  EXPECT_EQ(pixels(usual), pixels(edit(true, EditMethod::Ti2v).frames.back()));
  EXPECT_NE(pixels(usual), pixels(edit(true, EditMethod::ZeroShotT2v).frames.back()));
}

TEST_F(Method, WhatTheWeightsCannotIsRefusedInWords) {
  const Editor editor = make_editor();
  EXPECT_THAT(editor.model().methods, testing::ElementsAre(EditMethod::Student));
  EditRequest request = make_request("make it night");
  request.settings.method = EditMethod::Student;
  EXPECT_EQ(refusal(editor, request), "taken");
  request.settings.method = EditMethod::ZeroShotT2v;
  const std::string said = refusal(editor, request);
  EXPECT_THAT(said, HasSubstr("t2v (text to video"));
  EXPECT_THAT(said, HasSubstr("student (a model that was taught to edit)"));
  EXPECT_THAT(said, HasSubstr("choose weights"));
  const Editor text = editor_of(text_model(false));
  request.settings.method = EditMethod::NativeI2v;
  EXPECT_THAT(refusal(text, request), HasSubstr("i2v (image to video)"));
}

TEST_F(Method, NoForceMakesAModelDoWhatItsWeightsCannot) {
  Editor editor = make_editor();
  EditRequest request = make_request("make it night");
  request.settings.method = EditMethod::ZeroShotT2v;
  request.force = true;
  EXPECT_THROW((void)editor.edit(request), Error);
}

TEST_F(Method, AHeldPhotoMakesNoWayToAFinishedEdit) {
  const Editor editor = editor_of(text_model(true));
  EditRequest request = make_request("make it night");
  request.settings.method = EditMethod::ZeroShotT2v;
  request.settings.ending = "/photos/edit.png";
  EXPECT_THAT(refusal(editor, request), HasSubstr("finished edit"));
}

}  // namespace
}  // namespace v4e::test
