// SPDX-License-Identifier: GPL-3.0-or-later
// Small files of each kind against what the format's own tools see in them (pictures/make.py).
#include <cmath>
#include <sstream>

#include "core/base/atomic_file.h"
#include "core/image/colour/tone_map.h"
#include "core/image/io/codecs/codec.h"
#include "core/image/io/metadata.h"
#include "core/image/samples.h"
#include "photo_fixtures.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = V4E_SOURCE_DIR "/tests/core/image/pictures";

constexpr std::size_t kMostBytes = 1 << 20;

struct Row {
  std::string file;
  int width = 0, height = 0, bits = 0, channels = 0;
  bool has_profile = false, has_exif = false, has_xmp = false;
  double tolerance = 0;
  std::vector<std::vector<double>> spots;  ///< 0..255, the middle of each quarter
};

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text) c == at ? void(parts.emplace_back()) : parts.back().push_back(c);
  return parts;
}

std::vector<Row> expected() {
  std::vector<Row> rows;
  std::ifstream table(kFolder / "expected.tsv");
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    const auto cells = split(line, '\t');
    Row row;
    row.file = cells.at(0);
    row.width = std::stoi(cells.at(1));
    row.height = std::stoi(cells.at(2));
    row.bits = std::stoi(cells.at(3));
    row.channels = std::stoi(cells.at(4));
    row.has_profile = !cells.at(5).empty();
    row.has_exif = cells.at(6) == "1";
    row.has_xmp = cells.at(7) == "1";
    row.tolerance = std::stod(cells.at(8));
    for (const std::string& spot : split(cells.at(9), ' ')) {
      row.spots.emplace_back();
      for (const std::string& value : split(spot, ',')) row.spots.back().push_back(std::stod(value));
    }
    rows.push_back(row);
  }
  return rows;
}

/// A file of a kind whose library is missing in this build is named with its package instead.
bool is_without_library(const std::string& bytes, const std::string& name) {
  const Codec& codec = detect_codec(bytes, name);
  if (codec.decode) return false;
  const Error error = error_of([&] { (void)decode_photo(bytes, name); });
  EXPECT_EQ(error.code(), ErrorCode::Unsupported);
  EXPECT_NE(std::string_view(error.what()).find(codec.kind.package), std::string_view::npos) << error.what();
  return true;
}

void expect_spots(const Image& image, const Row& row) {
  constexpr double kPlaces[4][2] = {{0.25, 0.25}, {0.75, 0.25}, {0.25, 0.75}, {0.75, 0.75}};
  ASSERT_EQ(row.spots.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t c = 0; c < row.spots[i].size(); ++c) {
      const float unit = unit_at(image, static_cast<int>(kPlaces[i][0] * row.width),
                                 static_cast<int>(kPlaces[i][1] * row.height), static_cast<int>(c));
      EXPECT_NEAR(unit * 255, row.spots[i][c], row.tolerance)
          << row.file << " spot " << i << " channel " << c;
    }
  }
}

TEST(PictureFormats, AreReadAsTheirOwnToolsReadThem) {
  const auto rows = expected();
  ASSERT_GT(rows.size(), 30U);
  for (const Row& row : rows) {
    const std::string bytes = read_file(kFolder / row.file, kMostBytes);
    if (is_without_library(bytes, row.file)) continue;
    const Photo photo = decode_photo(bytes, row.file);
    ASSERT_EQ(photo.image.width(), row.width) << row.file;
    ASSERT_EQ(photo.image.height(), row.height) << row.file;
    EXPECT_EQ(photo.source_bits, row.bits) << row.file;
    EXPECT_EQ(photo.image.channels(), row.channels) << row.file;
    EXPECT_EQ(photo.image.type(), row.bits > 8 ? SampleType::U16 : SampleType::U8) << row.file;
    EXPECT_EQ(!photo.icc_profile.empty(), row.has_profile) << row.file;
    EXPECT_EQ(!photo.metadata.exif.empty(), row.has_exif) << row.file;
    EXPECT_EQ(property(photo.metadata, "Xmp.dc.source").has_value(), row.has_xmp) << row.file;
    EXPECT_EQ(exif_orientation(photo.metadata), 1) << row.file;
    EXPECT_EQ(photo.source_format, *format_of_extension(row.file == "pfm.pfm" ? "x.pnm" : row.file))
        << row.file;
    expect_spots(photo.image, row);
  }
}

