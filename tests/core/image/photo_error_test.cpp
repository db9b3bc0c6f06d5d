// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "core/image/colour/colour.h"
#include "core/image/io/metadata.h"
#include "core/image/io/photo_io.h"
#include "photo_fixtures.h"

namespace v4e {
namespace {

using ::testing::Values;

void expect_error(const std::function<void()>& action, ErrorCode code, std::string_view file,
                  std::string_view remedy) {
  const Error error = error_of(action);
  EXPECT_EQ(error.code(), code) << error.what();
  EXPECT_NE(std::string_view(error.what()).find(file), std::string_view::npos) << error.what();
  EXPECT_NE(std::string_view(error.what()).find(remedy), std::string_view::npos) << error.what();
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename());
  return names;
}

class PhotoErrors : public PhotoFiles {};

TEST_F(PhotoErrors, WhatIsNoPictureFile) {
  const auto expect = [&](const std::filesystem::path& file, ErrorCode code, std::string_view remedy) {
    expect_error([&] { (void)read_photo(file); }, code, file.string(), remedy);
  };
  expect(path("none.png"), ErrorCode::FileUnreadable, "check its name");
  expect(path("."), ErrorCode::FileUnreadable, "choose a picture inside");
  expect(save("empty.png", ""), ErrorCode::FileMalformed, "is empty");
  expect(save("text.png", "hello, this is no picture"), ErrorCode::FileMalformed, "choose a JPEG");
  expect(save("phone.heic", std::string("\0\0\0\x18", 4) + "ftypheic0000"), ErrorCode::FileMalformed,
         "copy it again");
  ASSERT_EQ(::mkfifo(path("pipe.png").c_str(), 0600), 0);
  expect(path("pipe.png"), ErrorCode::FileUnreadable, "not an ordinary file");
}

TEST_F(PhotoErrors, TheFormatIsToldByTheBytesNotTheName) {
  const auto file = save("really_png.jpg", encode(make_photo(5, 5, 3), PhotoFormat::Png));
  EXPECT_EQ(read_photo(file).source_format, PhotoFormat::Png);
}

class CutFiles : public testing::TestWithParam<PhotoFormat> {};

TEST_P(CutFiles, AreReportedWithTheirName) {
  const std::string whole = encode(make_photo(60, 60, 3), GetParam());
  // Less than the magic bytes is no picture; the very end may be missing without harm.
  for (std::size_t size = 12; size + 40 < whole.size(); size += 1 + whole.size() / 60) {
    const Error error = error_of([&] { (void)decode_photo(whole.substr(0, size), "cut.file"); });
    EXPECT_EQ(error.code(), ErrorCode::FileMalformed)
        << size << " of " << whole.size() << ": " << error.what();
    EXPECT_NE(std::string_view(error.what()).find("cut.file is damaged or cut short"),
              std::string_view::npos);
  }
}

TEST_P(CutFiles, AndBentOnesNeverCrash) {
  Photo photo = make_photo(24, 18, 3);
  photo.icc_profile = make_adobe_rgb_profile();
  photo.metadata.exif = make_exif(1);
  const std::string whole = encode(photo, GetParam());
  std::mt19937 random(7);
  int refused = 0;
  for (int i = 0; i < 400; ++i) {
    std::string bent = whole;
    for (unsigned k = 0; k <= random() % 4; ++k) bent[random() % bent.size()] = static_cast<char>(random());
    try {
      const Photo read = decode_photo(bent, "bent", {.max_pixels = 1'000'000});
      EXPECT_FALSE(read.image.empty());
    } catch (const Error& error) {
      EXPECT_NE(error.code(), ErrorCode::Internal) << error.what();
      ++refused;
    }
  }
  EXPECT_GT(refused, 0);
}

INSTANTIATE_TEST_SUITE_P(Formats, CutFiles,
                         Values(PhotoFormat::Jpeg, PhotoFormat::Png, PhotoFormat::WebP, PhotoFormat::Tiff),
                         [](const auto& test_case) { return std::string(to_string(test_case.param)); });

/// A file of one small picture whose header claims more.
std::string lying_file(PhotoFormat format, std::uint32_t side) {
  std::string bytes = encode(make_photo(4, 4, 3), format);
  if (format == PhotoFormat::Png) {
    bytes.replace(16, 8, be(side, 4) + be(side, 4));
    std::uint32_t crc = 0xffffffff;
    for (std::size_t i = 12; i < 29; ++i) {
      crc ^= static_cast<unsigned char>(bytes[i]);
      for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
    }
    bytes.replace(29, 4, be(~crc, 4));
  } else if (format == PhotoFormat::Jpeg) {
    const std::size_t frame = bytes.find("\xff\xc0");
    bytes.replace(frame + 5, 4, be(side, 2) + be(side, 2));
  } else {
    for (const std::uint32_t tag : {0x100u, 0x101u}) {
      const std::size_t entry = bytes.find(le(tag, 2) + le(3, 2) + le(1, 4));
      bytes.replace(entry + 8, 4, le(side, 4));
    }
  }
  return bytes;
}

TEST(PhotoLimits, HugePicturesAreRefusedByTheirHeader) {
  for (const PhotoFormat format : {PhotoFormat::Png, PhotoFormat::Jpeg, PhotoFormat::Tiff}) {
    const std::string bytes = lying_file(format, 30000);
    const auto decode = [&] { (void)decode_photo(bytes, "huge.file"); };
    expect_error(decode, ErrorCode::FileUnreadable, "huge.file", "30000 x 30000");
    expect_error(decode, ErrorCode::FileUnreadable, "(900 megapixels)", "MiB of memory");
  }
  const std::string gif = "GIF89a" + le(30000, 2) + le(30000, 2) + std::string(20, '\0');
  expect_error([&] { (void)decode_photo(gif, "a.gif"); }, ErrorCode::FileUnreadable, "a.gif", "smaller copy");
  const std::string webp = encode(make_photo(50, 40, 3), PhotoFormat::WebP);
  expect_error([&] { (void)decode_photo(webp, "a.webp", {.max_pixels = 1999}); }, ErrorCode::FileUnreadable,
               "50 x 40", "a.webp");
  EXPECT_EQ(decode_photo(webp, "a.webp", {.max_pixels = 2000}).image.width(), 50);
}

TEST(PhotoLimits, LyingDimensionsBelowTheLimitAreCutFiles) {
  for (const PhotoFormat format : {PhotoFormat::Png, PhotoFormat::Jpeg, PhotoFormat::Tiff}) {
    const std::string bytes = lying_file(format, 2000);
    const Error error = error_of([&] { (void)decode_photo(bytes, "lie"); });
    EXPECT_EQ(error.code(), ErrorCode::FileMalformed) << to_string(format) << ": " << error.what();
  }
}

TEST(PhotoNotes, BrokenProfileAndExifDoNotKeepThePhotoFromLoading) {
  for (const PhotoFormat format : {PhotoFormat::Jpeg, PhotoFormat::WebP, PhotoFormat::Tiff}) {
    Photo photo = make_photo(8, 8, 3);
    photo.icc_profile = std::string(300, 'x');
    const Photo back = decode_photo(encode(photo, format), "icc");
    EXPECT_TRUE(has_note(back.notes, "colour profile is damaged")) << to_string(format);
    EXPECT_TRUE(back.icc_profile.empty());
    EXPECT_EQ(back.image.width(), 8);
  }
  Photo photo = make_photo(8, 8, 3);
  photo.metadata.exif = make_exif(1);
  std::string bytes = encode(photo, PhotoFormat::Jpeg);
  bytes.replace(bytes.find("II*"), 8, "garbage!");
  const Photo back = decode_photo(bytes, "exif");
  EXPECT_TRUE(has_note(back.notes, "EXIF data is damaged"));
  EXPECT_TRUE(back.metadata.exif.empty());
}

TEST(PhotoNotes, ColourProfileOnGreyIsLeftOut) {
  Photo photo = make_photo(8, 8, 1);
  photo.icc_profile = make_adobe_rgb_profile();
  const Photo back = decode_photo(encode(photo, PhotoFormat::Jpeg), "kind");
  EXPECT_TRUE(has_note(back.notes, "the picture is grey"));
  EXPECT_EQ(back.image.channels(), 1);
}

TEST_F(PhotoErrors, TargetsThatCannotBeWritten) {
  const Photo photo = make_photo(8, 8, 3);
  const auto expect = [&](const std::filesystem::path& file, ErrorCode code, std::string_view remedy) {
    expect_error([&] { write_photo(file, photo); }, code, file.string(), remedy);
  };
  expect(path("picture"), ErrorCode::InvalidArgument, "end it in one of .jpg, .png");
  expect(path("no/such/folder.png"), ErrorCode::FileUnwritable, "folder does not exist");
  std::filesystem::create_directory(path("folder.png"));
  expect(path("folder.png"), ErrorCode::FileUnwritable, "is a folder");
  const auto kept = save("kept.png", "precious");
  ASSERT_EQ(::chmod(kept.c_str(), 0444), 0);
  expect(kept, ErrorCode::FileUnwritable, "read-only");
  expect_error([&] { write_photo(path("a.gif"), photo); }, ErrorCode::InvalidArgument, "GIF", ".png");
  EXPECT_EQ(names_in(path(".")).size(), 2u);  // no left-overs
}

TEST_F(PhotoErrors, WrongOptions) {
  const Photo photo = make_photo(8, 8, 3);
  const auto expect = [&](const WriteOptions& options, std::string_view what) {
    expect_error([&] { write_photo(path("a.png"), photo, options); }, ErrorCode::InvalidArgument, what, what);
  };
  expect({.quality = 101}, "quality");
  expect({.quality = 0}, "quality");
  expect({.png_compression = 10}, "compression");
  expect({.extra_properties = {{"Xmp.nonsense.key", "x"}}}, "metadata property");
  Photo wide;
  wide.image = Image(17000, 1, 3, SampleType::U8);
  expect_error([&] { write_photo(path("a.webp"), wide); }, ErrorCode::InvalidArgument, "16383", "choose PNG");
  EXPECT_TRUE(names_in(path(".")).empty());
}

TEST_F(PhotoErrors, AFullDiskLeavesTheOldFileAndNoPart) {
  const auto target = save("a.png", "old");
  const Photo photo = make_photo(300, 300, 3);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{10'000, before.rlim_max};
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const Error error = error_of([&] { write_photo(target, photo); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_EQ(error.code(), ErrorCode::FileUnwritable) << error.what();
  EXPECT_NE(std::string_view(error.what()).find(target.string()), std::string_view::npos);
  EXPECT_EQ(names_in(path(".")), std::vector<std::string>{"a.png"});
  std::string content;
  std::ifstream(target) >> content;
  EXPECT_EQ(content, "old");
  write_photo(target, photo);
  EXPECT_TRUE(same_pixels(read_photo(target).image, photo.image));
}

TEST_F(PhotoErrors, StoppingLeavesNoFile) {
  for (const char* name : {"a.png", "a.jpg", "a.webp", "a.tif"}) {
    // Stops at the second report, that is after the pixels were encoded and before the file is in place.
    std::stop_source source;
    int reports = 0;
    const RunContext context{source.get_token(), [&](const Progress&) {
                               if (++reports == 2) source.request_stop();
                             }};
    EXPECT_THROW(write_photo(path(name), make_photo(30, 30, 3), {}, context), Cancelled) << name;
  }
  EXPECT_TRUE(names_in(path(".")).empty());
}

TEST_F(PhotoErrors, ALinkStaysALink) {
  const auto target = save("target.png", "old");
  std::filesystem::create_symlink(target, path("link.png"));
  write_photo(path("link.png"), make_photo(8, 8, 3));
  EXPECT_TRUE(std::filesystem::is_symlink(path("link.png")));
  EXPECT_EQ(read_photo(target).image.width(), 8);
}

}  // namespace
}  // namespace v4e
