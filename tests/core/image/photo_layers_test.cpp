// SPDX-License-Identifier: GPL-3.0-or-later
// Files with layers, read back by the formats' specifications.
#include <gmock/gmock.h>

#include "core/base/atomic_file.h"
#include "core/edit/edit_layers.h"
#include "core/image/colour/colour.h"
#include "core/image/io/metadata.h"
#include "core/image/photo_layout.h"
#include "layer_fixtures.h"

namespace v4e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr int kWidth = 30;
constexpr int kHeight = 20;

/// 200 in the right half of the picture, 0 in the left one.
Image half_mask() {
  Image mask(kWidth, kHeight, 1, SampleType::U8);
  auto* out = reinterpret_cast<std::uint8_t*>(mask.mutable_data());
  for (int i = 0; i < kWidth * kHeight; ++i) out[i] = i % kWidth >= kWidth / 2 ? 200 : 0;
  return mask;
}

/// The photo with other pixels where the mask is.
Photo edited(const Photo& photo) {
  Photo edit = photo;
  const Image other = make_picture(kWidth, kHeight, photo.image.channels(), photo.image.type(), 9);
  const std::size_t pixel =
      static_cast<std::size_t>(other.channels()) * bytes_per_sample(other.type());
  std::byte* out = edit.image.mutable_data();
  for (int i = 0; i < kWidth * kHeight; ++i) {
    if (i % kWidth >= kWidth / 2)
      std::memcpy(out + static_cast<std::size_t>(i) * pixel, other.data() + static_cast<std::size_t>(i) * pixel,
                  pixel);
  }
  return edit;
}

struct Case {
  Photo photo;
  Photo edit;
  PhotoLayers layers;
  WriteOptions options = {};
};

/// A photo with a state in between, its edit and its mask.
Case make_case(const Photo& photo, const Photo& edit) {
  LayeredEdit layered{std::make_shared<const Photo>(photo), std::make_shared<const Photo>(edit), half_mask(), {}, 1};
  layered.states = {3, [edit](std::size_t index, const RunContext&) {
                      Photo state = edit;
                      state.image = make_picture(kWidth, kHeight, edit.image.channels(), edit.image.type(),
                                                 100 + static_cast<unsigned>(index));
                      return state;
                    }};
  return {photo, edit, edit_layers(layered)};
}

Case make_case(SampleType type) {
  Photo photo = make_photo(kWidth, kHeight, 3, type);
  photo.icc_profile = make_output_profile(OutputProfile::AdobeRgb);
  photo.metadata.exif = make_exif(1);
  return make_case(photo, edited(photo));
}

Image ora_layer(const std::string& ora, int index) {
  return decode_photo(zip_entry(ora, "data/layer" + std::to_string(index) + ".png"), "layer.png").image;
}

/// What a program shows of visible layers of which each pixel is there or not.
Image composed(Image below, const Image& above) {
  const int colours = below.channels();
  const std::size_t size = bytes_per_sample(below.type());
  EXPECT_EQ(above.channels(), colours + 1);
  for (int i = 0; i < below.width() * below.height(); ++i) {
    const std::byte* from = above.data() + static_cast<std::size_t>(i * (colours + 1)) * size;
    const auto alpha = std::to_integer<int>(from[static_cast<std::size_t>(colours) * size]);
    EXPECT_TRUE(alpha == 0 || alpha == 255);
    if (alpha == 255)
      std::memcpy(below.mutable_data() + static_cast<std::size_t>(i * colours) * size, from,
                  static_cast<std::size_t>(colours) * size);
  }
  return below;
}

class LayersInFiles : public PhotoFiles, public testing::WithParamInterface<SampleType> {};

TEST_P(LayersInFiles, OfOpenRasterAreThePhotoTheStatesTheEditAndItsMask) {
  const Case made = make_case(GetParam());
  write_layered_photo(path("a.ora"), made.edit, made.layers);
  const std::string ora = read_file(path("a.ora"), 1 << 24);
  EXPECT_EQ(ora.substr(30, 24), "mimetypeimage/openraster") << "first and stored, to be told by";
  EXPECT_TRUE(same_pixels(ora_layer(ora, 0), made.photo.image));
  EXPECT_TRUE(same_pixels(ora_layer(ora, 1), make_picture(kWidth, kHeight, 3, GetParam(), 101)));
  const Image edit = ora_layer(ora, 2);
  EXPECT_TRUE(same_pixels(composed(made.photo.image, edit), made.edit.image));
  EXPECT_EQ(plane_of(edit, 0), plane_of(made.edit.image, 0)) << "the colours under the mask stay";
  EXPECT_EQ(plane_of(edit, 3).front(), '\0');
  EXPECT_EQ(plane_of(edit, 3).back(), '\xff');
  const Image mask = ora_layer(ora, 3);
  EXPECT_EQ(plane_of(mask, 1).front(), '\0');
  EXPECT_EQ(plane_of(mask, 1).back(), static_cast<char>(200));
  EXPECT_EQ(decode_photo(zip_entry(ora, "data/layer2.png"), "").icc_profile, made.photo.icc_profile);
}

