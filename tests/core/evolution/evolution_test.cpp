// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <fstream>
#include <iterator>
#include <opencv2/videoio.hpp>

#include "core/evolution/colour_palette.h"
#include "core/evolution/evolution_file.h"
#include "core/evolution/evolution_steps.h"
#include "core/image/io/photo_io.h"
#include "tests/core/image/photo_fixtures.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

std::vector<Image> make_frames(int count, int width = 96, int height = 64) {
  std::vector<Image> frames;
  for (int i = 0; i < count; ++i)
    frames.push_back(make_picture(width, height, 3, SampleType::U8, static_cast<unsigned>(i)));
  return frames;
}

Image make_noise(int width, int height) {
  Image image(width, height, 3, SampleType::U8);
  std::mt19937 random(7);
  auto* pixels = reinterpret_cast<std::uint8_t*>(image.mutable_data());
  for (std::size_t i = 0; i < image.size_bytes(); ++i) pixels[i] = static_cast<std::uint8_t>(random());
  return image;
}

Image in_palette(const Image& rgb) {
  const PalettePicture picture = to_palette(rgb);
  Image result(rgb.width(), rgb.height(), 3, SampleType::U8);
  auto* pixels = reinterpret_cast<std::uint8_t*>(result.mutable_data());
  for (std::size_t i = 0; i < picture.indices.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) pixels[i * 3 + c] = picture.palette[picture.indices[i]][c];
  }
  return result;
}

struct Played {
  int frames = 0;
  int width = 0;
  int height = 0;
};