TEST(PictureFormats, AnyCutIsReadOrRefused) {
  for (const Row& row : expected()) {
    const std::string bytes = read_file(kFolder / row.file, kMostBytes);
    const std::size_t step = std::max<std::size_t>(1, bytes.size() / 24);
    for (std::size_t size = 0; size < bytes.size(); size += step) {
      try {
        (void)decode_photo(std::string_view(bytes).substr(0, size), row.file);
      } catch (const Error& error) {
        EXPECT_NE(error.code(), ErrorCode::Internal)
            << row.file << " cut at " << size << ": " << error.what();
        EXPECT_NE(std::string_view(error.what()).find(row.file), std::string_view::npos) << error.what();
      }
    }
  }
}

TEST(PictureFormats, PixelsOverTheLimitAreRefusedByTheHeader) {
  for (const Row& row : expected()) {
    const std::string bytes = read_file(kFolder / row.file, kMostBytes);
    if (!detect_codec(bytes, row.file).decode) continue;
    const Error error = error_of([&] { (void)decode_photo(bytes, row.file, {.max_pixels = 100}); });
    EXPECT_EQ(error.code(), ErrorCode::FileUnreadable) << row.file << error.what();
  }
}

/// Kinds written besides the four of old.
std::vector<PhotoKind> new_written_kinds() {
  std::vector<PhotoKind> kinds;
  for (const PhotoKind& kind : photo_kinds()) {
    const bool is_new = kind.format == PhotoFormat::Avif || kind.format == PhotoFormat::JpegXl ||
                        kind.format == PhotoFormat::Heif;
    if (is_new && kind.is_written) kinds.push_back(kind);
  }
  return kinds;
}

Photo smooth_photo(int channels, SampleType type) {
  Photo photo;
  photo.image = Image(48, 40, channels, SampleType::U16);
  auto* sample = reinterpret_cast<std::uint16_t*>(photo.image.mutable_data());
  for (int y = 0; y < 40; ++y) {
    for (int x = 0; x < 48; ++x) {
      for (int c = 0; c < channels; ++c)
        *sample++ = static_cast<std::uint16_t>(9000 + 700 * x + 500 * y * (c + 1) / 3);
    }
  }
  photo.image = with_samples(photo.image, type);
  photo.metadata.exif = make_exif(1);
  set_properties(photo.metadata, std::vector<MetadataProperty>{{"Xmp.dc.source", "kept"}});
  return photo;
}

double largest_difference(const Image& one, const Image& other) {
  double largest = 0;
  for (int y = 0; y < one.height(); ++y) {
    for (int x = 0; x < one.width(); ++x) {
      for (int c = 0; c < one.channels(); ++c)
        largest = std::max(largest, std::abs(double(unit_at(one, x, y, c)) - unit_at(other, x, y, c)));
    }
  }
  return largest;
}

TEST(WrittenFormats, KeepDepthProfileAndMetadata) {
  for (const PhotoKind& kind : new_written_kinds()) {
    for (const SampleType type : {SampleType::U8, SampleType::U16}) {
      for (const int channels : {1, 3, 4}) {
        SCOPED_TRACE(std::string(kind.name) + " " + std::to_string(channels) +
                     (type == SampleType::U8 ? " 8" : " 16"));
        Photo photo = smooth_photo(channels, type);
        if (channels > 1) photo.icc_profile = make_output_profile(OutputProfile::DisplayP3);
        WriteOptions options;
        options.format = kind.format;
        const EncodedPhoto encoded = encode_photo(photo, options);
        const Photo back = decode_photo(encoded.bytes, "back");
        EXPECT_EQ(back.source_format, kind.format);
        EXPECT_EQ(back.source_bits, type == SampleType::U8 ? 8 : kind.written_bits);
        EXPECT_EQ(back.icc_profile, photo.icc_profile);
        EXPECT_EQ(property(back.metadata, "Xmp.dc.source"), "kept");
        EXPECT_EQ(property(back.metadata, "Exif.GPSInfo.GPSDateStamp"), "2024:05:06");
        Image wanted = photo.image;
        if (back.image.channels() == 3 && channels == 1) wanted = Image(1, 1, 1, type);  // HEIC has no grey
        ASSERT_TRUE(channels == 1 || back.image.channels() == channels);
        if (wanted.width() > 1) {
          EXPECT_LT(largest_difference(wanted, back.image), kind.writes_lossless ? 1e-6 : 0.02);
        }
      }
    }
  }
}

TEST(WrittenFormats, QualityMakesFilesSmaller) {
  for (const PhotoKind& kind : new_written_kinds()) {
    Photo photo = make_photo(120, 90, 3);
    WriteOptions options;
    options.format = kind.format;
    options.quality = 95;
    const std::size_t good = encode_photo(photo, options).bytes.size();
    options.quality = 40;
    EXPECT_LT(encode_photo(photo, options).bytes.size(), good) << kind.name;
  }
}