TEST_P(LayersInFiles, OfOpenRasterComeWithTheMergedPictureAndItsMetadata) {
  const Case made = make_case(GetParam());
  write_layered_photo(path("a.ora"), made.edit, made.layers);
  const Photo read = read_photo(path("a.ora"));
  EXPECT_TRUE(same_pixels(read.image, made.edit.image));
  EXPECT_EQ(read.icc_profile, made.photo.icc_profile);
  EXPECT_EQ(property(read.metadata, "Exif.GPSInfo.GPSDateStamp"), "2024:05:06");
  EXPECT_EQ(read.source_format, PhotoFormat::OpenRaster);
}

TEST_P(LayersInFiles, OfTiffAreThoseThatPhotoshopKeeps) {
  const Case made = make_case(GetParam());
  write_layered_photo(path("a.tif"), made.edit, made.layers);
  const std::string tiff = read_file(path("a.tif"), 1 << 24);
  EXPECT_EQ(tiff.substr(0, 4), std::string("MM\0*", 4)) << "the layers are big-endian";
  const PsdLayers found = read_psd_layers(image_source_data(tiff));
  EXPECT_EQ(found.key, GetParam() == SampleType::U16 ? "Lr16" : "Layr");
  EXPECT_EQ(found.count, 4);
  ASSERT_THAT(found.layers, SizeIs(4));
  const std::vector<std::string> names{"Photo", "Evolution 1 of 2", "Edit", "Mask"};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(found.layers[i].name, names[i]);
    EXPECT_THAT(found.layers[i].area, ElementsAre(0, 0, kHeight, kWidth));
    EXPECT_EQ(found.layers[i].flags & 2U, i == 0 || i == 2 ? 0U : 2U) << "hidden";
  }
  for (int c = 0; c < 3; ++c) {
    EXPECT_EQ(found.layers[0].planes.at(c), plane_of(made.photo.image, c));
    EXPECT_EQ(found.layers[2].planes.at(c), plane_of(made.edit.image, c));
    EXPECT_EQ(found.layers[1].planes.at(c), plane_of(make_picture(kWidth, kHeight, 3, GetParam(), 101), c));
  }
  EXPECT_FALSE(found.layers[0].planes.contains(-2));
  const std::string mask = found.layers[2].planes.at(-2);
  EXPECT_EQ(mask.front(), '\0');
  EXPECT_EQ(mask.back(), '\xff');
  EXPECT_THAT(found.layers[0].planes.at(-1), testing::Each('\xff')) << "opaque";
}

TEST_P(LayersInFiles, OfTiffLeaveTheFlatPictureAndItsMetadata) {
  const Case made = make_case(GetParam());
  write_layered_photo(path("a.tif"), made.edit, made.layers);
  const Photo read = read_photo(path("a.tif"));
  EXPECT_TRUE(same_pixels(read.image, made.edit.image));
  EXPECT_EQ(read.icc_profile, made.photo.icc_profile);
  EXPECT_EQ(property(read.metadata, "Exif.GPSInfo.GPSDateStamp"), "2024:05:06");
  EXPECT_TRUE(has_note(read.notes, "layers"));
}

TEST_P(LayersInFiles, LookLikeTheEditAtAnotherSizeToo) {
  for (const int side : {13, 77}) {
    Case made = make_case(GetParam());
    made.options.long_side_px = side;
    const std::string ora = encode_layered(made.edit, PhotoFormat::OpenRaster, made.layers, made.options);
    const Image merged = decode_photo(ora, "a.ora").image;
    EXPECT_EQ(merged.width(), side);
    EXPECT_TRUE(same_pixels(composed(ora_layer(ora, 0), ora_layer(ora, 2)), merged)) << side;
  }
}

