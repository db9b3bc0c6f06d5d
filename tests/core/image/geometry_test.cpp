// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/geometry.h"

#include <cmath>
#include <numbers>

#include "core/image/colour/light_curve.h"
#include "core/image/colour/shaped_photo.h"
#include "core/image/io/metadata.h"
#include "core/image/samples.h"
#include "photo_fixtures.h"

namespace v4e {
namespace {

constexpr SampleType kTypes[] = {SampleType::U8, SampleType::U16, SampleType::F32};

Image float_picture(int width, int height) {
  Image image(width, height, 3, SampleType::F32);
  auto* sample = reinterpret_cast<float*>(image.mutable_data());
  for (int i = 0; i < width * height * 3; ++i) sample[i] = 1.0f / static_cast<float>(i + 1);
  return image;
}

Image picture_of(SampleType type, int width, int height, int channels = 3) {
  return type == SampleType::F32 ? float_picture(width, height) : make_picture(width, height, channels, type);
}

/// Where every pixel of a picture without straightening comes from, told by counting pixels.
void expect_moved(const Image& source, const Image& shaped, const Geometry& geometry) {
  ASSERT_EQ(size_of(shaped), shaped_size(geometry, size_of(source)));
  const PixelArea crop = crop_of(geometry, size_of(source));
  const PixelSize turned = turned_size(geometry, size_of(source));
  for (int y = 0; y < shaped.height(); ++y) {
    for (int x = 0; x < shaped.width(); ++x) {
      int u = x + crop.x;
      int v = y + crop.y;
      PixelSize size = turned;
      for (int turn = 0; turn < geometry.quarter_turns; ++turn) {  // back, the other way round
        const int left = v;
        v = size.width - 1 - u;
        u = left;
        size = {size.height, size.width};
      }
      if (geometry.mirrored) u = size.width - 1 - u;
      for (int c = 0; c < source.channels(); ++c)
        ASSERT_EQ(unit_at(shaped, x, y, c), unit_at(source, u, v, c)) << x << ", " << y;
    }
  }
}

double pattern(double x, double y) {
  return 0.5 + 0.3 * std::sin(x / 5) * std::cos(y / 7);
}

/// That pattern of light.
Image waves(int width, int height) {
  const LightCurve srgb;
  Image image(width, height, 1, SampleType::U16);
  auto* sample = reinterpret_cast<std::uint16_t*>(image.mutable_data());
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x)
      *sample++ = from_unit<std::uint16_t>(srgb.from_light(static_cast<float>(pattern(x + 0.5, y + 0.5))));
  }
  return image;
}

std::vector<Geometry> all_turns() {
  std::vector<Geometry> all;
  for (const bool mirrored : {false, true}) {
    for (int turns = 0; turns < 4; ++turns) all.push_back({mirrored, turns});
  }
  return all;
}

TEST(Geometry, EverySampleIsMovedToItsPlaceWhateverItsType) {
  for (const SampleType type : kTypes) {
    for (const auto& [width, height] : {std::pair{1, 1}, {1, 7}, {9, 1}, {8, 5}, {67, 43}}) {
      const Image source = picture_of(type, width, height);
      for (Geometry geometry : all_turns()) {
        expect_moved(source, moved_samples(source, geometry), geometry);
        const PixelSize turned = turned_size(geometry, size_of(source));
        geometry.crop =
            PixelArea{turned.width / 3, turned.height / 4, (turned.width + 1) / 2, (turned.height + 1) / 2};
        expect_moved(source, moved_samples(source, geometry), geometry);
      }
    }
  }
}

TEST(Geometry, AlphaAndGreyMoveAlong) {
  for (const int channels : {1, 2, 4}) {
    const Image source = make_picture(12, 7, channels, SampleType::U16);
    for (const Geometry& geometry : all_turns())
      expect_moved(source, moved_samples(source, geometry), geometry);
  }
}