TEST(WrittenFormats, OddAndTinySizes) {
  for (const PhotoKind& kind : new_written_kinds()) {
    for (const auto& [width, height] : {std::pair{1, 1}, {7, 5}, {65, 33}}) {
      const Photo back = decode_photo(encode(make_photo(width, height, 3), kind.format), "odd");
      EXPECT_EQ(back.image.width(), width) << kind.name;
      EXPECT_EQ(back.image.height(), height) << kind.name;
    }
  }
}

class RawFiles : public PhotoFiles {};

TEST_F(RawFiles, AreNeverWrittenOver) {
  const std::string raw = read_file(kFolder / "raw.dng", kMostBytes);
  for (const char* name : {"a.tif", "a.png"}) {
    save(name, raw);
    const Error error = error_of([&] { write_photo(path(name), make_photo(4, 4, 3)); });
    EXPECT_EQ(error.code(), ErrorCode::FileUnwritable);
    EXPECT_EQ(read_file(path(name), kMostBytes), raw);
  }
  EXPECT_EQ(error_of([&] { write_photo(path("b.dng"), make_photo(4, 4, 3)); }).code(),
            ErrorCode::InvalidArgument);
  EXPECT_EQ(output_extension("x.NEF"), ".tif");
  EXPECT_EQ(output_extension("x.psd"), ".png");
  EXPECT_EQ(output_extension("x.JPG"), ".JPG");
}

TEST_F(RawFiles, DraftHasHalfTheSize) {
  if (!kind_of(PhotoFormat::Raw).is_read) GTEST_SKIP() << "built without LibRaw";
  const Photo draft = read_photo(kFolder / "raw.dng", {.is_raw_draft = true});
  EXPECT_EQ(draft.image.width(), 32);
  EXPECT_TRUE(has_note(draft.notes, "half"));
}

TEST(Drawings, HaveTheSizeThatIsAskedFor) {
  if (!kind_of(PhotoFormat::Svg).is_read) GTEST_SKIP() << "built without librsvg";
  const Photo large = read_photo(kFolder / "svg.svg", {.drawing_side_px = 640});
  EXPECT_EQ(large.image.width(), 640);
  EXPECT_EQ(large.image.height(), 480);
}

TEST(ToneMap, KeepsWhatIsDarkAndReachesWhiteWithTheBrightest) {
  Image light(100, 100, 3, SampleType::F32);
  auto* sample = reinterpret_cast<float*>(light.mutable_data());
  for (int i = 0; i < 10'000; ++i) {
    for (int c = 0; c < 3; ++c) *sample++ = i < 9000 ? 0.2f : 8.0f;
  }
  std::vector<std::string> notes;
  const Image picture = tone_mapped(light, notes, {});
  EXPECT_NEAR(unit_at(picture, 0, 0), 0.4845, 0.001);  // sRGB's curve of 0.2
  EXPECT_NEAR(unit_at(picture, 99, 99), 1.0, 0.01);
  EXPECT_TRUE(has_note(notes, "tone-mapped"));
}

TEST(ToneMap, OddNumbersAreBlackOrWhite) {
  Image light(4, 1, 3, SampleType::F32);
  auto* sample = reinterpret_cast<float*>(light.mutable_data());
  const float odd[4] = {std::nanf(""), INFINITY, -3, 0.2f};
  for (int x = 0; x < 4; ++x) std::fill_n(sample + x * 3, 3, odd[x]);
  std::vector<std::string> notes;
  const Image picture = tone_mapped(light, notes, {});
  EXPECT_EQ(unit_at(picture, 0, 0), 0);
  EXPECT_EQ(unit_at(picture, 2, 0), 0);
  EXPECT_EQ(unit_at(picture, 1, 0), 1);
}

TEST(ToneMap, WhiteOfHdrVideoIsWhite) {
  // BT.2408: 203 cd/m² is the code value 0.58 of PQ and 0.75 of HLG.
  Image code(1, 1, 3, SampleType::U16);
  for (const auto& [transfer, value] : {std::pair{16, 0.58}, {18, 0.75}}) {
    auto* sample = reinterpret_cast<std::uint16_t*>(code.mutable_data());
    std::fill_n(sample, 3, static_cast<std::uint16_t>(value * 65535));
    EXPECT_NEAR(unit_at(hdr_light(code, transfer, {}), 0, 0), 1.0, 0.03) << transfer;
  }
}

}  // namespace
}  // namespace v4e