TEST_P(LayersInFiles, TakeTheDepthAndTheColoursOfTheFile) {
  Case made = make_case(GetParam());
  made.options.bits = GetParam() == SampleType::U8 ? 16 : 8;
  made.options.profile = OutputProfile::Srgb;
  const std::string ora = encode_layered(made.edit, PhotoFormat::OpenRaster, made.layers, made.options);
  const Photo merged = decode_photo(ora, "a.ora");
  EXPECT_NE(merged.image.type(), GetParam());
  EXPECT_TRUE(same_pixels(composed(ora_layer(ora, 0), ora_layer(ora, 2)), merged.image));
  EXPECT_EQ(decode_photo(zip_entry(ora, "data/layer0.png"), "").icc_profile, merged.icc_profile);
}

INSTANTIATE_TEST_SUITE_P(Depths, LayersInFiles, testing::Values(SampleType::U8, SampleType::U16));

TEST(OpenRaster, TellsHowTheLayersLie) {
  const Case made = make_case(SampleType::U8);
  const std::string ora = encode_layered(made.edit, PhotoFormat::OpenRaster, made.layers, made.options);
  const std::string stack = zip_entry(ora, "stack.xml");
  EXPECT_THAT(stack, HasSubstr("<image version=\"0.0.3\" w=\"30\" h=\"20\">"));
  // The topmost stands first.
  const std::vector<std::string> names{"Mask", "Edit", "Evolution 1 of 2", "Photo"};
  std::size_t at = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    at = stack.find("name=\"" + names[i] + "\" src=\"data/layer" + std::to_string(3 - i) + ".png\"", at);
    ASSERT_NE(at, std::string::npos) << names[i];
    const std::string element = stack.substr(at, stack.find("/>", at) - at);
    EXPECT_THAT(element, HasSubstr(i == 1 || i == 3 ? "visibility=\"visible\"" : "visibility=\"hidden\""));
  }
  const Photo thumbnail = decode_photo(zip_entry(ora, "Thumbnails/thumbnail.png"), "");
  EXPECT_EQ(thumbnail.image.width(), kWidth);
  EXPECT_EQ(thumbnail.image.type(), SampleType::U8);
}

TEST(OpenRaster, HasAThumbnailOfAtMost256Pixels) {
  const std::string ora = encode(make_photo(600, 300, 4, SampleType::U16), PhotoFormat::OpenRaster);
  const Photo thumbnail = decode_photo(zip_entry(ora, "Thumbnails/thumbnail.png"), "");
  EXPECT_EQ(thumbnail.image.width(), 256);
  EXPECT_EQ(thumbnail.image.height(), 128);
  EXPECT_EQ(thumbnail.image.type(), SampleType::U8);
}

TEST(OpenRaster, OfAPlainPhotoHasItAsItsOnlyLayer) {
  const Photo photo = make_photo(kWidth, kHeight, 4);
  const std::string ora = encode(photo, PhotoFormat::OpenRaster);
  EXPECT_TRUE(same_pixels(ora_layer(ora, 0), photo.image));
  EXPECT_TRUE(same_pixels(decode_photo(ora, "a.ora").image, photo.image));
  EXPECT_THAT(zip_entry(ora, "data/layer1.png"), IsEmpty());
}

TEST(OpenRaster, KeepsNamesThatXmlWouldTakeForItsOwn) {
  const Photo photo = make_photo(8, 8, 3);
  const PhotoLayers layers{make_layer("<a & \"b\">\n\xc3\xa4", photo)};
  EXPECT_THAT(zip_entry(encode_layered(photo, PhotoFormat::OpenRaster, layers), "stack.xml"),
              HasSubstr("name=\"&lt;a &amp; &quot;b&quot;> \xc3\xa4\""));
}

TEST(LayeredTiff, OfATransparentPhotoSaysSo) {
  const Photo photo = make_photo(kWidth, kHeight, 4);
  const Case made = make_case(photo, edited(photo));
  const PsdLayers found = read_psd_layers(image_source_data(encode_layered(made.edit, PhotoFormat::Tiff, made.layers, made.options)));
  EXPECT_EQ(found.count, -4);
  EXPECT_EQ(found.layers[2].planes.at(-1), plane_of(made.edit.image, 3));
}

TEST(LayeredTiff, OfAGreyPhotoIsGrey) {
  const Photo photo = make_photo(kWidth, kHeight, 1);
  const Case made = make_case(photo, edited(photo));
  const PsdLayers found = read_psd_layers(image_source_data(encode_layered(made.edit, PhotoFormat::Tiff, made.layers, made.options)));
  EXPECT_EQ(found.layers[0].planes.at(0), plane_of(photo.image, 0));
  EXPECT_FALSE(found.layers[0].planes.contains(1));
}