TEST(Geometry, StepsInAnyOrderAreOneGeometry) {
  const Image source = make_picture(11, 6, 3, SampleType::U8);
  const PixelSize size = size_of(source);
  using Step = Geometry (*)(const Geometry&, PixelSize);
  const std::pair<Step, Geometry> steps[] = {{turned_right, {false, 1}},
                                             {turned_left, {false, 3}},
                                             {flipped_horizontally, {true, 0}},
                                             {flipped_vertically, {true, 2}}};
  std::mt19937 random(4);
  for (int round = 0; round < 200; ++round) {
    Geometry all;
    all.crop = PixelArea{2, 1, 7, 4};
    Image shown = moved_samples(source, all);
    for (int i = 0; i < 6; ++i) {
      const auto& [step, alone] = steps[random() % std::size(steps)];
      all = step(all, size);
      shown = moved_samples(shown, alone);
    }
    ASSERT_TRUE(same_pixels(moved_samples(source, all), shown)) << to_json(all);
  }
}

TEST(Geometry, EachStepIsTakenBackByItsInverse) {
  const PixelSize size{31, 17};
  for (Geometry start : all_turns()) {
    start.angle_deg = 7;
    start.crop = largest_crop(turned_size(start, size), 7, 1.0);
    EXPECT_EQ(turned_left(turned_right(start, size), size), start);
    EXPECT_EQ(flipped_horizontally(flipped_horizontally(start, size), size), start);
    EXPECT_EQ(flipped_vertically(flipped_vertically(start, size), size), start);
    Geometry round = start;
    for (int i = 0; i < 4; ++i) round = turned_right(round, size);
    EXPECT_EQ(round, start);
  }
}

TEST(Geometry, WhatIsTurnedAfterStraighteningIsTurnedAsItIsSeen) {
  const Image source = waves(60, 44);
  const PixelSize size = size_of(source);
  Geometry straight;
  straight.angle_deg = 9;
  straight.crop = PixelArea{14, 12, 24, 16};
  const Image shown = shaped_image(source, straight, {});
  const auto expect_near = [](const Image& a, const Image& b) {
    ASSERT_EQ(size_of(a), size_of(b));
    for (int y = 0; y < a.height(); ++y) {
      for (int x = 0; x < a.width(); ++x) ASSERT_NEAR(unit_at(a, x, y), unit_at(b, x, y), 0.005);
    }
  };
  expect_near(shaped_image(source, turned_right(straight, size), {}), moved_samples(shown, {false, 1}));
  expect_near(shaped_image(source, flipped_horizontally(straight, size), {}), moved_samples(shown, {true}));
  expect_near(shaped_image(source, flipped_vertically(straight, size), {}), moved_samples(shown, {true, 2}));
}

TEST(Geometry, PlacementsSayWherePixelsCameFrom) {
  const Image source = make_picture(23, 14, 1, SampleType::U8);
  for (Geometry geometry : all_turns()) {
    const PixelSize turned = turned_size(geometry, size_of(source));
    geometry.crop = PixelArea{3, 2, turned.width - 5, turned.height - 6};
    const Placement place = placement_of(geometry, size_of(source));
    const Image shaped = moved_samples(source, geometry);
    for (int y = 0; y < shaped.height(); ++y) {
      for (int x = 0; x < shaped.width(); ++x)
        ASSERT_EQ(unit_at(shaped, x, y), unit_at(source, static_cast<int>(place.x(x + 0.5, y + 0.5)),
                                                 static_cast<int>(place.y(x + 0.5, y + 0.5))));
    }
    EXPECT_TRUE(same_pixels(remapped(source, place, size_of(shaped)), shaped));
    geometry.angle_deg = 12;
    geometry.crop.reset();
    const Placement turn = placement_of(geometry, size_of(source));
    const Placement nothing = chained(turn, inverse(turn));
    EXPECT_NEAR(nothing.x(5, 9), 5, 1e-9);
    EXPECT_NEAR(nothing.y(5, 9), 9, 1e-9);
  }
}

