// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/view_transform.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QTemporaryDir>
#include <cmath>

#include "tests/ui/fake_backend.h"
#include "ui/canvas/image_pyramid.h"
#include "ui/canvas/overlays.h"
#include "ui/canvas/screen_profile.h"

namespace v4e::ui {
namespace {

ViewTransform make_view(double ratio = 1) {
  ViewTransform view;
  view.setPhotoSize({4000, 3000});
  view.setViewSize({1000, 800}, ratio);
  return view;
}

TEST(ViewTransform, FitsWithAMarginInTheMiddle) {
  const ViewTransform view = make_view();
  EXPECT_TRUE(view.isFitted());
  EXPECT_NEAR(view.photoRect().center().x(), 500, 1e-9);
  EXPECT_GE(view.photoRect().left(), 15.9);
  EXPECT_LE(view.photoRect().right(), 984.1);
}

TEST(ViewTransform, DoesNotEnlargeASmallPhotoToFit) {
  ViewTransform view;
  view.setPhotoSize({100, 100});
  view.setViewSize({1000, 800}, 1);
  EXPECT_DOUBLE_EQ(view.scale(), 1);
}

class ZoomAnchor : public testing::TestWithParam<double> {};

TEST_P(ZoomAnchor, ThePointUnderTheCursorStays) {
  ViewTransform view = make_view(GetParam());
  view.setScale(1, {500, 400});
  const QPointF cursor(640, 300);
  const QPointF before = view.toPhoto(cursor);
  view.zoomBy(1.7, cursor);
  const QPointF after = view.toPhoto(cursor);
  EXPECT_NEAR(before.x(), after.x(), 1e-9);
  EXPECT_NEAR(before.y(), after.y(), 1e-9);
}

INSTANTIATE_TEST_SUITE_P(PixelRatios, ZoomAnchor, testing::Values(1.0, 1.25, 1.5, 2.0));

TEST(ViewTransform, HundredPercentIsOnePhotoPixelPerDevicePixel) {
  ViewTransform view = make_view(2);
  view.setScale(1, {0, 0});
  EXPECT_DOUBLE_EQ(view.photoRect().width(), 2000);
}

TEST(ViewTransform, AtHundredPercentPhotoPixelsLieOnThoseOfTheScreen) {
  for (const double ratio : {1.0, 1.25, 1.5, 2.0}) {
    for (const QSizeF size : {QSizeF(1000, 800), QSizeF(1001, 799), QSizeF(333, 401)}) {
      ViewTransform view = make_view(ratio);
      view.setViewSize(size, ratio);
      view.setScale(1, {121, 77});
      view.panBy({0.4, -0.3});
      const QPointF corner = view.toView({17, 30}) * ratio;
      EXPECT_NEAR(corner.x(), std::round(corner.x()), 1e-9) << ratio << " " << size.width();
      EXPECT_NEAR(corner.y(), std::round(corner.y()), 1e-9) << ratio << " " << size.height();
      const QPointF back = view.toPhoto(view.toView({17.5, 30.25}));
      EXPECT_NEAR(back.x(), 17.5, 1e-9);
      EXPECT_NEAR(back.y(), 30.25, 1e-9);
    }
  }
}

TEST(ViewTransform, SmallStepsAtHundredPercentAddUp) {
  ViewTransform view = make_view(1.5);
  view.setScale(1, {500, 400});
  const QPointF before = view.toView({0, 0});
  for (int i = 0; i < 100; ++i) view.panBy({0.25, 0});
  EXPECT_NEAR(view.toView({0, 0}).x() - before.x(), 25, 0.7);
}

TEST(ViewTransform, ToViewAndToPhotoAreInverse) {
  ViewTransform view = make_view(1.5);
  view.setScale(3, {200, 100});
  const QPointF point(123.25, 77.5);
  EXPECT_NEAR(view.toPhoto(view.toView(point)).x(), point.x(), 1e-9);
}

TEST(ViewTransform, ZoomStaysInItsBounds) {
  ViewTransform view = make_view();
  for (int i = 0; i < 100; ++i) view.zoomBy(2, {500, 400});
  EXPECT_DOUBLE_EQ(view.scale(), ViewTransform::kMaxScale);
  for (int i = 0; i < 100; ++i) view.zoomBy(0.5, {500, 400});
  EXPECT_GT(view.scale(), 0);
  EXPECT_LE(view.scale(), view.fitScale());
}

TEST(ViewTransform, CannotBePannedOutOfSight) {
  ViewTransform view = make_view();
  view.setScale(1, {500, 400});
  view.panBy({1e6, -1e6});
  EXPECT_TRUE(view.photoRect().intersects(QRectF(0, 0, 1000, 800)));
}

TEST(ViewTransform, FollowsTheWindowWhileFitted) {
  ViewTransform view = make_view();
  const double before = view.scale();
  view.setViewSize({500, 400}, 1);
  EXPECT_LT(view.scale(), before);
  view.setScale(1, {0, 0});
  view.setViewSize({900, 400}, 1);
  EXPECT_DOUBLE_EQ(view.scale(), 1);
}

TEST(NextZoomStep, GoesThroughRoundPercentages) {
  EXPECT_DOUBLE_EQ(nextZoomStep(0.7, true), 1);
  EXPECT_DOUBLE_EQ(nextZoomStep(1, true), 1.5);
  EXPECT_DOUBLE_EQ(nextZoomStep(1, false), 2.0 / 3);
  EXPECT_DOUBLE_EQ(nextZoomStep(32, true), 32);
}

TEST(ImagePyramid, HalvesToTheMean) {
  QImage image(2, 2, QImage::Format_RGB32);
  image.setPixel(0, 0, qRgb(0, 0, 0));
  image.setPixel(1, 0, qRgb(100, 0, 0));
  image.setPixel(0, 1, qRgb(100, 0, 0));
  image.setPixel(1, 1, qRgb(200, 0, 0));
  EXPECT_NEAR(qRed(halved(image).pixel(0, 0)), 100, 1);
}

TEST(ImagePyramid, OddSizesRoundUpAndKeepTheEdge) {
  QImage image(3, 5, QImage::Format_RGB32);
  image.fill(qRgb(10, 200, 30));
  const QImage half = halved(image);
  EXPECT_EQ(half.size(), QSize(2, 3));
  EXPECT_EQ(half.pixel(1, 2), qRgb(10, 200, 30));
}

TEST(ImagePyramid, GivesALevelWithEnoughPixels) {
  const auto pyramid = ImagePyramid::build(testPicture(1600, 1200));
  EXPECT_EQ(pyramid->levelFor(2).width(), 1600);
  EXPECT_EQ(pyramid->levelFor(1).width(), 1600);
  EXPECT_EQ(pyramid->levelFor(0.51).width(), 1600);
  EXPECT_EQ(pyramid->levelFor(0.5).width(), 800);
  EXPECT_EQ(pyramid->levelFor(0.2).width(), 400);
  EXPECT_GE(pyramid->levelFor(1e-6).width(), 64);
}

TEST(ImagePyramid, CanBeStopped) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(std::ignore = ImagePyramid::build(testPicture(400, 300), {stop.get_token(), {}}), Cancelled);
}

TEST(Overlays, DifferenceIsClearWhereNothingChanged) {
  QImage after = testPicture(200, 100);
  for (int y = 0; y < 50; ++y) {
    for (int x = 0; x < 50; ++x) after.setPixel(x, y, qRgb(255, 0, 255));
  }
  const QImage heat =
      differenceOverlay(*ImagePyramid::build(testPicture(200, 100)), *ImagePyramid::build(after));
  EXPECT_EQ(qAlpha(heat.pixel(heat.width() - 5, heat.height() - 5)), 0);
  EXPECT_GT(qAlpha(heat.pixel(10, 10)), 100);
}

TEST(Overlays, MaskTintsWhatChanged) {
  Image mask(4, 1, 1, SampleType::U8);
  mask.mutable_data()[3] = std::byte{255};
  const QImage tint = maskOverlay(mask, Qt::red);
  EXPECT_EQ(qAlpha(tint.pixel(0, 0)), 0);
  EXPECT_GT(qAlpha(tint.pixel(3, 0)), 100);
  EXPECT_TRUE(maskOverlay({}, Qt::red).isNull());
}

TEST(ScreenProfile, IsTheFilesElseSrgb) {
  const QTemporaryDir folder;
  QFile file(folder.filePath("screen.icc"));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(QColorSpace(QColorSpace::AdobeRgb).iccProfile());
  file.close();
  EXPECT_EQ(screenColourSpace(file.fileName()).primaries(), QColorSpace::Primaries::AdobeRgb);
  EXPECT_EQ(screenColourSpace(folder.filePath("none.icc")), QColorSpace(QColorSpace::SRgb));
  EXPECT_EQ(screenColourSpace({}), QColorSpace(QColorSpace::SRgb));
}

}  // namespace
}  // namespace v4e::ui
