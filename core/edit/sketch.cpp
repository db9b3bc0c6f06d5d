// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/sketch.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>

#include "core/base/base64.h"
#include "core/base/error.h"
#include "core/image/io/photo_io.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

// The two fixed sentences around what is drawn, parameters of the paint-brush LoRA. Source:
// nv-tlabs/ChronoEdit, README.md, "Inference with other LoRAs".
constexpr const char* kSketchBegin =
    "Turn the pencil sketch in the image into an actual object that is consistent with the image’s content. "
    "The user wants to change the sketch to a ";
constexpr std::size_t kMostSketchBytes = 384u << 20;

/// Of full scale: a frame that is less away from the first one shows what was sketched, one that is more away
/// something else.
constexpr double kStillStroke = 0.06;
constexpr double kNoStroke = 0.16;
/// Pixels around a stroke that the autoencoder blurs it into.
constexpr int kStrokeReach = 8;

[[noreturn]] void refuse_sketch(std::string_view origin, const std::string& what) {
  throw Error(ErrorCode::FileMalformed, std::string(origin) + ": \"sketch\" " + what);
}

/// 1 where strokes lie or are blurred to, 0 away from them.
cv::Mat stroke_area(const Image& plain, const Image& sketched) {
  cv::Mat difference;
  cv::absdiff(view_mat(plain), view_mat(sketched), difference);
  cv::Mat largest(difference.size(), CV_32FC1);
  for (int y = 0; y < difference.rows; ++y) {
    const auto* in = difference.ptr<cv::Vec3f>(y);
    auto* out = largest.ptr<float>(y);
    for (int x = 0; x < difference.cols; ++x)
      out[x] = std::max({in[x][0], in[x][1], in[x][2]}) > 1.0F / 255 ? 1.0F : 0.0F;
  }
  const cv::Size size(2 * kStrokeReach + 1, 2 * kStrokeReach + 1);
  cv::dilate(largest, largest, cv::getStructuringElement(cv::MORPH_ELLIPSE, size));
  return largest;
}

/// How far that frame shows something else than the first: 0..1.
cv::Mat change_from(const cv::Mat& first, const cv::Mat& frame) {
  cv::Mat difference;
  cv::absdiff(first, frame, difference);
  cv::Mat share(difference.size(), CV_32FC1);
  for (int y = 0; y < difference.rows; ++y) {
    const auto* in = difference.ptr<cv::Vec3f>(y);
    auto* out = share.ptr<float>(y);
    for (int x = 0; x < difference.cols; ++x) out[x] = std::max({in[x][0], in[x][1], in[x][2]});
  }
  cv::GaussianBlur(share, share, cv::Size(5, 5), 0);
  share = (share - kStillStroke) / (kNoStroke - kStillStroke);
  cv::max(share, 0, share);
  cv::min(share, 1, share);
  return share;
}

}  // namespace

bool Sketch::operator==(const Sketch& other) const {
  return strokes.width() == other.strokes.width() && strokes.height() == other.strokes.height() &&
         strokes.size_bytes() == other.strokes.size_bytes() &&
         (strokes.data() == other.strokes.data() ||
          std::memcmp(strokes.data(), other.strokes.data(), strokes.size_bytes()) == 0);
}

void Sketch::validate() const {
  if (is_none()) return;
  if (strokes.channels() != 4 || strokes.type() != SampleType::U8 ||
      std::max(strokes.width(), strokes.height()) > kMostSketchSide)
    throw Error(ErrorCode::InvalidArgument, "a sketch has red, green, blue and alpha of 8 bits and at most " +
                                                std::to_string(kMostSketchSide) + " pixels on a side");
}

Sketch sketch_of_file(const std::filesystem::path& file) {
  const Image picture = read_photo(file).image;
  const auto refuse = [&file](const std::string& what) {
    throw Error(ErrorCode::InvalidArgument, file.string() + what +
                                                ": a sketch is a picture of the photo's size that is "
                                                "transparent but for the strokes");
  };
  if (picture.channels() != 4) refuse(" has no transparency");
  Sketch sketch{with_samples(picture, SampleType::U8)};
  bool has_strokes = false;
  bool has_photo = false;
  for (int y = 0; y < picture.height(); ++y) {
    const auto* row = sketch.strokes.row<std::uint8_t>(y);
    for (int x = 0; x < picture.width(); ++x) {
      has_strokes = has_strokes || row[4 * x + 3] > 0;
      has_photo = has_photo || row[4 * x + 3] < 255;
    }
  }
  if (!has_strokes) refuse(" is empty");
  if (!has_photo) refuse(" is transparent nowhere");
  sketch.validate();
  return sketch;
}

