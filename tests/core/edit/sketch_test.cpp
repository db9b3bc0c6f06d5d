// SPDX-License-Identifier: GPL-3.0-or-later
// What is sketched is seen by the model alone.
#include "core/edit/sketch.h"

#include <gmock/gmock.h>

#include "core/edit/lora_uses.h"
#include "core/image/io/photo_io.h"
#include "tests/core/edit/editor_fixture.h"
#include "tests/end_to_end/tiny_chronoedit.h"

namespace v4e::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// Black strokes in that rectangle, transparent elsewhere.
Sketch box_sketch(int width, int height, const PixelArea& box) {
  Sketch sketch{Image(width, height, 4, SampleType::U8)};
  auto* pixels = reinterpret_cast<std::uint8_t*>(sketch.strokes.mutable_data());
  for (int y = box.y; y < box.y + box.height; ++y) {
    for (int x = box.x; x < box.x + box.width; ++x) pixels[4 * (y * width + x) + 3] = 255;
  }
  return sketch;
}

/// Of one colour, F32 RGB.
Image plain_picture(float r, float g, float b) {
  Image image(64, 48, 3, SampleType::F32);
  auto* values = reinterpret_cast<float*>(image.mutable_data());
  for (int i = 0; i < 64 * 48; ++i) {
    values[3 * i] = r;
    values[3 * i + 1] = g;
    values[3 * i + 2] = b;
  }
  return image;
}

std::vector<float> pixel(const Image& image, int x, int y) {
  const auto* at = image.row<float>(y) + 3 * x;
  return {at[0], at[1], at[2]};
}

TEST(Sketch, LiesOnThePhotoThatTheModelSees) {
  const Image photo = plain_picture(0.5F, 0.6F, 0.7F);
  const Image sketched = with_strokes(photo, box_sketch(64, 48, {20, 10, 8, 8}));
  EXPECT_EQ(pixel(sketched, 24, 14), (std::vector<float>{0, 0, 0}));
  EXPECT_EQ(pixel(sketched, 19, 14), pixel(photo, 19, 14));
  EXPECT_THROW((void)with_strokes(photo, box_sketch(32, 24, {1, 1, 4, 4})), Error);
}

TEST(Sketch, WhatTheModelDidNotUseIsThePhotoAndWhatItMadeStays) {
  const Image photo = plain_picture(0.5F, 0.6F, 0.7F);
  const Image sketched = with_strokes(photo, box_sketch(64, 48, {20, 10, 16, 8}));
  // The last frame: the left half of the stroke became red, the right one is as it was; and away from it
  // something else changed.
  Image last = sketched;
  auto* values = reinterpret_cast<float*>(last.mutable_data());
  const auto paint = [values](int x, int y) {
    float* at = values + 3 * (y * 64 + x);
    at[0] = 0.9F;
    at[1] = at[2] = 0.1F;
  };
  for (int y = 10; y < 18; ++y) {
    for (int x = 20; x < 28; ++x) paint(x, y);
  }
  paint(60, 40);
  const std::vector<Image> frames = without_strokes({sketched, last}, photo, sketched);
  EXPECT_EQ(pixel(frames[0], 24, 14), pixel(photo, 24, 14)) << "the first frame is the photo";
  EXPECT_EQ(pixel(frames[1], 33, 14), pixel(photo, 33, 14)) << "what is left of the stroke";
  EXPECT_EQ(pixel(frames[1], 22, 14), (std::vector<float>{0.9F, 0.1F, 0.1F})) << "what it made of it";
  EXPECT_EQ(pixel(frames[1], 60, 40), (std::vector<float>{0.9F, 0.1F, 0.1F}));
  EXPECT_EQ(pixel(frames[1], 4, 40), pixel(photo, 4, 40));
}

TEST(Sketch, ATakenAwayStrokeLeavesThePhoto) {
  const Image photo = plain_picture(0.5F, 0.6F, 0.7F);
  const Image sketched = with_strokes(photo, box_sketch(64, 48, {20, 10, 16, 8}));
  const std::vector<Image> frames = without_strokes({sketched, photo}, photo, sketched);
  EXPECT_EQ(pixel(frames[1], 24, 14), pixel(photo, 24, 14));
}