TEST(Geometry, TheLargestPartIsFilledAndNoneIsLarger) {
  for (const PixelSize size : {PixelSize{1, 1}, {1, 500}, {640, 480}, {480, 640}, {2000, 90}, {100000, 3}}) {
    for (double angle = -45; angle <= 45; angle += 1.5) {
      const PixelArea part = largest_crop(size, angle);
      ASSERT_GE(part.width, 1);
      ASSERT_GE(part.height, 1);
      EXPECT_TRUE(is_filled(part, size, angle) || part.width == 1 || part.height == 1) << angle;
      validate({false, 0, angle, part}, size);
      if (angle == 0) {
        EXPECT_EQ(part, (PixelArea{0, 0, size.width, size.height}));
        continue;
      }
      const auto area = static_cast<double>(part.width) * part.height;
      // No part of any ratio has more than a rim of pixels more.
      for (double ratio = 0.02; ratio < 60; ratio *= 1.3) {
        const PixelArea other = largest_crop(size, angle, ratio);
        EXPECT_LE(static_cast<double>(other.width) * other.height,
                  area + 2.0 * (part.width + part.height) + 4)
            << size.width << " x " << size.height << " at " << angle << ", ratio " << ratio;
      }
    }
  }
}

TEST(Geometry, TheLargestPartOfARatioHasIt) {
  for (const double ratio : {1.0, 0.8, 1.5, 16.0 / 9, 9.0 / 16}) {
    for (const double angle : {0.0, 3.0, -20.0, 45.0}) {
      const PixelArea part = largest_crop({3000, 2000}, angle, ratio);
      EXPECT_NEAR(static_cast<double>(part.width) / part.height, ratio, 3.0 / part.height);
      EXPECT_TRUE(is_filled(part, {3000, 2000}, angle));
      EXPECT_FALSE(
          is_filled({part.x - 8, part.y - 8, part.width + 16, part.height + 16}, {3000, 2000}, angle));
    }
  }
}

TEST(Geometry, StraighteningTurnsClockwiseByThatAngle) {
  // A line that falls to the right by 10 degrees is level after turning it by -10.
  constexpr int kSide = 200;
  const double slope = std::tan(10 * std::numbers::pi / 180);
  Image source(kSide, kSide, 1, SampleType::U8);
  auto* sample = reinterpret_cast<std::uint8_t*>(source.mutable_data());
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x)
      *sample++ = y + 0.5 > kSide / 2.0 + (x + 0.5 - kSide / 2.0) * slope ? 255 : 0;
  }
  const Image level = shaped_image(source, {false, 0, -10}, {});
  const int middle = level.height() / 2;
  for (int x = 0; x < level.width(); ++x) {
    EXPECT_EQ(level.row<std::uint8_t>(middle - 6)[x], 0) << x;
    EXPECT_EQ(level.row<std::uint8_t>(middle + 6)[x], 255) << x;
  }
}

TEST(Geometry, APartIsWhatTheWholeIsThere) {
  const Image source = waves(150, 110);
  for (Geometry geometry : all_turns()) {
    for (const double angle : {0.0, 4.0, -30.0}) {
      geometry.angle_deg = angle;
      const Image whole = shaped_image(source, geometry, {});
      const int w = whole.width();
      const int h = whole.height();
      for (const PixelArea& area : {PixelArea{0, 0, w, h}, PixelArea{w / 3, h / 4, w / 2, h / 2}, PixelArea{0, 0, 1, 1},
                                    PixelArea{w - 9, h - 7, 9, 7}}) {
        const PixelArea from = source_of_shaped(geometry, size_of(source), area);
        const Image part = shaped_part(cropped(source, from), size_of(source), geometry, area, {});
        ASSERT_EQ(size_of(part), (PixelSize{area.width, area.height}));
        for (int y = 0; y < area.height; ++y) {
          for (int x = 0; x < area.width; ++x)
            ASSERT_NEAR(unit_at(part, x, y), unit_at(whole, x + area.x, y + area.y), angle == 0 ? 0 : 0.01)
                << angle << ": " << x << ',' << y;
        }
      }
    }
  }
}

