// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/shown_photo.h"

#include "photo_fixtures.h"

namespace v4e {
namespace {

TEST(ShownPhoto, IsSmallAndHoldsNothingButPixels) {
  Photo photo = make_photo(1600, 900, 3);
  photo.metadata.exif = make_exif(1);
  photo.metadata.xmp = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">somewhere</x:xmpmeta>";
  photo.metadata.texts.push_back({"Comment", "at home"});
  const std::string bytes = shown_jpeg(photo);
  const Photo shown = decode_photo(bytes, "shown");
  EXPECT_EQ(shown.source_format, PhotoFormat::Jpeg);
  EXPECT_EQ(shown.image.width(), 768);
  EXPECT_EQ(shown.image.height(), 432);
  for (const char* trace : {"Exif", "GPS", "2024:05:06", "xmpmeta", "somewhere", "at home"})
    EXPECT_EQ(bytes.find(trace), std::string::npos) << trace;
}

TEST(ShownPhoto, ASmallOneStaysItsSize) {
  const Photo shown = decode_photo(shown_jpeg(make_photo(120, 300, 4, SampleType::U16)), "shown");
  EXPECT_EQ(shown.image.width(), 120);
  EXPECT_EQ(shown.image.height(), 300);
}

}  // namespace
}  // namespace v4e