TEST(Sketch, IsKeptWithTheSettings) {
  EditSettings settings{.instruction = "a hat"};
  settings.sketch = box_sketch(40, 30, {3, 4, 5, 6});
  const EditSettings read = edit_settings_from_text(to_text(settings), "the test");
  EXPECT_EQ(read, settings);
  EXPECT_FALSE(read == EditSettings{.instruction = "a hat"});
  EXPECT_THROW((void)edit_settings_from_text(R"({"sketch":"no picture"})", "the test"), Error);
}

TEST(Sketch, IsAskedForByTheLorasOwnWords) {
  EXPECT_THAT(sketch_caption("a crown and a hat").detailed_caption, StartsWith("Turn the pencil sketch"));
  EXPECT_THAT(sketch_caption("a crown and a hat").detailed_caption,
              testing::EndsWith("change the sketch to a crown and a hat"));
  EXPECT_THAT(sketch_caption("hat").detailed_caption, testing::EndsWith("change the sketch to a hat"));
  EXPECT_THROW((void)sketch_caption("  "), Error);
}

class SketchEdit : public TinyEditorTest {
 protected:
  SketchEdit() {
    write_tiny_chronoedit(folder_.path() / "chronoedit");
    brush_ = write_tiny_lora(folder_.path() / "paintbrush_lora_diffusers.safetensors");
  }
  [[nodiscard]] Editor editor() const {
    return Editor(describe_model(folder_.path() / "chronoedit"), {"cpu", "fp32"}, embedded_rewriter());
  }
  [[nodiscard]] EditRequest request() const {
    EditRequest request = make_request("a hat");
    request.settings.sketch = box_sketch(120, 80, {30, 20, 30, 20});
    request.settings.loras = {{.file = brush_}};
    return request;
  }

  std::string brush_;
};

TEST_F(SketchEdit, WhatDidNotChangeIsThePhotoBitForBit) {
  Editor made = editor();
  const EditRequest asked = request();
  const EditResult result = made.edit(asked);
  EXPECT_THAT(result.prompt, StartsWith("Turn the pencil sketch"));
  const Image& photo = asked.photo->image;
  const Image& edited = result.edited.image;
  for (int y = 0; y < photo.height(); ++y) {
    for (int x = 0; x < photo.width(); ++x) {
      if (result.merge.mask.row<std::uint8_t>(y)[x] != 0) continue;
      ASSERT_TRUE(std::equal(photo.row<std::uint8_t>(y) + 3 * x, photo.row<std::uint8_t>(y) + 3 * x + 3,
                             edited.row<std::uint8_t>(y) + 3 * x))
          << x << ", " << y;
    }
  }
  EditRequest plain = asked;
  plain.settings.sketch = {};
  plain.settings.caption = result.prompt;
  EXPECT_NE(pixels(made.edit(plain).frames.back()), pixels(result.frames.back())) << "the model saw it";
}

TEST_F(SketchEdit, NeedsTheLoraAndSaysSo) {
  EditRequest asked = request();
  asked.settings.loras.front().on = false;
  try {
    (void)editor().plan(asked);
    ADD_FAILURE() << "taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Unsupported);
    EXPECT_THAT(error.what(), HasSubstr("paintbrush_lora_diffusers.safetensors"));
  }
}

TEST_F(SketchEdit, OfAnotherSizeIsRefused) {
  Editor made = editor();
  EditRequest asked = request();
  asked.settings.sketch = box_sketch(60, 40, {5, 5, 5, 5});
  EXPECT_THROW((void)made.edit(asked), Error);
}

TEST_F(SketchEdit, AFileHasToBeTransparentButForTheStrokes) {
  const auto write = [this](const char* name, const Image& image) {
    Photo photo;
    photo.image = image;
    const auto file = folder_.path() / name;
    write_photo(file, photo, WriteOptions{});
    return file;
  };
  const Sketch sketch = box_sketch(40, 30, {3, 4, 5, 6});
  EXPECT_EQ(sketch_of_file(write("strokes.png", sketch.strokes)), sketch);
  EXPECT_THROW((void)sketch_of_file(write("empty.png", Image(40, 30, 4, SampleType::U8))), Error);
  EXPECT_THROW((void)sketch_of_file(write("photo.png", Image(40, 30, 3, SampleType::U8))), Error);
}

}  // namespace
}  // namespace v4e::test