TEST(Geometry, StraighteningMixesLight) {
  // Fine black and white lines, far finer than pixels after a turn by 45 degrees: half the light is 188.
  constexpr int kSide = 64;
  Image source(kSide, kSide, 3, SampleType::U8);
  auto* sample = reinterpret_cast<std::uint8_t*>(source.mutable_data());
  for (int i = 0; i < kSide * kSide; ++i) {
    for (int c = 0; c < 3; ++c) *sample++ = (i / kSide + i) % 2 == 0 ? 255 : 0;
  }
  const Image turned = shaped_image(source, {false, 0, 45}, {});
  double light = 0;
  const LightCurve srgb;
  const int count = turned.width() * turned.height();
  for (int i = 0; i < count; ++i)
    light += srgb.to_light(unit_at(turned, i % turned.width(), i / turned.width()));
  EXPECT_NEAR(light / count, 0.5, 0.02);
}

TEST(Geometry, StraighteningKeepsPlainColoursAndDetail) {
  for (const SampleType type : {SampleType::U8, SampleType::U16}) {
    Image plain(50, 40, 4, type);
    auto* bytes = reinterpret_cast<std::uint8_t*>(plain.mutable_data());
    for (std::size_t i = 0; i < plain.size_bytes(); ++i)
      bytes[i] = static_cast<std::uint8_t>(60 + i / (plain.size_bytes() / (50 * 40 * 4)) % 4 * 40);
    const Image turned = shaped_image(plain, {true, 1, 17.5}, {});
    for (int y = 0; y < turned.height(); ++y) {
      for (int x = 0; x < turned.width(); ++x) {
        for (int c = 0; c < 4; ++c) ASSERT_NEAR(unit_at(turned, x, y, c), unit_at(plain, 0, 0, c), 0.6 / 255);
      }
    }
  }
  // A smooth pattern is what its formula says at the turned places.
  const LightCurve srgb;
  const Image waves = v4e::waves(120, 90);
  const Geometry geometry{false, 0, 8.5};
  const Placement place = placement_of(geometry, size_of(waves));
  const Image turned = shaped_image(waves, geometry, {});
  for (int y = 3; y < turned.height() - 3; ++y) {
    for (int x = 3; x < turned.width() - 3; ++x) {
      const double light = srgb.to_light(unit_at(turned, x, y));
      ASSERT_NEAR(light, pattern(place.x(x + 0.5, y + 0.5), place.y(x + 0.5, y + 0.5)), 0.006)
          << x << ' ' << y;
    }
  }
}

TEST(Geometry, TransparentColoursDoNotShineThrough) {
  Image source(60, 60, 4, SampleType::U8);
  auto* sample = reinterpret_cast<std::uint8_t*>(source.mutable_data());
  for (int i = 0; i < 60 * 60; ++i, sample += 4) {
    const bool left = i % 60 < 30;
    sample[0] = left ? 200 : 0;
    sample[1] = left ? 100 : 255;  // of no account: it cannot be seen
    sample[2] = 50;
    sample[3] = left ? 255 : 0;
  }
  const Image turned = shaped_image(source, {false, 0, 20}, {});
  for (int y = 0; y < turned.height(); ++y) {
    for (int x = 0; x < turned.width(); ++x) {
      if (unit_at(turned, x, y, 3) <= 0.1f) continue;
      EXPECT_NEAR(unit_at(turned, x, y, 1), 100 / 255.0, 0.01);
    }
  }
}

TEST(Geometry, TinyAndVeryWidePicturesAreStraightened) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 9}, {9, 1}, {2, 2}, {40000, 2}, {3, 33000}}) {
    for (const double angle : {-45.0, -0.01, 5.0, 45.0}) {
      const Image source = make_picture(width, height, 3, SampleType::U8);
      const Geometry geometry{false, 0, angle};
      const Image turned = shaped_image(source, geometry, {});
      EXPECT_EQ(size_of(turned), shaped_size(geometry, size_of(source)));
    }
  }
}

