// SPDX-License-Identifier: GPL-3.0-or-later
// The one list of kinds and what is written elsewhere of it: README, desktop file, packages.
#include <algorithm>
#include <set>

#include "core/base/atomic_file.h"
#include "core/image/io/codecs/codec.h"
#include "photo_fixtures.h"

namespace v4e {
namespace {

std::string project_file(const std::string& name) {
  return read_file(std::filesystem::path(V4E_SOURCE_DIR) / name, 1 << 20);
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(PhotoKinds, NameEachEndingAndTypeOnce) {
  std::set<std::string_view> seen;
  for (const PhotoKind& kind : photo_kinds()) {
    EXPECT_FALSE(kind.extensions.empty()) << kind.name;
    for (const std::string_view extension : kind.extensions) {
      EXPECT_TRUE(seen.insert(extension).second) << extension;
      EXPECT_EQ(format_of_extension("x" + std::string(extension)), kind.format);
    }
    for (const std::string_view type : kind.mime_types) EXPECT_TRUE(seen.insert(type).second) << type;
  }
}

TEST(PhotoKinds, StandInTheReadmesTable) {
  const std::string readme = project_file("README.md");
  for (const PhotoKind& kind : photo_kinds()) {
    std::string row = "| " + std::string(kind.name) + " | ";
    for (const std::string_view extension : kind.extensions)
      row += (extension == kind.extensions.front() ? "" : " ") + std::string(extension);
    row += " | " + std::string(kind.keeps) + " | ";
    if (codec_of(kind.format).encode || kind.writes_lossless || kind.writes_lossy)
      row += std::to_string(kind.written_bits) + " bits";
    EXPECT_TRUE(holds(readme, row)) << "README.md lacks the row: " << row;
  }
}

TEST(PhotoKinds, StandInTheDesktopFile) {
  const std::string desktop = project_file("resources/desktop/org.video4edit.Video4Edit.desktop");
  std::string types = "MimeType=";
  for (const PhotoKind& kind : photo_kinds()) {
    for (const std::string_view type : kind.mime_types) types += std::string(type) + ";";
  }
  EXPECT_TRUE(holds(desktop, types + "application/x-video4edit;")) << "it should have " << types;
}

TEST(PhotoKinds, NamePackagesThatSetupInstalls) {
  const std::string packages = project_file("packaging/debian-packages.txt");
  const std::string cmake = project_file("packaging/cmake/V4ePictureFormats.cmake");
  for (const PhotoKind& kind : photo_kinds()) {
    if (kind.package.empty()) continue;
    EXPECT_TRUE(holds(packages, "\n" + std::string(kind.package) + "\n")) << kind.package;
    EXPECT_TRUE(holds(cmake, " " + std::string(kind.package) + " ")) << kind.package;
  }
}

TEST(PhotoKinds, AreWrittenOnlyWhereTheyCanBe) {
  for (const PhotoKind& kind : photo_kinds()) {
    const Codec& codec = codec_of(kind.format);
    if (kind.is_written) {
      EXPECT_NE(codec.encode, nullptr) << kind.name;
      EXPECT_TRUE(holds(written_extensions(), kind.extensions.front())) << kind.name;
      const std::size_t written = kind.extensions.size() - codec_of(kind.format).read_only_extensions;
      const std::string last(kind.extensions[written - 1]);
      EXPECT_EQ(output_extension("a" + last), last);
    } else {
      WriteOptions options;
      options.format = kind.format;
      const Error error = error_of([&] { (void)encode_photo(make_photo(4, 4, 3), options); });
      EXPECT_TRUE(error.code() == ErrorCode::InvalidArgument || error.code() == ErrorCode::Unsupported);
    }
  }
}

TEST(PhotoKinds, OfKritaAreOnlyRead) {
  EXPECT_EQ(output_extension("a.ora"), ".ora");
  EXPECT_EQ(output_extension("a.kra"), ".png");
  const std::filesystem::path target = std::filesystem::path(testing::TempDir()) / "v4e-kinds.kra";
  const Error error = error_of([&] { write_photo(target, make_photo(4, 4, 3)); });
  EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
  EXPECT_TRUE(holds(error.what(), "end the name in .ora")) << error.what();
  EXPECT_FALSE(std::filesystem::exists(target));
}

TEST(PhotoKinds, AreToldByTheirFirstBytes) {
  const auto box = [](const std::string& brand) { return be(24, 4) + "ftyp" + brand + std::string(64, 'x'); };
  std::string tga(18, '\0');
  tga[2] = 2;
  tga[12] = tga[14] = 40;
  tga[16] = 24;
  const std::string rest(60, 'x');
  const std::vector<std::pair<std::string, PhotoFormat>> files{
      {box("heis"), PhotoFormat::Heif},
      {box("msf1"), PhotoFormat::Heif},
      {box("avis"), PhotoFormat::Avif},
      {box("crx "), PhotoFormat::Raw},
      {"\xff\x0a" + rest, PhotoFormat::JpegXl},
      {std::string("\0\0\0\x0cJXL \r\n\x87\n", 12) + rest, PhotoFormat::JpegXl},
      {"\x76\x2f\x31\x01" + rest, PhotoFormat::Exr},
      {be(12, 4) + "jP  \r\n\x87\n" + rest, PhotoFormat::Jpeg2000},
      {std::string("IIU\0", 4) + rest, PhotoFormat::Raw},
      {"IIRO" + rest, PhotoFormat::Raw},
      {std::string("II\x1a\0\0\0HEAPCCDR", 14) + rest, PhotoFormat::Raw},
      {"FUJIFILMCCD-RAW 0201" + rest, PhotoFormat::Raw},
      {"P6\n4 4\n255\n" + std::string(48, 'x'), PhotoFormat::Pnm},
      {tga + rest, PhotoFormat::Tga},
      {"BM" + std::string(12, '\0') + le(40, 4) + rest, PhotoFormat::Bmp},
      {"8BPS" + rest, PhotoFormat::Psd},
      {std::string("\0\0\1\0\1\0", 6) + rest, PhotoFormat::Ico},
      {"<?xml version=\"1.0\"?>\n<svg width=\"4\" height=\"4\"/>", PhotoFormat::Svg},
      {"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n", PhotoFormat::Hdr}};
  for (const auto& [bytes, format] : files)
    EXPECT_EQ(detect_codec(bytes, "file").kind.format, format) << to_string(format);
}

TEST(PhotoKinds, WhatIsNotReadIsNamedWithWhatToDo) {
  const std::vector<std::pair<std::string, std::string>> files{
      {be(24, 4) + "ftypisom" + std::string(64, 'x'), "video"},
      {"gimp xcf v011" + std::string(60, 'x'), "export it as OpenRaster"},
      {"%PDF-1.7" + std::string(60, 'x'), "PDF"},
      {std::string("PK\3\4") + std::string(60, 'x'), "unpack"}};
  for (const auto& [bytes, part] : files) {
    const Error error = error_of([&, &data = bytes] { (void)decode_photo(data, "file"); });
    EXPECT_EQ(error.code(), ErrorCode::Unsupported) << part;
    EXPECT_TRUE(holds(error.what(), part)) << error.what();
  }
}

}  // namespace
}  // namespace v4e