Played play(const fs::path& path) {
  cv::VideoCapture video(path.string(), cv::CAP_FFMPEG);
  Played played;
  cv::Mat frame;
  while (video.read(frame)) played = {played.frames + 1, frame.cols, frame.rows};
  return played;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

/// Stops after so many reports.
RunContext stopping_after(int reports, std::stop_source& stop) {
  auto left = std::make_shared<int>(reports);
  return {stop.get_token(), [left, &stop](const Progress&) {
            if (--*left == 0) stop.request_stop();
          }};
}

class Evolution : public PhotoFiles {};

TEST_F(Evolution, StepsGoThereAndBack) {
  const auto order = [](const EvolutionOptions& options, bool endless) {
    std::vector<std::size_t> frames;
    for (const EvolutionStep& step : evolution_steps(4, options, endless)) frames.push_back(step.frame);
    return frames;
  };
  EvolutionOptions options;
  using Order = std::vector<std::size_t>;
  EXPECT_EQ(order(options, true), (Order{0, 1, 2, 3}));
  options.ping_pong = true;
  EXPECT_EQ(order(options, true), (Order{0, 1, 2, 3, 2, 1}));
  EXPECT_EQ(order(options, false), (Order{0, 1, 2, 3, 2, 1, 0}));
  const auto steps = evolution_steps(4, options, true);
  EXPECT_EQ(steps[0].seconds, 1);
  EXPECT_EQ(steps[1].seconds, 1.0 / 8);
  EXPECT_EQ(steps[3].seconds, 1);
}

TEST_F(Evolution, FewColoursAreKeptExactly) {
  const Image few = in_palette(make_noise(64, 64));
  EXPECT_TRUE(same_pixels(in_palette(few), few));
}

TEST_F(Evolution, ThePaletteSuitsThePicture) {
  const Image picture = make_picture(128, 128, 3, SampleType::U8);
  const Image shown = in_palette(picture);
  double error = 0;
  for (std::size_t i = 0; i < picture.size_bytes(); ++i) {
    const double difference = std::to_integer<int>(picture.data()[i]) - std::to_integer<int>(shown.data()[i]);
    error += difference * difference;
  }
  EXPECT_LT(error / static_cast<double>(picture.size_bytes()), 60);  // over 30 dB
}

TEST_F(Evolution, GifHoldsWhatThePaletteShows) {
  // Noise fills the code table many times over; one colour makes the longest strings.
  for (const Image& picture : {make_noise(201, 133), Image(300, 300, 3, SampleType::U8),
                               make_picture(64, 48, 3, SampleType::U8), make_noise(2, 2)}) {
    write_evolution(path("a.gif"), evolution_of({picture, picture}));
    EXPECT_TRUE(same_pixels(read_photo(path("a.gif")).image, in_palette(picture)));
  }
}

TEST_F(Evolution, GifPlaysAllFramesElsewhere) {
  EvolutionOptions options;
  options.ping_pong = true;
  write_evolution(path("a.gif"), evolution_of(make_frames(5)), options);
  const Played played = play(path("a.gif"));
  EXPECT_EQ(played.frames, 8);
  EXPECT_EQ(played.width, 96);
  std::ifstream file(path("a.gif"), std::ios::binary);
  std::string gif(std::istreambuf_iterator<char>(file), {});
  EXPECT_NE(gif.find("NETSCAPE2.0"), std::string::npos);
  options.loops = false;
  write_evolution(path("b.gif"), evolution_of(make_frames(5)), options);
  EXPECT_EQ(play(path("b.gif")).frames, 9);
}

TEST_F(Evolution, VideosHoldEveryFrame) {
  EvolutionOptions options;
  options.frames_per_second = 10;
  options.hold_seconds = 0.5;
  options.long_side_px = 64;
  for (const char* name : {"a.mp4", "a.webm"}) {
    if (!can_write(*evolution_format_of(name))) continue;
    write_evolution(path(name), evolution_of(make_frames(4, 96, 63)), options);
    const Played played = play(path(name));
    EXPECT_EQ(played.frames, 5 + 1 + 1 + 5) << name;
    EXPECT_EQ(played.width, 64);
    EXPECT_EQ(played.height, 42);
  }
  EXPECT_TRUE(can_write(EvolutionFormat::Mp4));
}

TEST_F(Evolution, FramesOfAnySizeCanBeWritten) {
  const std::vector<std::pair<int, int>> sizes = {{1, 1}, {1, 40}, {40, 1}, {3, 5}, {1, 5000}};
  for (const auto& [width, height] : sizes) {
    SCOPED_TRACE(std::to_string(width) + " x " + std::to_string(height));
    const std::vector<Image> frames = make_frames(3, width, height);
    write_frames(path("frames"), evolution_of(frames));
    EXPECT_TRUE(same_pixels(read_photo(path("frames/frame-002.png")).image, frames[2]));
    for (const char* name : {"a.gif", "a.mp4", "a.webm"}) {
      if (!can_write(*evolution_format_of(name))) continue;
      write_evolution(path(name), evolution_of(frames));
      EXPECT_GE(play(path(name)).frames, 3) << name;
    }
  }
}

TEST_F(Evolution, ACancelledFileIsNotThere) {
  for (const char* name : {"a.gif", "a.mp4"}) {
    std::stop_source stop;
    EXPECT_THROW(write_evolution(path(name), evolution_of(make_frames(5)), {}, stopping_after(3, stop)),
                 Cancelled);
  }
  std::stop_source stop;
  EXPECT_THROW(write_frames(path("frames"), evolution_of(make_frames(5)), {}, stopping_after(3, stop)),
               Cancelled);
  EXPECT_TRUE(names_in(path(".")).empty());
}

TEST_F(Evolution, FramesComeAsAFolder) {
  const auto frames = make_frames(3);
  write_frames(path("new/"), evolution_of(frames));
  EXPECT_EQ(names_in(path("new")),
            (std::vector<std::string>{"frame-000.png", "frame-001.png", "frame-002.png"}));
  EXPECT_TRUE(same_pixels(read_photo(path("new/frame-001.png")).image, frames[1]));
  // Into a folder that is there: what else is in it stays.
  save("new/mine.txt", "x");
  write_frames(path("new"), evolution_of(make_frames(2, 32, 32)));
  EXPECT_EQ(read_photo(path("new/frame-001.png")).image.width(), 32);
  EXPECT_EQ(names_in(path("new")).size(), 4u);
}

TEST_F(Evolution, RefusesWhatMakesNoVideo) {
  const auto code_of = [&](const char* name, const std::vector<Image>& frames, EvolutionOptions options) {
    return error_of([&] { write_evolution(path(name), evolution_of(frames), options); }).code();
  };
  EXPECT_EQ(code_of("a.avi", make_frames(2), {}), ErrorCode::InvalidArgument);
  EXPECT_EQ(code_of("a.gif", {}, {}), ErrorCode::InvalidArgument);
  EXPECT_EQ(code_of("a.gif", {make_frames(1)[0], make_frames(1, 32, 32)[0]}, {}), ErrorCode::InvalidArgument);
  for (const double speed : {0.0, -1.0, 1e9, std::nan("")}) {
    EvolutionOptions options;
    options.frames_per_second = speed;
    EXPECT_EQ(code_of("a.mp4", make_frames(2), options), ErrorCode::InvalidArgument);
  }
  EXPECT_EQ(code_of("nowhere/a.gif", make_frames(2), {}), ErrorCode::FileUnwritable);
  EXPECT_EQ(code_of("nowhere/a.mp4", make_frames(2), {}), ErrorCode::FileUnwritable);
  const Error error = error_of([&] { write_frames(path("nowhere/x"), evolution_of(make_frames(2))); });
  EXPECT_EQ(error.code(), ErrorCode::FileUnwritable);
  EXPECT_NE(std::string(error.what()).find("nowhere/x"), std::string::npos) << "names what was chosen";
}

TEST_F(Evolution, FramesAreAskedForOneByOneAndMustFit) {
  const std::vector<Image> frames = make_frames(3, 32, 24);
  EvolutionFrames lazy = evolution_of(frames);
  std::vector<std::size_t> asked;
  lazy.frame = [&](std::size_t index, const RunContext&) {
    asked.push_back(index);
    return frames[index];
  };
  write_frames(path("lazy"), lazy);
  EXPECT_EQ(asked, (std::vector<std::size_t>{0, 1, 2}));
  EvolutionOptions there_and_back;
  there_and_back.ping_pong = true;
  write_evolution(path("lazy.gif"), lazy, there_and_back);
  write_evolution(path("all.gif"), evolution_of(frames), there_and_back);
  const auto bytes_of = [&](const char* name) {
    std::ifstream file(path(name), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  EXPECT_GT(bytes_of("lazy.gif").size(), 100U);
  EXPECT_EQ(bytes_of("lazy.gif"), bytes_of("all.gif"));
  lazy.frame = [&](std::size_t index, const RunContext&) {
    return index == 2 ? Image(8, 8, 3, SampleType::U8) : frames[index];
  };
  EXPECT_EQ(error_of([&] { write_frames(path("odd"), lazy); }).code(), ErrorCode::InvalidArgument);
  EXPECT_FALSE(std::filesystem::exists(path("odd")));
}

}  // namespace
}  // namespace v4e
