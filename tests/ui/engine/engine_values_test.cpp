// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QTemporaryDir>

#include "core/edit/finish.h"
#include "core/image/io/photo_io.h"
#include "tests/ui/fake_backend.h"
#include "ui/engine/backend_module.h"
#include "ui/engine/export_settings.h"
#include "ui/engine/failure_text.h"
#include "ui/engine/image_convert.h"
#include "ui/engine/progress_estimator.h"

namespace v4e::ui {
namespace {

TEST(ProgressEstimator, NeverGoesBackAndEndsBelowOne) {
  ProgressEstimator estimator({});
  double last = 0;
  for (const Stage stage : {Stage::Load, Stage::Denoise, Stage::Load, Stage::Decode}) {
    for (int step = 0; step <= 4; ++step) {
      estimator.update({stage, step, 4}, last * 10);
      EXPECT_GE(estimator.fraction(), last);
      last = estimator.fraction();
    }
  }
  EXPECT_LT(last, 1.0);
}

TEST(ProgressEstimator, LearnsTheSecondsOfEachStage) {
  ProgressEstimator estimator({});
  estimator.update({Stage::Load, 0, 1}, 0);
  estimator.update({Stage::Denoise, 0, 4}, 2);
  estimator.update({Stage::Denoise, 4, 4}, 9);
  estimator.update({Stage::Decode, 0, 1}, 10);
  const StageSeconds learnt = estimator.learnt(11);
  EXPECT_DOUBLE_EQ(learnt[static_cast<std::size_t>(Stage::Load)], 2);
  EXPECT_DOUBLE_EQ(learnt[static_cast<std::size_t>(Stage::Denoise)], 8);
  EXPECT_DOUBLE_EQ(learnt[static_cast<std::size_t>(Stage::Decode)], 1);
}

TEST(ProgressEstimator, TimeLeftFollowsTheLearntWeights) {
  StageSeconds learnt{};
  learnt[static_cast<std::size_t>(Stage::Denoise)] = 8;
  learnt[static_cast<std::size_t>(Stage::Decode)] = 2;
  ProgressEstimator estimator(learnt);
  EXPECT_FALSE(estimator.secondsLeft());
  estimator.update({Stage::Denoise, 2, 4}, 4);
  ASSERT_TRUE(estimator.secondsLeft());
  EXPECT_NEAR(*estimator.secondsLeft(), 6, 1e-9);
}

TEST(FailureText, HasASentenceForEachCode) {
  for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
    EXPECT_FALSE(failureSentence(static_cast<ErrorCode>(code)).isEmpty());
  }
}

TEST(FailureText, TimeLeftIsCalm) {
  EXPECT_EQ(timeLeftText({Stage::Denoise, 0, 4, 0, {}}), "");
  EXPECT_EQ(timeLeftText({Stage::Denoise, 0, 4, 0, 3.2}), "about 4 s left");
  EXPECT_EQ(timeLeftText({Stage::Denoise, 0, 4, 0, 21.0}), "about 25 s left");
  EXPECT_EQ(timeLeftText({Stage::Denoise, 0, 4, 0, 150.0}), "about 3 min left");
}

TEST(ImageConvert, KeepsEveryPixelOfAnEightBitPhoto) {
  const QImage picture = testPicture(33, 21);
  EXPECT_EQ(toQImage(fromQImage(picture)), picture);
}

TEST(ImageConvert, RoundsDeepAndFloatSamples) {
  Image deep(1, 1, 1, SampleType::U16);
  *reinterpret_cast<std::uint16_t*>(deep.mutable_data()) = 65535;
  EXPECT_EQ(toQImage(deep).pixel(0, 0), qRgb(255, 255, 255));
  Image real(1, 1, 1, SampleType::F32);
  *reinterpret_cast<float*>(real.mutable_data()) = 1.7F;
  EXPECT_EQ(toQImage(real).pixel(0, 0), qRgb(255, 255, 255));
}

TEST(ImageConvert, HonoursThePhotosProfile) {
  Photo photo = photoFromQImage(testPicture(8, 8));
  photo.icc_profile = QColorSpace(QColorSpace::AdobeRgb).iccProfile().toStdString();
  EXPECT_NE(toScreenImage(photo, {}), toQImage(photo.image));
  EXPECT_EQ(toScreenImage(photo, QColorSpace(QColorSpace::AdobeRgb)), toQImage(photo.image));
}

TEST(ExportSettings, ComeBackOutOfAFileOfAnyFormat) {
  const QTemporaryDir folder;
  EditResult result;
  result.settings.model = "/home/ada/models/nano";
  result.settings.instruction = "make it “snow”\nnow";
  result.settings.caption = "Snow falls.";
  result.settings.seed = 18446744073709551615ULL;
  result.settings.steps = 7;
  result.settings.guidance = 2.5;
  result.settings.frames = 9;
  result.settings.keep_every = 3;
  result.settings.still_sigma = 0.4;
  result.caption = "Snow falls.";
  result.model_name = "Nano";
  WriteOptions options;
  describeEdit(result, {}, true, options);
  for (const char* name : {"/edit.png", "/edit.jpg", "/edit.webp", "/edit.tif"}) {
    const std::string path = folder.path().toStdString() + name;
    write_photo(path, photoFromQImage(testPicture(16, 16)), options);
    const Photo read = read_photo(path);
    const auto order = embeddedOrder(read);
    ASSERT_TRUE(order) << name;
    EXPECT_EQ(order->instruction, result.settings.instruction);
    EXPECT_EQ(order->caption, "Snow falls.");
    EXPECT_EQ(order->model, "Nano");
    EXPECT_EQ(order->seed, result.settings.seed);
    EXPECT_EQ(order->steps, 7);
    EXPECT_EQ(order->guidance, 2.5);
    EXPECT_EQ(order->frames, 9);
    EXPECT_EQ(order->keep_every, 3);
    EXPECT_EQ(order->still_sigma, 0.4);
    EXPECT_NE(read.metadata.xmp.find("compositeWithTrainedAlgorithmicMedia"), std::string::npos);
    EXPECT_EQ(read.metadata.xmp.find("ada"), std::string::npos)
        << "where the model lies is nobody's business";
  }
}

TEST(ExportSettings, ACaptionMadeFromTheInstructionStaysAutomatic) {
  EditResult result;
  result.settings.instruction = "make it snow";
  result.caption = "Snow falls.";
  Photo photo = photoFromQImage(testPicture(16, 16));
  WriteOptions options;
  options.format = PhotoFormat::Png;
  describeEdit(result, {}, true, options);
  EXPECT_EQ(embeddedOrder(decode_photo(encode_photo(photo, options).bytes, "a.png"))->caption, "");
}

TEST(ExportSettings, OfAFinishedEditAreThoseOfTheEdit) {
  EditSettings edit{
      .instruction = "make it snow", .model = "ChronoEdit", .seed = 4, .loras = {{.file = "up"}}};
  EditResult finished;
  finished.settings = finish_settings(edit, 0, {3000, 2000});
  finished.caption = finished.settings.caption;
  finished.model_name = "ChronoEdit";
  WriteOptions options;
  options.format = PhotoFormat::Png;
  describeEdit(finished, {edit}, true, options);
  const Photo photo =
      decode_photo(encode_photo(photoFromQImage(testPicture(16, 16)), options).bytes, "a.png");
  const auto order = embeddedOrder(photo);
  ASSERT_TRUE(order);
  EXPECT_EQ(order->instruction, "make it snow");
  EXPECT_TRUE(order->caption.empty());
}

TEST(ExportSettings, AbsentWhereTheInstructionIs) {
  WriteOptions options;
  options.format = PhotoFormat::Png;
  describeEdit({}, {}, false, options);
  const Photo photo =
      decode_photo(encode_photo(photoFromQImage(testPicture(16, 16)), options).bytes, "a.png");
  EXPECT_NE(photo.metadata.xmp.find("compositeWithTrainedAlgorithmicMedia"), std::string::npos);
  EXPECT_FALSE(embeddedOrder(photo));
  EXPECT_FALSE(embeddedOrder(Photo{}));
}

TEST(BackendModule, AMissingModuleIsAnErrorThatNamesIt) {
  try {
    std::ignore = loadBackendModule("/nowhere/libv4e_edit_module.so");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::FileUnreadable);
    EXPECT_NE(std::string(error.what()).find("/nowhere"), std::string::npos);
  }
}

}  // namespace
}  // namespace v4e::ui