TEST(LayeredTiff, HasNamesOfAnyLanguage) {
  const Photo photo = make_photo(8, 8, 3);
  const PhotoLayers layers{make_layer("\xe7\x85\xa7\xf0\x9f\x8c\x99", photo)};  // U+7167 U+1F319
  EXPECT_THAT(image_source_data(encode_layered(photo, PhotoFormat::Tiff, layers)),
              HasSubstr(be(3, 4) + be(0x7167, 2) + be(0xd83c, 2) + be(0xdf19, 2)));
}

// Two half-transparent pictures on each other are less transparent than either.
TEST(EditLayers, OfATransparentPhotoHideThePhoto) {
  const Photo photo = make_photo(kWidth, kHeight, 4);
  const Case made = make_case(photo, edited(photo));
  const auto& layers = made.layers;
  EXPECT_FALSE(layers.front().is_visible);
  EXPECT_TRUE(layers[2].is_visible);
  EXPECT_TRUE(layers[2].cover.empty());
}

TEST(EditLayers, OfAGreyPhotoThatBecameColouredAreColoured) {
  Photo grey = make_photo(kWidth, kHeight, 1);
  const Photo colour = make_photo(kWidth, kHeight, 3);
  const Case made = make_case(grey, colour);
  const std::string ora = encode_layered(made.edit, PhotoFormat::OpenRaster, made.layers, made.options);
  EXPECT_TRUE(same_pixels(ora_layer(ora, 0), expand_grey(grey.image)));
  EXPECT_TRUE(same_pixels(composed(ora_layer(ora, 0), ora_layer(ora, 2)), colour.image));
}

TEST(EditLayers, LeaveOutTheStateThatIsTheEdit) {
  const auto photo = std::make_shared<const Photo>(make_photo(kWidth, kHeight, 3));
  LayeredEdit edit{photo, photo, half_mask(), {5, {}}, 0.5};
  std::vector<std::string> names;
  for (const PhotoLayer& layer : edit_layers(edit, {"p", "%1/%2", "e", "m"})) names.push_back(layer.name);
  EXPECT_THAT(names, ElementsAre("p", "1/4", "3/4", "4/4", "e", "m"));
}

TEST(EditLayers, AreNotWrittenWhereTheFormatHasNone) {
  const Case made = make_case(SampleType::U8);
  for (const PhotoFormat format : {PhotoFormat::Png, PhotoFormat::Jpeg}) {
    const Error error = error_of([&] { (void)encode_layered(made.edit, format, made.layers); });
    EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
    EXPECT_THAT(error.what(), HasSubstr(".tif, .ora"));
  }
}

/// Nothing but what was there before.
TEST_F(PhotoFiles, AStopWhileLayersAreMadeLeavesTheOldFile) {
  for (const std::string name : {"a.ora", "a.tif"}) {
    save(name, "old");
    std::stop_source source;
    Case made = make_case(SampleType::U8);
    made.layers[1].picture = [&](const RunContext& context) {
      source.request_stop();
      context.check();
      return made.edit;
    };
    EXPECT_THROW(write_layered_photo(path(name), made.edit, made.layers, {}, {source.get_token(), {}}), Cancelled);
    EXPECT_EQ(read_file(path(name), 100), "old");
  }
  const auto left = std::distance(std::filesystem::directory_iterator(path("")), {});
  EXPECT_EQ(left, 2);
}

TEST_F(PhotoFiles, ALayerThatCannotBeMadeLeavesNothing) {
  for (const std::string name : {"a.ora", "a.tif"}) {
    Case made = make_case(SampleType::U8);
    made.layers[1].picture = [](const RunContext&) -> Photo {
      throw Error(ErrorCode::OutOfMemory, "no memory");
    };
    EXPECT_THROW(write_layered_photo(path(name), made.edit, made.layers), Error);
  }
  EXPECT_TRUE(std::filesystem::is_empty(path("")));
}

TEST_F(PhotoFiles, ACutFileWithLayersIsRefused) {
  const Case made = make_case(SampleType::U8);
  for (const PhotoFormat format : {PhotoFormat::OpenRaster, PhotoFormat::Tiff}) {
    const std::string whole = encode_layered(made.edit, format, made.layers);
    for (const double share : {0.1, 0.5, 0.9}) {
      const auto size = static_cast<std::size_t>(share * static_cast<double>(whole.size()));
      const Error error = error_of([&] { (void)decode_photo(whole.substr(0, size), "cut"); });
      EXPECT_EQ(error.code(), ErrorCode::FileMalformed) << to_string(format) << " " << share;
    }
  }
}

}  // namespace
}  // namespace v4e