nlohmann::json to_json(const Sketch& sketch) {
  Photo photo;
  photo.image = sketch.strokes;
  WriteOptions options;
  options.format = PhotoFormat::Png;
  return to_base64(encode_photo(photo, options).bytes);
}

Sketch sketch_from(const nlohmann::json& json, std::string_view origin) {
  const auto bytes = json.is_string() && json.get_ref<const std::string&>().size() <= kMostSketchBytes
                         ? from_base64(json.get<std::string>())
                         : std::nullopt;
  if (!bytes) refuse_sketch(origin, "is no picture");
  ReadOptions options;
  options.max_pixels = std::size_t{kMostSketchSide} * kMostSketchSide;
  Sketch sketch;
  try {
    sketch.strokes = decode_photo(*bytes, "a sketch", options).image;
    sketch.validate();
  } catch (const Error& error) {
    refuse_sketch(origin, std::string("cannot be read: ") + error.what());
  }
  return sketch;
}

EvolutionCaption sketch_caption(const std::string& instruction) {
  if (instruction.find_first_not_of(" \t\n\r") == std::string::npos)
    throw Error(ErrorCode::InvalidArgument, "say what the sketch is of, for example: a crown and a hat");
  std::string thing = instruction;
  // The sentence has the article.
  for (const char* article : {"a ", "an ", "A ", "An "}) {
    if (!thing.starts_with(article)) continue;
    thing = thing.substr(std::strlen(article));
    break;
  }
  EvolutionCaption caption;
  caption.kind = EditKind::Add;
  caption.wish = instruction;
  caption.target = thing;
  caption.is_partial = true;
  caption.caption = caption.detailed_caption = kSketchBegin + thing;
  caption.confidence = 1;
  return caption;
}

Image with_strokes(const Image& photo, const Sketch& sketch) {
  const Image& strokes = sketch.strokes;
  if (strokes.width() != photo.width() || strokes.height() != photo.height())
    throw Error(ErrorCode::InvalidArgument,
                "the sketch is of another size than the photo: " + std::to_string(strokes.width()) + " x " +
                    std::to_string(strokes.height()) + ", not " + std::to_string(photo.width()) + " x " +
                    std::to_string(photo.height()) + " pixels");
  Image sketched(photo.width(), photo.height(), 3, SampleType::F32);
  auto* out = reinterpret_cast<float*>(sketched.mutable_data());
  const int last = photo.channels() < 3 ? 0 : 2;  // a grey photo has one
  for (int y = 0; y < photo.height(); ++y) {
    const auto* stroke = strokes.row<std::uint8_t>(y);
    for (int x = 0; x < photo.width(); ++x, stroke += 4) {
      const float alpha = to_unit(stroke[3]);
      for (int c = 0; c < 3; ++c) {
        const float value = unit_at(photo, x, y, std::min(c, last));
        *out++ = value + alpha * (to_unit(stroke[c]) - value);
      }
    }
  }
  return sketched;
}

std::vector<Image> without_strokes(std::vector<Image> frames, const Image& plain, const Image& sketched) {
  if (frames.empty()) return frames;
  const cv::Mat area = stroke_area(plain, sketched);
  const cv::Mat first = view_mat(frames.front()).clone();
  // What the autoencoder makes of the photo is told by what it made of the sketched one.
  cv::Mat photo = first + (view_mat(plain) - view_mat(sketched));
  cv::max(photo, 0, photo);
  cv::min(photo, 1, photo);
  for (Image& frame : frames) {
    const cv::Mat share = change_from(first, view_mat(frame));
    auto* pixels = reinterpret_cast<float*>(frame.mutable_data());
    for (int y = 0; y < first.rows; ++y) {
      for (int x = 0; x < first.cols; ++x, pixels += 3) {
        const float taken = area.at<float>(y, x) * (1 - share.at<float>(y, x));
        const cv::Vec3f& here = photo.at<cv::Vec3f>(y, x);
        for (int c = 0; c < 3; ++c) pixels[c] += taken * (here[c] - pixels[c]);
      }
    }
  }
  return frames;
}

}  // namespace v4e