TEST(Geometry, WhatDoesNotFitIsRefused) {
  const Image source = make_picture(20, 10, 3, SampleType::U8);
  for (const Geometry& wrong :
       {Geometry{false, 4}, Geometry{false, -1}, Geometry{false, 0, 46}, Geometry{false, 0, std::nan("")},
        Geometry{false, 0, 0, PixelArea{0, 0, 21, 10}}, Geometry{false, 1, 0, PixelArea{0, 0, 20, 10}},
        Geometry{false, 0, 0, PixelArea{-1, 0, 5, 5}}, Geometry{false, 0, 0, PixelArea{3, 3, 0, 2}},
        Geometry{false, 0, 0, PixelArea{2000000000, 0, 2000000000, 4}},
        Geometry{false, 0, 10, PixelArea{0, 0, 20, 10}}})
    EXPECT_THROW(std::ignore = shaped_image(source, wrong, {}), Error) << to_json(wrong);
  EXPECT_THROW(std::ignore = moved_samples(source, {false, 0, 3}), Error);
}

TEST(Geometry, JsonKeepsIt) {
  for (const Geometry& geometry : {Geometry{}, Geometry{true, 3, -12.25, PixelArea{-3, 2, 40, 50}}})
    EXPECT_EQ(geometry_from(to_json(geometry), "a test"), geometry);
  EXPECT_EQ(to_json(Geometry{}).dump(), "{}");
  for (const char* text : {R"({"quarter_turns":"x"})", R"({"crop":[1,2]})", R"({"crop":7})", "[]"})
    EXPECT_THROW(std::ignore = geometry_from(nlohmann::json::parse(text), "a test"), Error) << text;
}

TEST(Geometry, ThePhotosOtherPartsFollow) {
  Photo photo;
  photo.image = make_picture(8, 4, 3, SampleType::U8);
  photo.density = PixelDensity{300, 150};
  photo.icc_profile = "kept";
  photo.metadata.xmp = "kept, too";
  const Photo turned = shaped_photo(photo, {false, 1});
  EXPECT_EQ(turned.image.width(), 4);
  EXPECT_EQ(turned.density->x, 150);
  EXPECT_EQ(turned.icc_profile, photo.icc_profile);
  EXPECT_EQ(turned.metadata.xmp, photo.metadata.xmp);
}

TEST(Geometry, TheFileOfACropHasItsSizeAndNoOldThumbnail) {
  Photo photo;
  photo.image = make_picture(40, 30, 3, SampleType::U8);
  set_properties(photo.metadata, std::vector<MetadataProperty>{{"Exif.Photo.PixelXDimension", "40"},
                                                               {"Exif.Photo.PixelYDimension", "30"},
                                                               {"Exif.Image.Artist", "kept"},
                                                               {"Exif.Thumbnail.ImageDescription", "old"},
                                                               {"Xmp.tiff.ImageWidth", "40"},
                                                               {"Xmp.dc.source", "kept, too"}});
  for (const PhotoFormat format : {PhotoFormat::Jpeg, PhotoFormat::Tiff, PhotoFormat::Png}) {
    const Photo shaped = shaped_photo(photo, {false, 1, 0, PixelArea{2, 3, 20, 24}});
    const PhotoMetadata back = decode_photo(encode(shaped, format), "crop").metadata;
    EXPECT_EQ(property(back, "Exif.Photo.PixelXDimension").value_or("20"), "20");
    EXPECT_EQ(property(back, "Exif.Photo.PixelYDimension").value_or("24"), "24");
    EXPECT_EQ(property(back, "Xmp.tiff.ImageWidth").value_or("20"), "20");
    EXPECT_EQ(property(back, "Exif.Thumbnail.ImageDescription"), std::nullopt);
    EXPECT_EQ(property(back, "Exif.Image.Artist"), "kept");
    EXPECT_EQ(property(back, "Xmp.dc.source"), "kept, too");
  }
}

}  // namespace
}  // namespace v4e
